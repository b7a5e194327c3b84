import type { Capabilities } from '../../src/contract/capabilities.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/** What Alipay promises of its transfers (fixtures/alipay/SOURCES.md F7 to F11). */
export const ALIPAY_CAPABILITIES: Capabilities = {
  dedupe: 'byKey',
  keyField: 'out_biz_no',
  keyLengthMax: 64,
  keyPattern: '^[0-9A-Za-z_-]{1,64}$',
  // No end is published, and the number is unique per merchant for ever. We rely on a month only
  // (judgement): past it inquiry alone decides.
  keyWindowMs: 30 * DAY_MS,
  keyScope: 'account',
  // A refusal for want of balance is judged anew when the same request comes again.
  savesErrors: false,
  duplicateSignal: 'originalAnswer',
  // PAYMENT_INFO_INCONSISTENCY.
  sameKeyOtherContent: 'refuses',
  // Nothing is published; as long as we rely on the number (judgement).
  keyAfterRefusal: 'new',
  batchSizeMax: 1,
  inquiryHorizonMs: 30 * DAY_MS,
  inquiryBy: 'key',
  inquiryNotBeforeMs: 2 * SECOND_MS,
  // ORDER_NOT_EXIST "may be an order still in processing": never a proof. The guide says to send the
  // same request again, which is what the resolver does under `dedupe: byKey`.
  notFoundIsProofAfterMs: null,
  copyLifeMs: null,
  // Nothing is published. Twice the patience of the official client, ALI-NODE (judgement).
  answerMsMax: 10 * SECOND_MS,
  // RSA2 over all fields of the form, each by its name.
  callbackProves: 'fact',
  // Redeliveries of the message service end after 24 h 22 min.
  latenessMsMax: 25 * HOUR_MS,
  cancel: 'none',
  // REFUND exists for bank cards; how late is not published (judgement).
  returnsWithinMs: 30 * DAY_MS,
  finalOn: 'SUCCESS',
  harmlessProbe: 'alipay.fund.account.query',
  limits: {
    // No rate is published. A user saw 20000 "busy" after 1000 calls, ten at a time (judgement).
    submitPerSecondMax: 50,
    inquirePerSecondMax: 50,
    concurrencyMax: 32,
    submitConcurrencyMax: 32,
    inquireConcurrencyMax: 32,
    currencies: ['CNY'],
    // 0.10 to 100 000 000 yuan for TRANS_ACCOUNT_NO_PWD (fixtures/alipay/SOURCES.md F3).
    amountMinorMin: 10n,
    amountMinorMax: 10_000_000_000n,
    accountTypes: ['alipay_user_id', 'alipay_logon_id', 'cn_bank_account'],
    countries: ['CN'],
    cutOffs: [],
    calendar: 'always',
  },
  manualResolution: false,
};

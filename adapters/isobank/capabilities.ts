import type { Capabilities } from '../../src/contract/capabilities.ts';

const SECOND_MS = 1_000;
const DAY_MS = 86_400 * SECOND_MS;

/** How late the bank may still push a message. An older one is a hint. */
const NOTICE_AGE_MS_MAX = 5 * DAY_MS;

/**
 * What the bank promises by its agreement (fixtures/isobank/SOURCES.md F7 to F11).
 * `drainMs` is the one promise that ends doubt by silence, hence a setting.
 */
export function isobankCapabilities(drainMs: number | null): Capabilities {
  return {
    dedupe: 'byKey',
    keyField: 'GrpHdr/MsgId',
    keyLengthMax: 35,
    keyPattern: '^[A-Za-z0-9]{1,35}$',
    keyWindowMs: 30 * DAY_MS,
    keyScope: 'account',
    // A rejection is recorded under the MsgId and repeated as it was.
    savesErrors: true,
    duplicateSignal: 'originalAnswer',
    sameKeyOtherContent: 'refuses',
    keyAfterRefusal: 'new',
    batchSizeMax: 1,
    inquiryHorizonMs: 90 * DAY_MS,
    inquiryBy: 'key',
    inquiryNotBeforeMs: 2 * SECOND_MS,
    notFoundIsProofAfterMs: drainMs,
    copyLifeMs: null,
    answerMsMax: 10 * SECOND_MS,
    // The seal is over the date and the whole body.
    callbackProves: 'fact',
    latenessMsMax: NOTICE_AGE_MS_MAX,
    // camt.055 is not part of the agreement.
    cancel: 'none',
    returnsWithinMs: 30 * DAY_MS,
    finalOn: 'ACSC',
    harmlessProbe: 'GET /iso20022/balance',
    limits: {
      submitPerSecondMax: 100,
      inquirePerSecondMax: 50,
      concurrencyMax: 32,
      submitConcurrencyMax: 32,
      inquireConcurrencyMax: 32,
      currencies: ['CNY', 'EUR', 'USD', 'GBP', 'HKD', 'SGD', 'CHF', 'JPY', 'KWD'],
      amountMinorMin: 1n,
      amountMinorMax: 10_000_000_000n,
      accountTypes: ['iban', 'cn_bank_account'],
      countries: [],
      cutOffs: [],
      calendar: 'always',
    },
    manualResolution: false,
  };
}

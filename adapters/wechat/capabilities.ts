import type { Capabilities } from '../../src/contract/capabilities.ts';
import type { WechatSettings } from './settings.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** 0.10 yuan: WeChat's smallest transfer (memory; below 0.30 no name may be sent). */
const AMOUNT_FEN_MIN = 10n;

/** The sum of WeChat's redelivery pauses: 24 h 4 min (WX-OAS webhooks.yaml). */
const CALLBACK_LATENESS_MS = 86_640_000;

/** What WeChat Pay promises of pre-authorised transfers (fixtures/wechat/SOURCES.md F7 to F11). */
export function wechatCapabilities(settings: WechatSettings): Capabilities {
  return {
    dedupe: 'byKey',
    keyField: 'out_bill_no',
    keyLengthMax: 32,
    keyPattern: '^[0-9A-Za-z]{1,32}$',
    // The batch interface promises three calendar days, the day of the first send included, which
    // is 48 hours for a payout made just before midnight. Nothing is said of single bills.
    keyWindowMs: 2 * DAY_MS,
    // Both hosts, api and api2, book in one ledger.
    keyScope: 'account',
    savesErrors: false,
    duplicateSignal: 'originalAnswer',
    sameKeyOtherContent: 'refuses',
    keyAfterRefusal: 'new',
    batchSizeMax: 1,
    inquiryHorizonMs: 30 * DAY_MS,
    inquiryBy: 'key',
    // WX-DOC: "at least one minute after the submit". 60000 in production; a demo may be quicker.
    inquiryNotBeforeMs: settings.inquiryNotBeforeMs,
    // "Not found" may be a bill still being accepted, without any promised bound.
    notFoundIsProofAfterMs: null,
    // A signature is refused after five minutes, but whether that holds for a queued copy is not said.
    copyLifeMs: null,
    // Nothing is published (judgement).
    answerMsMax: 15_000,
    // RSA over timestamp, nonce and the whole body; what is inside is authenticated once more.
    callbackProves: 'fact',
    latenessMsMax: CALLBACK_LATENESS_MS,
    cancel: 'byKey',
    // Money in the wallet does not come back by itself.
    returnsWithinMs: 0,
    finalOn: 'SUCCESS',
    harmlessProbe: 'GET /v3/merchant/fund/balance/',
    limits: {
      submitPerSecondMax: 100,
      inquirePerSecondMax: 100,
      // Half a second at the permitted rate (judgement).
      concurrencyMax: 50,
      submitConcurrencyMax: 50,
      inquireConcurrencyMax: 50,
      currencies: ['CNY'],
      amountMinorMin: AMOUNT_FEN_MIN,
      // The limit of a single transfer is set per merchant in the merchant platform.
      amountMinorMax: settings.amountFenMax,
      accountTypes: ['wechat_openid'],
      countries: ['CN'],
      cutOffs: [],
      calendar: 'always',
    },
    manualResolution: false,
  };
}

import type { Capabilities } from '../../src/contract/capabilities.ts';
import type { CmbSettings } from './settings.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "Within thirteen months, today included": 393 days at the least, less the day that counts. */
const THIRTEEN_MONTHS_MS = 392 * DAY_MS;

/** 10 s, 30 s, 1, 3 and 10 minutes after the first delivery (fixtures/cmb/SOURCES.md F9). */
const CALLBACK_LATENESS_MS = 880_000;

/** What China Merchants Bank promises of single payments (fixtures/cmb/SOURCES.md F7 to F11). */
export function cmbCapabilities(settings: CmbSettings): Capabilities {
  return {
    dedupe: 'byKey',
    keyField: 'yurRef',
    // The field takes 30 characters: our 32 of A-Z2-7 are 27 in base 62 (reference.ts).
    keyLengthMax: 32,
    keyPattern: '^[A-Z2-7]{32}$',
    // "References are kept for thirteen months; older ones cannot be checked for repetition."
    keyWindowMs: THIRTEEN_MONTHS_MS,
    keyScope: 'account',
    // A failed reference is free again: a repeat is a new order and not the stored failure.
    savesErrors: false,
    // By which code is published nowhere: whatever is not SUC0000 leads to an inquiry.
    duplicateSignal: 'code',
    sameKeyOtherContent: 'unknown',
    // "Order it again; the reference must not change." Records are told apart by `reqNbr`.
    keyAfterRefusal: 'same',
    batchSizeMax: 1,
    inquiryHorizonMs: THIRTEEN_MONTHS_MS,
    inquiryBy: 'key',
    // "Five minutes after the order." 300000 in production; a demo may be quicker. At least 2 s
    // between two questions, which the engine's schedule keeps for each payout; whether the bank
    // means all payouts together is for `perSecondMax: 0.5` in the policy file to say.
    inquiryNotBeforeMs: settings.inquiryNotBeforeMs,
    // An empty list is also what a user without the right to look gets.
    notFoundIsProofAfterMs: null,
    // "More than an hour from the bank's own clock" is refused; ours may be an hour off the other way.
    copyLifeMs: 2 * HOUR_MS,
    // Nothing is published (judgement).
    answerMsMax: 20_000,
    // SM2 or RSA over the whole text that was decrypted.
    callbackProves: 'fact',
    latenessMsMax: CALLBACK_LATENESS_MS,
    // Only people can take an order back, in the online bank.
    cancel: 'none',
    // "Ask for returns at the end of the day, or one or two days later" (BB1PAYQB); a day more.
    returnsWithinMs: 3 * DAY_MS,
    finalOn: 'FIN+S',
    harmlessProbe: 'NTQADINF',
    limits: {
      // No rate is published, only concurrency; these keep below it (judgement).
      submitPerSecondMax: 20,
      inquirePerSecondMax: 10,
      // "BB1PAYOP: 50. All other functions together: 20." The probe is the twentieth of those.
      concurrencyMax: 69,
      submitConcurrencyMax: 50,
      inquireConcurrencyMax: 19,
      currencies: ['CNY'],
      amountMinorMin: 1n,
      amountMinorMax: settings.amountFenMax,
      accountTypes: ['cn_bank_account'],
      countries: ['CN'],
      // "Avoid the moment at which the bank changes its day"; when that is, is not published.
      cutOffs: [],
      calendar: 'always',
    },
    manualResolution: false,
  };
}

import type { Capabilities } from '../../src/contract/capabilities.ts';
import type { AdyenSettings } from './settings.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * How long Adyen recognises an `Idempotency-Key`. Its page has said "a minimum period of 31 days"
 * and "7 to 14 days" at different times; only the least of them is safe to resend by.
 */
export const KEY_WINDOW_MS = 7 * DAY_MS;

/** What Adyen promises of bank transfers (fixtures/adyen/SOURCES.md F7 to F11). */
export function adyenCapabilities(settings: AdyenSettings): Capabilities {
  return {
    dedupe: 'byKey',
    keyField: 'Idempotency-Key',
    keyLengthMax: 64,
    keyPattern: '^[0-9A-Za-z_-]{1,64}$',
    keyWindowMs: KEY_WINDOW_MS,
    // "Idempotency keys will not be checked for duplication in other regions."
    keyScope: 'endpoint',
    // "The response to the first attempt will be returned", whatever it was.
    savesErrors: true,
    duplicateSignal: 'originalAnswer',
    sameKeyOtherContent: 'unknown',
    keyAfterRefusal: 'new',
    batchSizeMax: 1,
    // The two dates of one question may be six months apart.
    inquiryHorizonMs: 180 * DAY_MS,
    inquiryBy: 'key',
    // The list is filled behind the submit, nobody says how far behind (judgement).
    inquiryNotBeforeMs: 5 * SECOND_MS,
    notFoundIsProofAfterMs: null,
    copyLifeMs: null,
    // Nothing is published; Adyen's own client waits half a minute (judgement).
    answerMsMax: 30 * SECOND_MS,
    // The HMAC is over the whole body, and there is nothing else that is read.
    callbackProves: 'fact',
    // "We automatically retry sending the webhook for up to 30 days."
    latenessMsMax: 30 * DAY_MS,
    // Only a transfer that waits for an approval can be stopped, and only by Adyen's number.
    cancel: 'byReference',
    // SEPA: three business days; across borders weeks (judgement).
    returnsWithinMs: 60 * DAY_MS,
    finalOn: 'booked',
    harmlessProbe: 'GET /btl/v4/transfers',
    limits: {
      // Not in the specification (judgement).
      submitPerSecondMax: 25,
      inquirePerSecondMax: 25,
      concurrencyMax: 25,
      submitConcurrencyMax: 25,
      inquireConcurrencyMax: 25,
      currencies: settings.currencies,
      amountMinorMin: 1n,
      amountMinorMax: settings.amountMinorMax,
      accountTypes: ['iban'],
      countries: [],
      cutOffs: [],
      calendar: 'always',
    },
    manualResolution: false,
  };
}

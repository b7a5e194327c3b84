import type { Capabilities } from '../../src/contract/capabilities.ts';
import type { PaypalSettings } from './settings.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600 * SECOND_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Ours, not PayPal's, which takes 15,000: the engine stores the list of members with each member,
 * and a message that PayPal refuses as a whole takes all of them back to the queue. At the allowed
 * rate a hundred are still six hundred payouts a second.
 */
export const BATCH_SIZE_MAX = 100;

/** What PayPal promises of Payouts (fixtures/paypal/SOURCES.md F7 to F11). */
export function paypalCapabilities(settings: PaypalSettings): Capabilities {
  return {
    dedupe: 'byKey',
    // The batch's id. Each item carries its own key too (`sender_item_id`), but PayPal does not
    // recognise that one again in another batch; nor does `PayPal-Request-Id` deduplicate (seen).
    keyField: 'sender_batch_id',
    // 256 for the batch, 63 for the item.
    keyLengthMax: 63,
    keyPattern: '^[0-9A-Za-z_-]{1,63}$',
    // "A sender_batch_id that was used in the last 30 days" is rejected; afterwards it pays again.
    keyWindowMs: 30 * DAY_MS,
    keyScope: 'account',
    savesErrors: false,
    duplicateSignal: 'code',
    // Whatever else the message says, the id alone makes it a duplicate.
    sameKeyOtherContent: 'refuses',
    keyAfterRefusal: 'new',
    batchSizeMax: BATCH_SIZE_MAX,
    // Nothing is published. Covers the 30 days of an unclaimed item with room (judgement).
    inquiryHorizonMs: 90 * DAY_MS,
    inquiryBy: 'reference',
    // A batch takes some seconds (seen: 5 to 20), and PayPal asks not to poll (judgement).
    inquiryNotBeforeMs: 5 * SECOND_MS,
    // No lookup by our id exists; a batch id that is not found may be no batch of ours.
    notFoundIsProofAfterMs: null,
    copyLifeMs: null,
    // Nothing is published (judgement).
    answerMsMax: 15 * SECOND_MS,
    // Only the body's CRC-32 is signed, and another body with the same one is a matter of algebra.
    callbackProves: 'hint',
    // "PayPal will retry each delivery up to 25 times over 3 days."
    latenessMsMax: 3 * DAY_MS,
    // PayPal cancels nothing that is on its way. An item that is still UNCLAIMED can be called back,
    // by its item id; that is a return of money that had left the account, for people to decide.
    cancel: 'none',
    // Unclaimed money comes back after 30 days; a payee may refund within 180 (memory).
    returnsWithinMs: 180 * DAY_MS,
    finalOn: 'SUCCESS',
    harmlessProbe: 'GET /v1/payments/payouts/',
    limits: {
      // 400 POST a minute, less what tokens and retries take.
      submitPerSecondMax: 6,
      // Nothing is published, but polling is frowned upon (judgement).
      inquirePerSecondMax: 10,
      concurrencyMax: 20,
      submitConcurrencyMax: 20,
      inquireConcurrencyMax: 20,
      // One per account that we pay from: a message to PayPal has one currency, and a payout in a
      // currency that the account does not hold would be converted at PayPal's rate.
      currencies: [settings.currency],
      amountMinorMin: 1n,
      amountMinorMax: settings.amountMinorMax,
      accountTypes: ['paypal_email'],
      // 96 countries; which of them depends on the account, and PayPal says so per item.
      countries: [],
      cutOffs: [],
      calendar: 'always',
    },
    manualResolution: false,
  };
}

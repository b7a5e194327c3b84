import type { FailureCode } from '../../../src/contract/failure.ts';

/** What an item's `transaction_status` means for the money. */
export type ItemMeaning =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'executed' }
  /** Final, recorded under our item; `errors` says why. */
  | { readonly kind: 'failed' }
  /** Stopped on its way; PayPal does not say whether for good. */
  | { readonly kind: 'blocked' }
  | { readonly kind: 'returned'; readonly failure: FailureCode };

/**
 * Every status of an item: the enumeration of PP-SPEC (transaction_enum), and three words that only
 * PayPal's pages about processing have (PP-STATUS). The quotes are PP-STATUS's or PP-ENUM's. A
 * status that is not here is unreadable, hence in doubt.
 */
export const ITEM_STATUSES: ReadonlyMap<string, ItemMeaning> = new Map<string, ItemMeaning>([
  ['NEW', { kind: 'accepted' }], // "Your request for a payout has been received." (PP-STATUS only)
  ['PENDING', { kind: 'accepted' }], // "submitted and is being processed"
  // "Under review and on hold." With an underscore on one page only.
  ['ONHOLD', { kind: 'accepted' }],
  ['ON_HOLD', { kind: 'accepted' }],
  // The money has left our account and reached nobody: claimed within 30 days, or returned by itself.
  // There is nothing to pay again meanwhile, and nothing that would be paid yet.
  ['UNCLAIMED', { kind: 'accepted' }],
  ['SUCCESS', { kind: 'executed' }], // "Funds have been credited to the recipient's account."
  // "This payout request has failed, so funds were not deducted from the sender's account."
  ['FAILED', { kind: 'failed' }],
  ['DENIED', { kind: 'failed' }], // "Denied, so funds were not deducted." (PP-STATUS only)
  ['BLOCKED', { kind: 'blocked' }], // "This payout request has been blocked." No more is said.
  // Not claimed within 30 days, or called back by the sender.
  ['RETURNED', { kind: 'returned', failure: 'eligibility.wallet' }],
  // "The recipient has issued a refund for the payout."
  ['REFUNDED', { kind: 'returned', failure: 'partner.returned' }],
  ['REVERSED', { kind: 'returned', failure: 'partner.returned' }], // "was reversed"
]);

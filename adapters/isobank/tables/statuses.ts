import type { Finality } from '../../../src/contract/verdict.ts';

/** What a payment status means for the money. */
export type StatusMeaning =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'executed'; readonly finality: Finality }
  | { readonly kind: 'refused' }
  | { readonly kind: 'cancelled' }
  /** The money may lie frozen between us and the payee: neither paid nor dead. */
  | { readonly kind: 'blocked' };

/**
 * ISO 20022 external code sets ExternalPaymentTransactionStatus1Code and, for the levels above,
 * ExternalPaymentGroupStatus1Code; what each means here is fixtures/isobank/SOURCES.md F4
 * (judgement).
 *
 * A status that is not here is not part of the agreement and leaves the payment in doubt. So do
 * PATC and ACFW, which wait for an authorisation that nobody would ever give, and the cheque,
 * cash and request-to-pay statuses. PART is no status of a payment: see `PARTLY`.
 */
export const PAYMENT_STATUSES: ReadonlyMap<string, StatusMeaning> = new Map<string, StatusMeaning>([
  ['RCVD', { kind: 'accepted' }], // "Payment instruction has been received."
  ['PDNG', { kind: 'accepted' }], // Pending: "further checks and status update will be performed".
  ['ACTC', { kind: 'accepted' }], // Authentication, syntax and semantics are fine.
  ['ACCP', { kind: 'accepted' }], // The customer profile is fine too.
  ['ACFC', { kind: 'accepted' }], // "an automatic funds check was positive"
  ['ACSP', { kind: 'accepted' }], // "accepted for execution"; may last for hours.
  ['ACWC', { kind: 'accepted' }], // Accepted with a change, "such as date or remittance not sent".
  ['ACWP', { kind: 'accepted' }], // Accepted "without being posted to the creditor's account".
  // Settled on the debtor's account. The set warns: "It can only be used after bilateral
  // agreement." Ours says so; the booking (camt.054) comes after it.
  ['ACSC', { kind: 'executed', finality: 'executed' }],
  ['ACCC', { kind: 'executed', finality: 'credited' }], // Settled on the creditor's account.
  // After ACWP: "funds will neither be posted to the Creditor's account, nor be returned".
  ['BLCK', { kind: 'blocked' }],
  ['CANC', { kind: 'cancelled' }], // "successfully cancelled after having received a request"
  ['RJCT', { kind: 'refused' }],
]);

/** Group level only: some payments of the message were accepted. Each payment has its own status. */
export const PARTLY = 'PART';

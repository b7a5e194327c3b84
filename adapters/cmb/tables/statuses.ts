import type { FailureCode } from '../../../src/contract/failure.ts';

/**
 * What `reqSts` means. `pending`: the bank works on it. `limbo`: the bank itself does not know; it
 * may end as anything, by people, and until then it is pending like the others and never a failure.
 */
export type RequestMeaning = 'pending' | 'limbo' | 'finished';

/** Every request status (BB1PAYOP, BB1PAYQR). One that is not here is unreadable, hence doubt. */
export const REQUEST_STATUSES: ReadonlyMap<string, RequestMeaning> = new Map([
  // "Waits for approval" by the company's own people in the online bank.
  ['AUT', 'pending'],
  // "Approved for good."
  ['NTE', 'pending'],
  // "Receiving data."
  ['OPR', 'pending'],
  // "The bank is processing."
  ['BNK', 'pending'],
  // "Manual approval at the bank."
  ['APW', 'pending'],
  // "Suspicious: the state is unknown, people must step in." BB1PAYOP lists it as processing.
  ['WRF', 'limbo'],
  // "Done": only now does `rtnFlg` mean anything.
  ['FIN', 'finished'],
]);

/**
 * What `rtnFlg` means once the request is FIN. `refused`: this record is over and its money never
 * left, or never arrived and never will.
 */
export type ReturnMeaning =
  | { readonly kind: 'executed' }
  | { readonly kind: 'returned' }
  | { readonly kind: 'limbo' }
  | { readonly kind: 'refused'; readonly failure: FailureCode };

/** Every result (BB1PAYOP, BB1PAYQR). One that is not here, or none, is doubt. */
export const RETURN_FLAGS: ReadonlyMap<string, ReturnMeaning> = new Map<string, ReturnMeaning>([
  // "Handed over": whether the payee's bank books it is for that bank to say.
  ['S', { kind: 'executed' }],
  // "The bank could not pay." Why stands in free text alone (`rtnNar`); the codes are published
  // nowhere. So no row that accuses the payee's account or ours would be true: it is tried again, a
  // bounded number of times, here or elsewhere.
  ['F', { kind: 'refused', failure: 'technical.settlement.failed' }],
  // 退票: paid, and thrown back by the payee's bank, sometimes a day later.
  ['B', { kind: 'returned' }],
  // Somebody of the company with the right to approve said no, or (C) took the order back. What a
  // person has stopped must not be sent again or elsewhere by a machine, and the borrower is told
  // no reason.
  ['R', { kind: 'refused', failure: 'partner.review' }],
  ['C', { kind: 'refused', failure: 'partner.review' }],
  // Nobody approved it in time. Nobody said no either, so another partner may pay it; here it would
  // expire again until the approval that the company set up with the bank is taken away.
  ['D', { kind: 'refused', failure: 'partner.agreement' }],
  // 挂账: in a suspense account of the bank's. Not among the states after which it may be ordered
  // again, and not in BB1PAYQR's list at all.
  ['U', { kind: 'limbo' }],
]);

import type { PayoutRequest } from '../model/payout.ts';
import type { PayoutView } from '../views/views.ts';
import type { NotAccepted } from './not-accepted.ts';

/** A request to pay, as a caller's POST brings it. */
export interface AcceptOrder {
  readonly caller: string;
  /** The person who asks; that person does not release it when it is held. */
  readonly by?: string | undefined;
  /** The caller's own; the same key with the same body gets the same payout. */
  readonly idempotencyKey: string;
  /** Digest of the canonical request body. */
  readonly fingerprint: string;
  readonly request: PayoutRequest;
}

/** What became of an order. Only `accepted` has stored anything new. */
export type AcceptOutcome =
  | { readonly kind: 'accepted'; readonly payout: PayoutView }
  /** Same key, same body: the payout of the first request as it is now. */
  | { readonly kind: 'replayed'; readonly payout: PayoutView }
  /** Same key, other body: 422. */
  | { readonly kind: 'keyReused'; readonly payoutId: string }
  /** Same key, still being accepted: 409. */
  | { readonly kind: 'inProgress' }
  | NotAccepted
  /** Never payable as asked: 422 with the field. */
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

/** What is wrong with one field of a request. */
export interface FieldError {
  /** RFC 6901, such as `/amount/value`. */
  readonly pointer: string;
  /** What was expected and what to do, in one sentence. */
  readonly message: string;
}

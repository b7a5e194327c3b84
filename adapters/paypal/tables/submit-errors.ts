import type { HarmlessFailure } from './failures.ts';

/** What an error answer to the POST of a batch means. Nothing in it is recorded under our key. */
export type SubmitErrorMeaning =
  /** The whole message was refused, for a reason that concerns none of its payouts. */
  | { readonly kind: 'refused'; readonly failure: HarmlessFailure }
  /** The whole message was refused for something it says; `details` may name the items. */
  | { readonly kind: 'invalid' }
  /** A word for several things: a duplicate when `details` names SENDER_BATCH_ID, else doubt. */
  | { readonly kind: 'business' }
  /** An earlier copy is there or under way. */
  | { readonly kind: 'duplicate' }
  /** It may have been taken. */
  | { readonly kind: 'unknown' };

const OVERLOAD = { kind: 'refused', failure: 'technical.overload.partner' } as const;
const CREDENTIALS = { kind: 'refused', failure: 'technical.thirdparty.auth' } as const;
const AGREEMENT = { kind: 'refused', failure: 'partner.agreement' } as const;
const LIQUIDITY = { kind: 'refused', failure: 'risk.liquidity' } as const;
const UNKNOWN = { kind: 'unknown' } as const;

/**
 * Every documented pair of HTTP status and `name`, keyed `status name` (PP-SPEC error_…, PP-CODES,
 * PP-TEST; `seen` marks pairs that public probes of PayPal's sandbox show). What has the one without
 * the other is not the documented answer, and what is missing here is doubt. `message` is for people
 * and decides nothing, all the more since one of them advises "try again with a different
 * sender_batch_ID", which after a lost answer pays twice.
 */
export const SUBMIT_ERRORS: ReadonlyMap<string, SubmitErrorMeaning> = new Map<
  string,
  SubmitErrorMeaning
>([
  // The specification's word, and the one that is answered in its place (seen).
  ['400 INVALID_REQUEST', { kind: 'invalid' }],
  ['400 VALIDATION_ERROR', { kind: 'invalid' }],
  ['422 UNPROCESSABLE_ENTITY', { kind: 'invalid' }],
  ['400 USER_BUSINESS_ERROR', { kind: 'business' }],
  ['409 RESOURCE_CONFLICT', { kind: 'duplicate' }],
  ['409 PREVIOUS_REQUEST_IN_PROGRESS', { kind: 'duplicate' }],

  // Our money at PayPal.
  ['422 INSUFFICIENT_FUNDS', LIQUIDITY], // seen
  ['400 NON_HOLDING_CURRENCY', LIQUIDITY], // seen

  // Our credentials.
  ['401 AUTHENTICATION_FAILURE', CREDENTIALS],
  ['401 invalid_token', CREDENTIALS],

  // Our account, app or contract.
  ['403 NOT_AUTHORIZED', AGREEMENT],
  ['403 AUTHORIZATION_ERROR', AGREEMENT], // seen
  ['403 REQUIRED_SCOPE_MISSING', AGREEMENT],
  ['403 SENDER_ACCOUNT_UNVERIFIED', AGREEMENT],
  ['403 SENDER_EMAIL_UNCONFIRMED', AGREEMENT], // seen
  ['403 SENDER_RESTRICTED', AGREEMENT], // seen
  ['403 SENDER_LOCKED', AGREEMENT], // the status is assumed; under another it is doubt

  // Too fast.
  ['429 RATE_LIMIT_REACHED', OVERLOAD],
  ['429 RATE_LIMIT_VALIDATION_FAILURES', OVERLOAD],

  // "If you receive an HTTP 5nn, you can safely retry with the same sender_batch_id": not an answer.
  ['500 INTERNAL_SERVER_ERROR', UNKNOWN],
  ['500 INTERNAL_ERROR', UNKNOWN], // seen
  ['503 SERVICE_UNAVAILABLE', UNKNOWN],
  ['504 REQUEST_TIMEOUT_EXCEEDED', UNKNOWN],
]);

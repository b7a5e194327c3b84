import type { FailureCode } from '../../../src/contract/failure.ts';

/**
 * What a signed error answer to a submit means.
 *
 * `refused`: this copy was not taken, nothing is recorded under our number. `duplicate`: our number
 * is known, ask what became of it. `unknown`: it may have been taken. `notFound` only means
 * something to an inquiry.
 */
export type ErrorMeaning =
  | { readonly kind: 'refused'; readonly failure: FailureCode }
  | { readonly kind: 'unknown'; readonly failure: FailureCode }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'notFound' };

/**
 * Every documented pair of HTTP status and `code` (fixtures/wechat/SOURCES.md F5), keyed `status
 * code`: WeChat's pages give both, and an answer that has the one without the other is not the
 * documented one.
 *
 * WX-DOC warns twice: the code speaks of this request and never of the order, and a code that is
 * not in the table must be answered by a query and not by a new number. Hence refusals are
 * unrecorded, and what is missing here is doubt. `message` is for people and decides nothing.
 */
export const ERROR_CODES: ReadonlyMap<string, ErrorMeaning> = new Map<string, ErrorMeaning>([
  // "Same number and same parameters, or query."
  ['500 SYSTEM_ERROR', { kind: 'unknown', failure: 'technical.thirdparty.error' }],
  // Not accepted; "top up, then send the same number again". Ours, not the payee's.
  ['403 NOT_ENOUGH', { kind: 'refused', failure: 'risk.liquidity' }],
  // Not accepted; "lower the frequency". Three spellings, by the age of the page.
  ['429 FREQUENCY_LIMITED', { kind: 'refused', failure: 'technical.overload.partner' }],
  ['429 FREQUENCY_LIMIT_EXCEED', { kind: 'refused', failure: 'technical.overload.partner' }],
  ['429 RATELIMIT_EXCEEDED', { kind: 'refused', failure: 'technical.overload.partner' }],
  // The merchant's own cap for the day: waits for the window to end (judgement).
  ['429 QUOTA_EXCEED', { kind: 'refused', failure: 'risk.limit.velocity' }],
  // The merchant's account or permission: no payout will pass until somebody acts.
  ['403 ACCOUNTERROR', { kind: 'refused', failure: 'partner.agreement' }],
  ['403 NO_AUTH', { kind: 'refused', failure: 'partner.agreement' }],
  ['401 APPID_MCHID_NOT_MATCH', { kind: 'refused', failure: 'technical.thirdparty.auth' }],
  // (memory) The code of a signature that WeChat could not verify.
  ['401 SIGN_ERROR', { kind: 'refused', failure: 'technical.thirdparty.auth' }],
  // "A parameter is wrong", whoever's: a retired certificate or serial, the scene, the callback address
  // and a payee's id are all told so, and only `message` tells them apart.
  ['400 PARAM_ERROR', { kind: 'refused', failure: 'technical.request.malformed' }],
  // One of its texts means "the number exists with other content": query, never fail on it.
  ['400 INVALID_REQUEST', { kind: 'duplicate' }],
  // (memory for bills) The number exists: query.
  ['400 ALREADY_EXISTS', { kind: 'duplicate' }],
  // No proof of absence even to an inquiry: the bill may still be on its way in
  // (fixtures/wechat/SOURCES.md F8).
  ['404 NOT_FOUND', { kind: 'notFound' }],
]);

import type { FailureCode } from '../../../src/contract/failure.ts';

/**
 * What an error answer to a submit means.
 *
 * `refused`: this copy was not taken, nothing is recorded under our key. `fields`: a validation
 * error; which field decides whose it is. `unknown`: it may have been taken.
 */
export type ProblemMeaning =
  | { readonly kind: 'refused'; readonly failure: FailureCode }
  | { readonly kind: 'fields' }
  | { readonly kind: 'unknown'; readonly failure: FailureCode };

/** "Request already processed or in progress": an earlier copy exists (422 or 409). */
export const IN_PROGRESS = '704';

/**
 * The catalogued problems. Adyen answers in two forms, and each is known by what names it there:
 * RFC 7807 by `status type`, the older form of its payments service, which AD-SPEC gives to 401, by
 * `status errorType errorCode`.
 *
 * Adyen publishes no list of the transfer service's codes. The types and codes here stand in
 * examples of its specifications and its own libraries' tests; the service's are recalled.
 */
export const PROBLEMS: ReadonlyMap<string, ProblemMeaning> = new Map<string, ProblemMeaning>([
  // "Authentication required": the API key.
  [
    '401 https://docs.adyen.com/errors/unauthorized',
    { kind: 'refused', failure: 'technical.thirdparty.auth' },
  ],
  // "HTTP Status Response - Unauthorized" (memory).
  ['401 security 000', { kind: 'refused', failure: 'technical.thirdparty.auth' }],
  // "Insufficient permissions to process the request": the credential's role.
  [
    '403 https://docs.adyen.com/errors/forbidden',
    { kind: 'refused', failure: 'technical.thirdparty.auth' },
  ],
  // "Not allowed" (memory).
  ['403 security 010', { kind: 'refused', failure: 'technical.thirdparty.auth' }],
  // "The request is missing required fields or contains invalid data."
  ['422 https://docs.adyen.com/errors/validation', { kind: 'fields' }],
]);

/**
 * Too many requests. The transfer service's page names no type for it (the cashout's of the same
 * service lists the status), hence by status alone, given Adyen's form around it (assumed).
 */
export const THROTTLED: ProblemMeaning = {
  kind: 'refused',
  failure: 'technical.overload.partner',
};

/** Something that we wrote is not as Adyen wants it. */
export const MALFORMED: FailureCode = 'technical.request.malformed';

/**
 * Whose an invalid field is, by the beginning of its name; the longest beginning decides. A field
 * that is not here leaves the refusal not understood.
 *
 * "Invalid" says of a field that Adyen does not take what we wrote there, and not why. Only the number
 * of the payee's account is written as the borrower gave it: all else is shaped by us, so a name that
 * is refused is no other person's, and an amount not over any limit.
 */
export const FIELD_FAILURES: ReadonlyMap<string, FailureCode> = new Map<string, FailureCode>([
  ['counterparty.bankAccount.accountIdentification', MALFORMED],
  ['counterparty.bankAccount.accountIdentification.iban', 'eligibility.account.notfound'],
  ['counterparty.bankAccount.accountIdentification.accountNumber', 'eligibility.account.notfound'],
  ['counterparty.bankAccount.accountHolder', MALFORMED],
  ['amount', MALFORMED],
  // Our own settings at Adyen.
  ['balanceAccountId', 'partner.agreement'],
  ['priority', 'partner.agreement'],
]);

/** No way to the payee's bank: the answer explains each attempt in `routingDetails`. */
export const NO_ROUTE: FailureCode = 'partner.unreachable.bank';

/** The row of one invalid field, or `null`. */
export function fieldFailure(name: string): FailureCode | null {
  const parts = name.split('.');
  for (let length = parts.length; length > 0; length -= 1) {
    const failure = FIELD_FAILURES.get(parts.slice(0, length).join('.'));
    if (failure !== undefined) return failure;
  }
  return null;
}

import type { FailureCode } from '../../../src/contract/failure.ts';

/** The bank's own small documents beside ISO 20022; they answer a request, never a payment. */
export const BANK_NAMESPACE = 'urn:isobank:answer:1';

/** The order or the question was not taken in; or nobody knows. */
export type BankCodeMeaning =
  /** Nothing was recorded: speaks of this copy alone. */
  | { readonly kind: 'refused'; readonly failure: FailureCode }
  | { readonly kind: 'doubt'; readonly failure: FailureCode };

/** `BankAnswer/Code` for an id it does not know; only an inquiry's answer may carry it. */
export const NOT_FOUND = 'NOTFOUND';

/** The bank's answers that are not ISO 20022, by its agreement (fixtures/isobank/SOURCES.md F5). */
export const BANK_CODES: ReadonlyMap<string, BankCodeMeaning> = new Map<string, BankCodeMeaning>([
  ['THROTTLED', { kind: 'refused', failure: 'technical.overload.partner' }],
  ['SIGNATURE', { kind: 'refused', failure: 'technical.thirdparty.auth' }],
  ['FORBIDDEN', { kind: 'refused', failure: 'partner.agreement' }],
  ['FORMAT', { kind: 'refused', failure: 'technical.request.malformed' }],
  ['CLOSED', { kind: 'refused', failure: 'partner.maintenance' }],
  // "The service failed while it worked on the request": it may have finished it.
  ['FAULT', { kind: 'doubt', failure: 'technical.thirdparty.error' }],
]);

import type { GroupPlacement } from '../../bank/bank.ts';

/** An error as PayPal's payouts answer it. */
export interface PaypalError {
  readonly status: number;
  readonly name: string;
  readonly message: string;
  readonly details?: readonly ErrorDetail[];
}

/** One line of an error's `details`. */
export interface ErrorDetail {
  readonly field: string;
  readonly issue: string;
  readonly link?: readonly object[];
}

/** The HTTP status of each name that the simulated partner may be told to answer with. */
const STATUS_OF_NAME: ReadonlyMap<string, number> = new Map([
  ['VALIDATION_ERROR', 400],
  ['INVALID_REQUEST', 400],
  ['USER_BUSINESS_ERROR', 400],
  ['NON_HOLDING_CURRENCY', 400],
  ['AUTHENTICATION_FAILURE', 401],
  ['AUTHORIZATION_ERROR', 403],
  ['NOT_AUTHORIZED', 403],
  ['REQUIRED_SCOPE_MISSING', 403],
  ['SENDER_ACCOUNT_UNVERIFIED', 403],
  ['SENDER_EMAIL_UNCONFIRMED', 403],
  ['SENDER_LOCKED', 403],
  ['SENDER_RESTRICTED', 403],
  ['INVALID_RESOURCE_ID', 404],
  ['RESOURCE_CONFLICT', 409],
  ['INSUFFICIENT_FUNDS', 422],
  ['UNPROCESSABLE_ENTITY', 422],
  ['RATE_LIMIT_REACHED', 429],
  ['INTERNAL_ERROR', 500],
  ['INTERNAL_SERVER_ERROR', 500],
  ['SERVICE_UNAVAILABLE', 503],
  ['REQUEST_TIMEOUT_EXCEEDED', 504],
]);

/** What PayPal's own sandbox answers when the first item's note is one of these. */
export const TEST_VALUES: ReadonlyMap<string, string> = new Map([
  ['ERRPYO001', 'SENDER_RESTRICTED'],
  ['ERRPYO002', 'SENDER_EMAIL_UNCONFIRMED'],
  ['ERRPYO003', 'AUTHORIZATION_ERROR'],
  ['ERRPYO005', 'INSUFFICIENT_FUNDS'],
  ['ERRPYO006', 'INTERNAL_ERROR'],
  ['ERRPYO010', 'VALIDATION_ERROR'],
]);

/** The error of a name; one nobody documented comes with status 400. */
export function paypalError(
  name: string,
  message: string,
  details?: readonly ErrorDetail[],
): PaypalError {
  const status = STATUS_OF_NAME.get(name) ?? 400;
  return { status, name, message, ...(details === undefined ? {} : { details }) };
}

/** One call too many: always 429, whatever name is scripted, and without a `Retry-After` (F5). */
export function throttleError(name: string | null): PaypalError {
  const message = 'Too many requests. Blocked due to rate limiting.';
  return { status: 429, name: name ?? 'RATE_LIMIT_REACHED', message };
}

/** A message that breaks a rule, with the places where it does. */
export function invalid(details: readonly ErrorDetail[]): PaypalError {
  return paypalError('VALIDATION_ERROR', 'Invalid request - see details', details);
}

/** The error that refuses a batch; a scripted name replaces the reason's own. */
export function refusalError(
  refusal: Extract<GroupPlacement, { readonly kind: 'refused' }>,
): PaypalError {
  const { reason, code, orderIndex, mistake = 'Item is invalid' } = refusal;
  const item = `items[${orderIndex ?? 0}]`;
  switch (reason) {
    case 'throttled':
      return throttleError(code);
    case 'noFunds':
      return paypalError(code ?? 'INSUFFICIENT_FUNDS', 'Sender does not have sufficient funds.');
    case 'payee':
      return invalid([{ field: `${item}.receiver`, issue: 'Receiver is invalid' }]);
    case 'limit':
      return invalid([{ field: `${item}.amount.value`, issue: 'Amount exceeds the limit' }]);
    case 'invalid':
      return invalid([{ field: item, issue: mistake }]);
    case 'permission':
      return paypalError(code ?? 'AUTHORIZATION_ERROR', 'Authorization error occurred.');
    case 'busy':
      return paypalError(code ?? 'INTERNAL_ERROR', 'An internal service error has occurred.');
    case 'scripted':
      return paypalError(code ?? 'USER_BUSINESS_ERROR', 'User business error.');
  }
}

import type { RefusalReason } from '../../bank/bank.ts';
import type { Refused } from '../../server/order-operations.ts';

/** An error before it is written: its HTTP status and its body without the request's id. */
export interface AdyenProblem {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A field that validation complains of. */
export interface InvalidField {
  readonly name: string;
  readonly message: string;
}

/** The complaint about each of these fields. */
export function invalidFields(names: Iterable<string>): readonly InvalidField[] {
  return Array.from(names, (name) => ({ name, message: 'The value is missing or not valid.' }));
}

const ERRORS = 'https://docs.adyen.com/errors';

/** RFC 7807, as the platform's services answer: the specification's form has every field of it. */
function problem(
  status: number,
  type: string,
  title: string,
  errorCode: string,
  more: Readonly<Record<string, unknown>> & { readonly detail: string },
): AdyenProblem {
  return { status, body: { type: `${ERRORS}/${type}`, title, status, errorCode, ...more } };
}

/** "Unprocessable Entity - a request validation error." */
export function invalidRequest(invalidFields: readonly InvalidField[]): AdyenProblem {
  const title = 'The request is missing required fields or contains invalid data.';
  const detail = 'Invalid transfer information provided';
  return problem(422, 'validation', title, '30_011', { detail, invalidFields });
}

/** No transfer under this id. */
export const NO_TRANSFER: AdyenProblem = problem(404, 'not-found', 'Not Found', '30_112', {
  detail: 'The transfer was not found.',
});

/** The key is missing or wrong. */
export const UNAUTHORISED: AdyenProblem = problem(401, 'unauthorized', 'Unauthorized', '00_401', {
  detail: 'The API key is missing or not valid.',
});

/** The same, as a submit says it: in the older form. */
export const SUBMIT_UNAUTHORISED: AdyenProblem = {
  status: 401,
  body: {
    status: 401,
    errorCode: '000',
    message: 'HTTP Status Response - Unauthorized',
    errorType: 'security',
  },
};

const FORBIDDEN = problem(403, 'forbidden', 'Forbidden', '00_403', { detail: 'Not allowed' });
const BUSY = problem(500, 'general', 'An error occurred', '00_500', { detail: 'Internal error' });
const TOO_MANY: AdyenProblem = {
  ...problem(429, 'too-many-requests', 'Too Many Requests', '00_429', { detail: 'Slow down' }),
  headers: { 'retry-after': '1', 'transient-error': 'true' },
};
const IN_PROGRESS: AdyenProblem = {
  status: 422,
  body: {
    status: 422,
    errorCode: '704',
    message: 'request already processed or in progress',
    errorType: 'validation',
  },
  headers: { 'transient-error': 'true' },
};
const NO_ROUTE = problem(422, 'validation', 'No route found', '30_700', {
  detail: 'The transfer cannot be routed with the priorities of the request.',
  routingDetails: [
    { priority: 'regular', errorCode: '30_701', title: 'Not reachable', detail: 'No participant' },
  ],
});
const NO_IBAN = invalidRequest([
  {
    name: 'counterparty.bankAccount.accountIdentification.iban',
    message: 'The account does not exist.',
  },
]);

/** The problems that a script may ask for by `refuse=<code>`. */
const BY_CODE: ReadonlyMap<string, AdyenProblem> = new Map([
  ['704', IN_PROGRESS],
  ['00_401', UNAUTHORISED],
  ['00_403', FORBIDDEN],
  ['00_429', TOO_MANY],
  ['00_500', BUSY],
  ['30_700', NO_ROUTE],
]);

/**
 * How a refusal of the bank reads at Adyen: a problem of which nothing is kept, or a transfer that
 * is recorded as refused for a reason.
 */
export type Refusal =
  | { readonly kind: 'problem'; readonly problem: AdyenProblem }
  | { readonly kind: 'recorded'; readonly reason: string };

const BY_REASON = {
  throttled: { kind: 'problem', problem: TOO_MANY },
  noFunds: { kind: 'recorded', reason: 'notEnoughBalance' },
  payee: { kind: 'problem', problem: NO_IBAN },
  limit: { kind: 'recorded', reason: 'amountLimitExceeded' },
  invalid: {
    kind: 'problem',
    problem: invalidRequest([{ name: 'amount', message: 'The amount is not valid.' }]),
  },
  permission: { kind: 'problem', problem: FORBIDDEN },
  busy: { kind: 'problem', problem: BUSY },
  scripted: { kind: 'recorded', reason: 'declinedByTransactionRule' },
} as const satisfies Record<RefusalReason, Refusal>;

/** Reads a refusal: a scripted code is a problem's code, or else a reason of Adyen's. */
export function refusalOf({ reason, code, mistake }: Refused): Refusal {
  if (mistake !== undefined) {
    // A field that Adyen documents complaints of: the gateway knows it for a refusal.
    const problem = invalidRequest([{ name: 'amount', message: mistake }]);
    return { kind: 'problem', problem };
  }
  if (code === null) return BY_REASON[reason];
  const scripted = BY_CODE.get(code);
  return scripted === undefined
    ? { kind: 'recorded', reason: code }
    : { kind: 'problem', problem: scripted };
}

import type { FieldError } from '../../payouts/accept/accept-order.ts';
import type { PayoutView } from '../../payouts/views/views.ts';
import type { Problem } from './problem.ts';
import {
  meaningOf,
  FAILURE_TYPE_BASE,
  PROBLEM_TYPE_BASE,
  type ProblemCode,
  type Retryable,
} from './problem-codes.ts';

/** The members of a problem on the wire, in their order there. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly request_id: string;
  readonly retryable: Retryable;
  readonly moneyMoved?: PayoutView['moneyMoved'] | undefined;
  readonly errors?: readonly FieldError[] | undefined;
  readonly payoutId?: string | undefined;
  readonly payout?: PayoutView | undefined;
  readonly requiredScopes?: readonly string[] | undefined;
}

/**
 * Writes a problem as the caller gets it (RFC 9457).
 *
 * `keyed` is true for the request that creates a payout. Only there do we speak of money unasked:
 * a refusal before the engine heard of it moved none, a defect of ours may have, and such a
 * request is safe to repeat under its own key alone.
 */
export function problemBody(problem: Problem, requestId: string, keyed: boolean): ProblemBody {
  const meaning = meaningOf(problem.code);
  const { detail, errors, failure, payoutId, payout, requiredScopes } = problem.options;
  const moneyMoved = problem.options.moneyMoved ?? (keyed ? moneyOf(problem) : undefined);
  const retryable = problem.options.retryable ?? meaning.retryable;
  return {
    type: failure === undefined ? PROBLEM_TYPE_BASE + problem.code : FAILURE_TYPE_BASE + failure,
    title: meaning.title,
    status: meaning.status,
    detail,
    instance: `urn:breakwater:request:${requestId}`,
    code: failure ?? problem.code,
    request_id: requestId,
    retryable: keyed && retryable === 'yes' ? 'same_key_only' : retryable,
    ...(moneyMoved === undefined ? {} : { moneyMoved }),
    ...(errors === undefined ? {} : { errors }),
    ...(payoutId === undefined ? {} : { payoutId }),
    ...(payout === undefined ? {} : { payout }),
    ...(requiredScopes === undefined ? {} : { requiredScopes }),
  };
}

/** The engine may have heard of it, in this request or in an earlier one with the same key. */
const MAY_HAVE_MOVED: ReadonlySet<string> = new Set<ProblemCode>(['internal', 'stopping']);

function moneyOf(problem: Problem): 'no' | 'unknown' | undefined {
  if (meaningOf(problem.code).nothingStored) return 'no';
  return MAY_HAVE_MOVED.has(problem.code) ? 'unknown' : undefined;
}

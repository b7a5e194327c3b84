import type { FailureCode } from '../../contract/failure.ts';
import type { FieldError } from '../../payouts/accept/accept-order.ts';
import type { PayoutView } from '../../payouts/views/views.ts';
import { meaningOf, type ProblemCode, type Retryable } from './problem-codes.ts';

/** What is particular about one occurrence. */
export interface ProblemOptions {
  /** For people: what is wrong and what to do. Never a value from the request body. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether THIS request can have moved money; left out where that is not known. */
  readonly moneyMoved?: PayoutView['moneyMoved'];
  /** Overrides what the code says. */
  readonly retryable?: Retryable;
  /** The failure behind a `not_accepted`; it becomes the problem's `code`. */
  readonly failure?: FailureCode;
  /** The payout that stands in the way, so that the caller can look at it. */
  readonly payoutId?: string;
  readonly payout?: PayoutView;
  /** Scopes of which one would have been enough. */
  readonly requiredScopes?: readonly string[];
}

/**
 * A refusal on its way to the caller as `application/problem+json` (RFC 9457).
 *
 * Thrown anywhere between the socket and the service; the last middleware writes it.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, options: ProblemOptions, cause?: unknown) {
    super(`${code}: ${options.detail}`, { cause });
    this.code = code;
    this.options = options;
  }

  get status(): number {
    return meaningOf(this.code).status;
  }
}

/** Says in whole seconds, at least one, when to come back (`Retry-After`, RFC 9110, 10.2.3). */
export function retryAfter(retryAfterMs: number): Readonly<Record<string, string>> {
  return { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) };
}

import type { ExchangeOutcome } from '../../contract/events.ts';
import type { FailureCode } from '../../contract/failure.ts';

import type { TryResult } from './try-result.ts';

/**
 * Why a guard refused a call without asking the wire. Each is proof P1: nothing was sent, so the
 * payout may wait or take another route.
 */
export const REFUSALS = {
  closing: { failure: 'technical.overload.gateway', outcome: 'overloaded' },
  deadline: { failure: 'technical.overload.gateway', outcome: 'overloaded' },
  isolated: { failure: 'technical.breaker.open', outcome: 'breaker_open' },
  breaker: { failure: 'technical.breaker.open', outcome: 'breaker_open' },
  rate: { failure: 'technical.overload.partner', outcome: 'rate_limited' },
  slots: { failure: 'technical.overload.partner', outcome: 'overloaded' },
} as const satisfies Record<
  string,
  { readonly failure: FailureCode; readonly outcome: ExchangeOutcome }
>;

/** Which guard refused. */
export type RefusalReason = keyof typeof REFUSALS;

/**
 * Builds the result of a local refusal: a value, not an error, because an outage makes thousands of
 * them a second. Neutral for breaker and limiter: our own queue is no sign of the partner's health.
 *
 * `retryAfterMs` is when asking again makes sense; the caller adds its own jitter.
 */
export function refusal(reason: RefusalReason, detail: string, retryAfterMs: number): TryResult {
  const { failure, outcome } = REFUSALS[reason];
  return {
    verdict: { kind: 'neverSent', failure, detail, retryAfterMs: Math.max(1, retryAfterMs) },
    outcome,
    fromWire: false,
    timedOut: false,
    health: 'neutral',
    load: 'neutral',
    durationMs: 0,
    detached: null,
  };
}

import type { LaneRules } from '../rules/rules-schema.ts';

/** How the time left of an order is divided. */
export interface Slices {
  /** For waiting in front of the partner: rate and slot together. */
  readonly queueMs: number;
  /** For the try itself. */
  readonly tryMs: number;
}

/** The part of what is left that may go into waiting (docs/RESILIENCE.md). */
const QUEUE_SHARE = 0.05;

/**
 * Divides the time left of an order, or says `null`: too little is left for an answer to be likely,
 * so nothing is sent. A payout that was not sent can wait; one that timed out is in doubt.
 */
export function sliceDeadline(remainingMs: number, rules: LaneRules): Slices | null {
  if (!(remainingMs > 0) || remainingMs < rules.usefulMsMin) return null;
  const queueMs = Math.min(
    rules.queueMsMax,
    remainingMs * QUEUE_SHARE,
    remainingMs - rules.usefulMsMin,
  );
  return { queueMs, tryMs: Math.min(rules.tryTimeoutMs, remainingMs) };
}

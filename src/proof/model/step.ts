import type { Effect } from '../../payouts/model/effects.ts';
import type { Fact } from '../../payouts/model/facts.ts';
import type { Attempt, Payout } from '../../payouts/model/payout.ts';
import type { PayoutEvent } from '../../payouts/model/payout-event.ts';

/** One answer of `decide()` with what it was asked: what the properties of a step judge. */
export interface Step {
  readonly before: Payout;
  readonly fact: Fact;
  readonly nowMs: number;
  readonly events: readonly PayoutEvent[];
  readonly effects: readonly Effect[];
  readonly after: Payout;
}

/** The attempt of this number before the step. */
export function attemptBefore({ before }: Step, no: number): Attempt | undefined {
  return before.attempts.find((attempt) => attempt.no === no);
}

/** The attempt of this number after the step. */
export function attemptAfter({ after }: Step, no: number): Attempt | undefined {
  return after.attempts.find((attempt) => attempt.no === no);
}

/** Whether the step asks for something of this kind. */
export function hasEffect({ effects }: Step, kind: Effect['kind']): boolean {
  return effects.some((effect) => effect.kind === kind);
}

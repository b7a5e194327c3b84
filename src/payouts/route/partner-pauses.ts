import type { FailureCode } from '../../contract/failure.ts';

/** A partner that said "later" and is left alone meanwhile. */
export interface PartnerPause {
  readonly failure: FailureCode;
  /** Unix ms. */
  readonly untilMs: number;
}

/** Which partners asked for time, and how long each gets it. */
export interface PartnerPauses {
  /** The partner refused a copy that left at `sentAtMs` with a word that holds for all payouts. */
  refused(partner: string, failure: FailureCode, sentAtMs: number, nowMs: number): void;
  /** The partner took a copy that left at `sentAtMs`. */
  taken(partner: string, sentAtMs: number): void;
  /** The pause in force; `null` when new attempts may go there. */
  of(partner: string, nowMs: number): PartnerPause | null;
}

const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 5 * 60_000;
/** A partner that was not heard of for so long after its pause begins with the shortest again. */
const FORGET_AFTER_MS = 10 * 60_000;

interface Known extends PartnerPause {
  readonly sinceMs: number;
  readonly stepMs: number;
}

/**
 * A refusal that says "later" pauses its partner for all payouts: 1 s, doubling up to 5 minutes with
 * each refusal of a copy that left after the last pause, so that one payout learns for all. Refusals
 * of copies that were under way when the pause began are the same news and do not lengthen it; a
 * copy that left since and was taken ends the growth. A longer `Retry-After` is kept by the lane.
 * Lives in memory: after a restart the next refusal says it again.
 */
export function createPartnerPauses(): PartnerPauses {
  const known = new Map<string, Known>();
  return {
    refused(partner, failure, sentAtMs, nowMs) {
      const last = known.get(partner);
      if (last !== undefined && sentAtMs < last.sinceMs) return;
      const goesOn = last !== undefined && nowMs < last.untilMs + FORGET_AFTER_MS;
      const stepMs = goesOn ? Math.min(PAUSE_MS_MAX, last.stepMs * 2) : PAUSE_MS_MIN;
      known.set(partner, { failure, sinceMs: nowMs, stepMs, untilMs: nowMs + stepMs });
    },
    taken(partner, sentAtMs) {
      const last = known.get(partner);
      if (last !== undefined && sentAtMs >= last.sinceMs) known.delete(partner);
    },
    of(partner, nowMs) {
      const last = known.get(partner);
      // A clock that jumped back must not make a pause longer than it was.
      const holds = last !== undefined && last.sinceMs <= nowMs && nowMs < last.untilMs;
      return holds ? { failure: last.failure, untilMs: last.untilMs } : null;
    },
  };
}

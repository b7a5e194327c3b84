/** How a lane that has just closed is filled again. */
export interface RampRules {
  readonly rampLimitStart: number;
  readonly rampStepMs: number;
}

/** The bound on a lane that has just closed. */
export interface Ramp {
  /** Begins again at the bottom. */
  start(): void;
  /** Calls of this lane that may be in flight; Infinity when the ramp is over. */
  limit(): number;
  /** Told each completed call of the lane; `full` is the limit at which the ramp has done. */
  completed(ok: boolean, nowMs: number, full: number): void;
}

/**
 * Lets a recovered partner warm up: 1-2 calls in flight at first, doubled after each step of
 * `rampStepMs` between two successes without a failure. A failure starts the step again, without
 * growth. Without this the whole backlog hits a bank that has just come up.
 */
export function createRamp(rules: () => RampRules): Ramp {
  let limit = Infinity;
  /** Since the first success of the step: idle time is no evidence. `null`: none yet. */
  let cleanSinceMs: number | null = null;

  return {
    start() {
      limit = rules().rampLimitStart;
      cleanSinceMs = null;
    },
    limit: () => limit,
    completed(ok, nowMs, full) {
      if (limit === Infinity) return;
      cleanSinceMs = ok ? (cleanSinceMs ?? nowMs) : null;
      if (cleanSinceMs === null || nowMs - cleanSinceMs < rules().rampStepMs) return;
      limit *= 2;
      cleanSinceMs = null;
      if (limit >= full) limit = Infinity;
    },
  };
}

/** How a lane that has just closed is filled again. */
export interface RampRules {
  readonly rampLimitStart: number;
  readonly rampStepMs: number;
}

export interface Ramp {
  /** Begins again at the bottom. */
  start(nowMs: number): void;
  /** Calls of this lane that may be in flight; Infinity when the ramp is over. */
  limit(): number;
  /** Told each completed call of the lane; `full` is the limit at which the ramp has done. */
  completed(ok: boolean, nowMs: number, full: number): void;
}

/**
 * Lets a recovered partner warm up: 1-2 calls in flight at first, doubled after each step of
 * `rampStepMs` in which at least one call succeeded and none failed. A failure starts the step
 * again, without growth. Without this the whole backlog hits a bank that has just come up.
 */
export function createRamp(rules: () => RampRules): Ramp {
  let limit = Infinity;
  let stepSinceMs = 0;
  let successes = 0;

  return {
    start(nowMs) {
      limit = rules().rampLimitStart;
      stepSinceMs = nowMs;
      successes = 0;
    },
    limit: () => limit,
    completed(ok, nowMs, full) {
      if (limit === Infinity) return;
      if (!ok) {
        stepSinceMs = nowMs;
        successes = 0;
        return;
      }
      successes += 1;
      if (nowMs - stepSinceMs < rules().rampStepMs) return;
      limit *= 2;
      stepSinceMs = nowMs;
      successes = 0;
      if (limit >= full) limit = Infinity;
    },
  };
}

import type { Runtime } from '../../runtime/runtime.ts';

/** What a lane may send per second, and how much at once after a pause. */
export interface RateRules {
  readonly perSecondMax: number;
  readonly burstMax: number;
}

/** May go now, may go after `waitMs`, or is too far ahead: the caller should come back later. */
export type RateAnswer =
  | { readonly kind: 'granted'; readonly waitMs: number }
  | { readonly kind: 'refused'; readonly retryAfterMs: number };

/** The partner’s quota of calls per second in one lane. */
export interface RateLimit {
  /**
   * Books the next free moment of the partner's quota when it comes within `waitMsMax`.
   *
   * Waiters are bounded by construction: at most `perSecondMax * waitMsMax / 1000` bookings ahead.
   */
  take(waitMsMax: number): RateAnswer;
  /** Gives a booking back that put nothing on the wire. */
  giveBack(): void;
  /** Honours the partner's `Retry-After`: nothing goes out for `ms`, at most a minute. */
  pause(ms: number): void;
}

/** The longest that one `Retry-After` may silence a lane; the partner can say it again. */
const PAUSE_MS_MAX = 60_000;

/**
 * A token bucket per lane, for the quota in the partner's contract.
 *
 * Kept as the moment at which the bucket would be full again (virtual scheduling), which needs no
 * timer and no catch-up loop however long the lane was idle. `rules` is read at each call, so a
 * reload holds from the next one.
 */
export function createRateLimit(rules: () => RateRules, runtime: Runtime): RateLimit {
  let fullAtMs = -Infinity;
  let pausedUntilMs = -Infinity;

  return {
    take(waitMsMax) {
      const { perSecondMax, burstMax } = rules();
      const nowMs = runtime.elapsed();
      const perCallMs = 1_000 / perSecondMax;
      const fullMs = Math.max(fullAtMs, nowMs);
      const freeAtMs = Math.max(fullMs - (burstMax - 1) * perCallMs, pausedUntilMs);
      const waitMs = Math.max(0, freeAtMs - nowMs);
      if (waitMs > waitMsMax) return { kind: 'refused', retryAfterMs: Math.ceil(waitMs) };
      fullAtMs = fullMs + perCallMs;
      return { kind: 'granted', waitMs };
    },
    giveBack() {
      fullAtMs -= 1_000 / rules().perSecondMax;
    },
    pause(ms) {
      const untilMs = runtime.elapsed() + Math.min(PAUSE_MS_MAX, Math.max(0, ms));
      pausedUntilMs = Math.max(pausedUntilMs, untilMs);
    },
  };
}

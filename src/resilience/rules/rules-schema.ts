import { z } from 'zod';

import type { Lane } from '../../contract/exchange.ts';

/** The longest delay Node takes in a timer is 24.8 days; nothing here may come near it. */
const DAY_MS = 86_400_000;
const timerMs = z.int().min(1).max(DAY_MS);
const percent = z.int().min(1).max(100);

/** What a file may say about one lane, complete. */
export const laneRulesSchema = z.strictObject({
  /**
   * Wall-clock budget of one try, from the guards' hand-over to the last byte read. It should
   * exceed the partner's promised maximum, so that slow answers arrive instead of becoming doubt.
   */
  tryTimeoutMs: timerMs,
  /** With less than this left of the order's deadline nothing is sent: not sent beats unknown. */
  usefulMsMin: z.int().min(0).max(DAY_MS),
  /** An answer later than this is slow, even when it is a good one. */
  slowMs: timerMs,
  /** Our rate towards the partner, calls per second; at most what its capability record allows. */
  perSecondMax: z.number().min(0.01).max(1_000_000),
  /** Calls that may go out at once after a pause. */
  burstMax: z.int().min(1).max(10_000),
  /** Calls of this lane in flight, whatever the adaptive limit would allow. */
  inFlightMax: z.int().min(1).max(100_000),
  /** Calls that may wait for a slot; the next one is refused as never sent. */
  queueMax: z.int().min(0).max(100_000),
  /** The longest wait for rate and slot together; never more than 5 % of the order's budget. */
  queueMsMax: z.int().min(0).max(60_000),
  /** In-call tries after the first, only where nothing was sent (inquire: also when unknown). */
  retriesMax: z.int().min(0).max(5),
});

const limiterRules = z.strictObject({
  /** The adaptive limit of calls in flight, over all lanes of the partner, stays within these. */
  limitMin: z.int().min(1).max(100_000),
  limitMax: z.int().min(1).max(100_000),
  limitStart: z.int().min(1).max(100_000),
  /** The share of the limit that only inquiries may use. */
  inquirePercentMin: z.int().min(20).max(90),
  /** Recent latency above this multiple of the long-term one means that the partner queues. */
  latencyFactorMax: z.number().min(1.1).max(100),
  /** Recent latency below this is never a sign of queueing. */
  latencyMsMin: z.number().min(0).max(60_000),
  /** What a decrease leaves of the limit. */
  decreasePercent: z.int().min(10).max(95),
});

const breakerRules = z.strictObject({
  consecutiveFailuresMax: z.int().min(1).max(10_000),
  failurePercentMax: percent,
  slowPercentMax: percent,
  /** Completed calls in the window before a percentage means anything. */
  completedMin: z.int().min(1).max(1_000_000),
  /** At least twice the longest try timeout, or calls would outlive their own window. */
  windowMs: timerMs,
  /** Refused credentials in a row before we stop asking: a partner may lock the account. */
  credentialRefusalsMax: z.int().min(1).max(1_000),
  /** Payouts in a row whose request was called malformed before the partner is paused for all. */
  malformedRefusalsMax: z.int().min(1).max(1_000),
  /** A timer that fires later than this was held up by our own event loop: not the partner's. */
  loopDelayMsMax: z.int().min(1).max(60_000),
});

const probeRules = z.strictObject({
  /** Wait before the first money-free probe after opening; doubles with each failed one. */
  backoffMsMin: timerMs,
  backoffMsMax: timerMs,
  jitterPercent: z.int().min(0).max(50),
  timeoutMs: timerMs,
  /** Answered probes in a row before the lane closes. */
  successesMin: z.int().min(1).max(100),
  /** Calls in flight of a lane that has just closed; doubles with each clean step. */
  rampLimitStart: z.int().min(1).max(2),
  rampStepMs: timerMs,
});

const retryRules = z.strictObject({
  /** Full jitter: retry n waits uniform(0, min(backoffMsMax, backoffMsBase * 2^n)). */
  backoffMsBase: timerMs,
  backoffMsMax: timerMs,
  /** What each first try pays into the lane's budget; a retry costs 1, after a timeout 2. */
  budgetPerTry: z.number().min(0).max(1),
  budgetMax: z.number().min(1).max(10_000),
  /** Retries allowed although the budget is empty: this many at once, refilled one a second. */
  reserveMax: z.number().min(0).max(100),
});

const batchRules = z.strictObject({
  /** Payouts in one batch at most; 1 sends each alone. Never more than the partner takes. */
  sizeMax: z.int().min(1).max(10_000),
  /** How long the first payout of a batch waits for others. */
  lingerMs: z.int().min(0).max(60_000),
});

/** A month: longer than partners repeat their callbacks. */
const CONFLICT_WINDOW_MS_MAX = 30 * DAY_MS;

const conflictRules = z.strictObject({
  /** This many conflicts within the window take the partner out of service until a person restores it. */
  countMax: z.int().min(1).max(1_000),
  windowMs: z.int().min(1).max(CONFLICT_WINDOW_MS_MAX),
});

/** The rules of one partner, complete and each within its own bounds. */
export const partnerRulesSchema = z.strictObject({
  lanes: z.strictObject({
    submit: laneRulesSchema,
    inquire: laneRulesSchema,
    cancel: laneRulesSchema,
  }),
  limiter: limiterRules,
  breaker: breakerRules,
  probe: probeRules,
  retry: retryRules,
  batch: batchRules,
  conflicts: conflictRules,
});

/**
 * What a lane rules file may say about one partner: any part of them; what it leaves out comes from
 * the partner's capability record. Unknown keys are refused.
 */
export const rulesOverridesSchema = z.strictObject({
  lanes: z
    .strictObject({
      submit: laneRulesSchema.partial().optional(),
      inquire: laneRulesSchema.partial().optional(),
      cancel: laneRulesSchema.partial().optional(),
    })
    .optional(),
  limiter: limiterRules.partial().optional(),
  breaker: breakerRules.partial().optional(),
  probe: probeRules.partial().optional(),
  retry: retryRules.partial().optional(),
  batch: batchRules.partial().optional(),
  conflicts: conflictRules.partial().optional(),
});

/** How one lane is guarded. */
export type LaneRules = Readonly<z.infer<typeof laneRulesSchema>>;
/** The bounds of the adaptive limit, and how fast it moves. */
export type LimiterRules = Readonly<z.infer<typeof limiterRules>>;
/** When a lane opens. */
export type BreakerRules = Readonly<z.infer<typeof breakerRules>>;
/** How a lane that opened comes back. */
export type ProbeRules = Readonly<z.infer<typeof probeRules>>;
/** Back-off and budget of in-call retries, per lane. */
export type RetryRules = Readonly<z.infer<typeof retryRules>>;
/** How a batch is filled. */
export type BatchRules = Readonly<z.infer<typeof batchRules>>;
/** After how many conflicts a partner is taken out of service. */
type ConflictRules = Readonly<z.infer<typeof conflictRules>>;
/** What a file said about one partner, checked but not completed. */
export type RulesOverrides = z.infer<typeof rulesOverridesSchema>;
/** What a file said about one lane, checked but not completed. */
export type LaneOverrides = NonNullable<NonNullable<RulesOverrides['lanes']>[Lane]>;

/** How one partner is guarded: complete, within its contract, and replaceable while calls run. */
export interface PartnerRules {
  readonly lanes: Readonly<Record<Lane, LaneRules>>;
  readonly limiter: LimiterRules;
  readonly breaker: BreakerRules;
  readonly probe: ProbeRules;
  readonly retry: RetryRules;
  readonly batch: BatchRules;
  readonly conflicts: ConflictRules;
}

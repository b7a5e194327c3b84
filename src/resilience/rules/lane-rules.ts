import { z } from 'zod';

import type { Capabilities } from '../../contract/capabilities.ts';
import type { Lane } from '../../contract/exchange.ts';

/** The longest delay Node takes in a timer is 24.8 days; nothing here may come near it. */
const DAY_MS = 86_400_000;
const timerMs = z.int().min(1).max(DAY_MS);
const percent = z.int().min(1).max(100);

const laneRules = z.strictObject({
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
  /** At least twice the longest attempt timeout, or calls would outlive their own window. */
  windowMs: timerMs,
  /** Refused credentials in a row before we stop asking: a partner may lock the account. */
  credentialRefusalsMax: z.int().min(1).max(1_000),
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
  /** Payouts in one message at most; 1 sends each alone. Never more than the partner takes. */
  sizeMax: z.int().min(1).max(10_000),
  /** How long the first payout of a message waits for company. */
  lingerMs: z.int().min(0).max(60_000),
});

const partnerRules = z.strictObject({
  lanes: z.strictObject({ submit: laneRules, inquire: laneRules, cancel: laneRules }),
  limiter: limiterRules,
  breaker: breakerRules,
  probe: probeRules,
  retry: retryRules,
  batch: batchRules,
});

/**
 * What a lane rules file may say about one partner: any part of them; what it leaves out comes from
 * the partner's capability record. Unknown keys are refused.
 */
export const rulesOverridesSchema = z.strictObject({
  lanes: z
    .strictObject({
      submit: laneRules.partial().optional(),
      inquire: laneRules.partial().optional(),
      cancel: laneRules.partial().optional(),
    })
    .optional(),
  limiter: limiterRules.partial().optional(),
  breaker: breakerRules.partial().optional(),
  probe: probeRules.partial().optional(),
  retry: retryRules.partial().optional(),
  batch: batchRules.partial().optional(),
});

/** How one lane is guarded. */
export type LaneRules = Readonly<z.infer<typeof laneRules>>;
/** The bounds and the temper of the adaptive limit. */
export type LimiterRules = Readonly<z.infer<typeof limiterRules>>;
/** When a lane opens. */
export type BreakerRules = Readonly<z.infer<typeof breakerRules>>;
/** How a lane that opened comes back. */
export type ProbeRules = Readonly<z.infer<typeof probeRules>>;
/** Back-off and budget of in-call retries, per lane. */
export type RetryRules = Readonly<z.infer<typeof retryRules>>;
/** How a message that carries several payouts is filled. */
export type BatchRules = Readonly<z.infer<typeof batchRules>>;
/** What a file said about one partner, checked but not completed. */
export type RulesOverrides = z.infer<typeof rulesOverridesSchema>;
type LaneOverrides = NonNullable<NonNullable<RulesOverrides['lanes']>[Lane]>;

/** How one partner is guarded: complete, within its contract, and replaceable while calls run. */
export interface PartnerRules {
  readonly lanes: Readonly<Record<Lane, LaneRules>>;
  readonly limiter: LimiterRules;
  readonly breaker: BreakerRules;
  readonly probe: ProbeRules;
  readonly retry: RetryRules;
  readonly batch: BatchRules;
}

/** The rules that follow from what the partner promises, with nothing said in a file. */
export function defaultRules(capabilities: Capabilities): PartnerRules {
  return resolveRules(capabilities, {});
}

/**
 * Completes what a file says with what follows from the partner's capability record.
 *
 * What is left out follows what is given: a longer attempt timeout brings a longer window with it.
 * Does not judge the result: see {@link ruleConflicts}.
 */
export function resolveRules(capabilities: Capabilities, overrides: RulesOverrides): PartnerRules {
  const { answerMsMax, limits } = capabilities;
  const patienceMs = clamp(Math.ceil(answerMsMax * 1.2), 1_000, 60_000);
  const said = overrides.lanes ?? {};
  const limitMax = overrides.limiter?.limitMax ?? Math.max(1, limits.concurrencyMax);
  const lanes = {
    submit: lane(
      patienceMs,
      limits.submitPerSecondMax,
      limits.submitConcurrencyMax,
      clamp(limitMax * 4, 16, 1_000),
      said.submit,
    ),
    inquire: lane(
      Math.min(patienceMs, 10_000),
      limits.inquirePerSecondMax,
      limits.inquireConcurrencyMax,
      clamp(limitMax * 2, 16, 500),
      said.inquire,
    ),
    // Nobody publishes a rate for cancels; they are few and draw on the submit contract.
    cancel: lane(
      patienceMs,
      limits.submitPerSecondMax,
      limits.submitConcurrencyMax,
      16,
      said.cancel,
    ),
  };
  return partnerRules.parse({
    lanes,
    limiter: { ...limiter(limitMax), ...overrides.limiter },
    breaker: { ...breaker(2 * longestTimeoutMs(lanes)), ...overrides.breaker },
    probe: { ...probe(patienceMs), ...overrides.probe },
    retry: { ...RETRY, ...overrides.retry },
    batch: { sizeMax: capabilities.batchSizeMax, lingerMs: LINGER_MS, ...overrides.batch },
  });
}

function lane(
  patienceMs: number,
  contractPerSecond: number,
  inFlightMax: number,
  queueMax: number,
  said: LaneOverrides = {},
): LaneRules {
  const { tryTimeoutMs = patienceMs, perSecondMax = contractPerSecond } = said;
  return laneRules.parse({
    tryTimeoutMs,
    usefulMsMin: Math.floor(tryTimeoutMs / 4),
    slowMs: Math.max(1, Math.floor(tryTimeoutMs / 2)),
    perSecondMax,
    burstMax: clamp(Math.ceil(perSecondMax / 10), 1, 10_000),
    inFlightMax: Math.max(1, inFlightMax),
    queueMax,
    queueMsMax: 500,
    retriesMax: 2,
    ...said,
  });
}

function limiter(limitMax: number): LimiterRules {
  return {
    limitMin: Math.min(2, limitMax),
    limitMax,
    limitStart: Math.min(limitMax, 20),
    inquirePercentMin: 20,
    latencyFactorMax: 2,
    latencyMsMin: 100,
    decreasePercent: 80,
  };
}

function breaker(windowMsMin: number): BreakerRules {
  return {
    consecutiveFailuresMax: 5,
    failurePercentMax: 50,
    slowPercentMax: 60,
    completedMin: 20,
    windowMs: Math.max(10_000, windowMsMin),
    credentialRefusalsMax: 3,
    loopDelayMsMax: 200,
  };
}

function probe(patienceMs: number): ProbeRules {
  return {
    backoffMsMin: 5_000,
    backoffMsMax: 120_000,
    jitterPercent: 20,
    timeoutMs: Math.min(patienceMs, 5_000),
    successesMin: 2,
    rampLimitStart: 2,
    rampStepMs: 1_000,
  };
}

const RETRY: RetryRules = {
  backoffMsBase: 50,
  backoffMsMax: 2_000,
  budgetPerTry: 0.1,
  budgetMax: 10,
  reserveMax: 3,
};

/** A payout that travels in company may be this much later for it. */
const LINGER_MS = 200;

function longestTimeoutMs(lanes: PartnerRules['lanes']): number {
  return Math.max(...Object.values(lanes).map((rules) => rules.tryTimeoutMs));
}

/** Rules that are well-formed and still must not be used: where, and what was expected there. */
export interface RuleConflict {
  readonly path: readonly string[];
  readonly expected: string;
}

/** Finds what one field alone cannot show: the partner's contract, and fields that contradict. */
export function ruleConflicts(
  partnerRules: PartnerRules,
  capabilities: Capabilities,
): readonly RuleConflict[] {
  const { lanes, limiter, breaker, probe, retry, batch } = partnerRules;
  const { limits } = capabilities;
  const longestMs = longestTimeoutMs(lanes);
  const rules: readonly (readonly [path: string, holds: boolean, expected: string])[] = [
    rateRule('submit', lanes.submit, limits.submitPerSecondMax),
    rateRule('inquire', lanes.inquire, limits.inquirePerSecondMax),
    rateRule('cancel', lanes.cancel, limits.submitPerSecondMax),
    inFlightRule('submit', lanes.submit, limits.submitConcurrencyMax),
    inFlightRule('inquire', lanes.inquire, limits.inquireConcurrencyMax),
    inFlightRule('cancel', lanes.cancel, limits.submitConcurrencyMax),
    ...Object.entries(lanes).map(
      ([lane, { usefulMsMin, tryTimeoutMs }]) =>
        [
          `lanes.${lane}.usefulMsMin`,
          usefulMsMin <= tryTimeoutMs,
          `at most tryTimeoutMs (${tryTimeoutMs})`,
        ] as const,
    ),
    [
      'limiter.limitMax',
      limiter.limitMax <= limits.concurrencyMax,
      `at most ${limits.concurrencyMax}, the calls in flight the partner allows`,
    ],
    [
      'limiter.limitMin',
      limiter.limitMin <= limiter.limitMax,
      `at most limitMax (${limiter.limitMax})`,
    ],
    [
      'limiter.limitStart',
      limiter.limitStart >= limiter.limitMin && limiter.limitStart <= limiter.limitMax,
      `between limitMin (${limiter.limitMin}) and limitMax (${limiter.limitMax})`,
    ],
    [
      'breaker.windowMs',
      breaker.windowMs >= 2 * longestMs,
      `at least ${2 * longestMs}, twice the longest tryTimeoutMs`,
    ],
    [
      'probe.backoffMsMax',
      probe.backoffMsMax >= probe.backoffMsMin,
      `at least backoffMsMin (${probe.backoffMsMin})`,
    ],
    [
      'retry.backoffMsMax',
      retry.backoffMsMax >= retry.backoffMsBase,
      `at least backoffMsBase (${retry.backoffMsBase})`,
    ],
    [
      'batch.sizeMax',
      batch.sizeMax <= capabilities.batchSizeMax,
      `at most ${capabilities.batchSizeMax}, the payouts in one message that the partner takes`,
    ],
  ];
  return rules
    .filter(([, holds]) => !holds)
    .map(([path, , expected]) => ({ path: path.split('.'), expected }));
}

function rateRule(lane: Lane, rules: LaneRules, contractMax: number) {
  return [
    `lanes.${lane}.perSecondMax`,
    rules.perSecondMax <= contractMax,
    `at most ${contractMax}, the calls per second the partner allows`,
  ] as const;
}

function inFlightRule(lane: Lane, rules: LaneRules, contractMax: number) {
  return [
    `lanes.${lane}.inFlightMax`,
    rules.inFlightMax <= Math.max(1, contractMax),
    `at most ${contractMax}, the calls in flight of this kind the partner allows`,
  ] as const;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

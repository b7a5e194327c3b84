import type { Capabilities } from '../../contract/capabilities.ts';

import {
  laneRulesSchema,
  partnerRulesSchema,
  type BreakerRules,
  type LaneOverrides,
  type LaneRules,
  type LimiterRules,
  type PartnerRules,
  type ProbeRules,
  type RetryRules,
  type RulesOverrides,
} from './rules-schema.ts';

/** The rules that follow from what the partner promises, with nothing said in a file. */
export function defaultRules(capabilities: Capabilities): PartnerRules {
  return resolveRules(capabilities, {});
}

/**
 * Completes what a file says with what follows from the partner's capability record.
 *
 * What is left out follows what is given: a longer try timeout brings a longer window with it.
 * Does not judge the result: see `ruleConflicts`.
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
  return partnerRulesSchema.parse({
    lanes,
    limiter: { ...limiter(limitMax), ...overrides.limiter },
    breaker: { ...breaker(2 * longestTimeoutMs(lanes)), ...overrides.breaker },
    probe: { ...probe(patienceMs), ...overrides.probe },
    retry: { ...RETRY, ...overrides.retry },
    batch: { sizeMax: capabilities.batchSizeMax, lingerMs: LINGER_MS, ...overrides.batch },
    conflicts: { ...CONFLICTS, ...overrides.conflicts },
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
  return laneRulesSchema.parse({
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
    malformedRefusalsMax: 5,
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

/** A payout that is sent in a batch may be this much later for it. */
const LINGER_MS = 200;

/** The third conflict in a week: one may be a bad night, three are a partner that breaks its word. */
const CONFLICTS = { countMax: 3, windowMs: 7 * 86_400_000 } as const;

/** The longest try of any lane: what the breaker's window must exceed twice. */
export function longestTimeoutMs(lanes: PartnerRules['lanes']): number {
  return Math.max(...Object.values(lanes).map((rules) => rules.tryTimeoutMs));
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

import type { Lane } from '../../contract/exchange.ts';

import type { LimiterRules } from '../rules/rules-schema.ts';
import type { Load } from '../try/try-result.ts';

/** What one finished call says about the partner's capacity. */
export interface LoadSample {
  readonly lane: Lane;
  readonly load: Load;
  readonly latencyMs: number;
  /** On the monotonic clock. */
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Calls in flight over all lanes when this one ended, itself included. */
  readonly inFlight: number;
}

/** The limit of calls in flight that the partner seems able to serve, learnt from finished calls. */
export interface AdaptiveLimit {
  /** Calls that may be in flight over all lanes of the partner: a whole number, at least 1. */
  current(): number;
  learn(sample: LoadSample): void;
}

/** How fast the recent latency follows: about the last ten calls. */
const RECENT_WEIGHT = 0.2;
/** How fast the long-term latency follows healthy calls: about the last hundred. */
const USUAL_WEIGHT = 0.02;
/** How fast a lasting slowdown becomes the new usual: it doubles in 1,400 slow calls. */
const USUAL_CREEP = 1.0005;

interface Latency {
  recentMs: number;
  usualMs: number;
}

/**
 * Finds how many calls at once the partner can serve: additive increase, multiplicative decrease.
 *
 * Loss and queueing both shrink it. Queueing is recent latency against the lane's own long-term
 * latency, so that a partner that merely answers slowly by nature is not punished. It shrinks at
 * most once per round trip: calls that started before the last cut tell nothing new. It grows by
 * one per limit's worth of served calls, and only while it is actually being used.
 *
 * Retry, back-off and budgets do not end a metastable overload; this and the breaker do
 * (docs/RESILIENCE.md#overload). Deterministic: no clock, no chance.
 */
export function createAdaptiveLimit(rules: () => LimiterRules): AdaptiveLimit {
  const latencies = new Map<Lane, Latency>();
  let limit = rules().limitStart;
  let cutAtMs = -Infinity;

  const current = () => {
    const { limitMin, limitMax } = rules();
    return Math.floor(Math.min(limitMax, Math.max(limitMin, limit)));
  };

  return {
    current,
    learn(sample) {
      if (sample.load === 'neutral') return;
      const queueing = sample.load === 'served' && followLatency(latencies, sample, rules());
      const { limitMin, limitMax, decreasePercent } = rules();
      if (sample.load === 'lost' || queueing) {
        if (sample.startedAtMs < cutAtMs) return;
        cutAtMs = sample.endedAtMs;
        limit = Math.max(limitMin, (current() * decreasePercent) / 100);
        return;
      }
      const inUse = sample.inFlight * 2 >= limit;
      if (inUse) limit = Math.min(limitMax, Math.max(limitMin, limit) + 1 / limit);
    },
  };
}

/** Updates the lane's latencies; true when recent calls suggest that the partner queues. */
function followLatency(
  latencies: Map<Lane, Latency>,
  { lane, latencyMs }: LoadSample,
  rules: LimiterRules,
): boolean {
  const latency = latencies.get(lane);
  if (latency === undefined) {
    latencies.set(lane, { recentMs: latencyMs, usualMs: latencyMs });
    return false;
  }
  latency.recentMs += RECENT_WEIGHT * (latencyMs - latency.recentMs);
  const queueing =
    latency.recentMs > rules.latencyMsMin &&
    latency.recentMs > latency.usualMs * rules.latencyFactorMax;
  if (queueing) latency.usualMs *= USUAL_CREEP;
  else latency.usualMs += USUAL_WEIGHT * (latency.recentMs - latency.usualMs);
  return queueing;
}

/** How a limit is divided: what submits and cancels may use together, what inquiries always have. */
export interface Partition {
  readonly moneyMax: number;
  readonly inquireMin: number;
}

/**
 * Splits a limit so that doubt can always be resolved: inquiries are sure of their share, and may
 * use whatever else is free. A limit of 1 cannot be split; whoever comes first has it.
 */
export function partition(limit: number, inquirePercentMin: number): Partition {
  const moneyMax = Math.max(1, Math.floor((limit * (100 - inquirePercentMin)) / 100));
  return { moneyMax, inquireMin: limit - moneyMax };
}

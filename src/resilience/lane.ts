import type { ProbeCall } from '../contract/adapter.ts';
import type { Emit } from '../contract/events.ts';
import type { Exchange, Lane } from '../contract/exchange.ts';
import type { LaneStatus } from '../contract/send.ts';
import type { Runtime } from '../runtime/runtime.ts';

import { createTryOnWire, type TryOnWireSettings } from './try/try-on-wire.ts';
import { createBreaker, type Breaker } from './breaker/breaker.ts';
import type { Bulkhead } from './limits/bulkhead.ts';
import { bulkheadGuard, deadlineGuard, peekGuard, permitGuard, rateGuard } from './guards.ts';
import type { IsolationSwitch } from './breaker/isolation.ts';
import type { PartnerRules } from './rules/rules-schema.ts';
import { createProbe } from './breaker/probe-call.ts';
import type { Ramp } from './breaker/ramp.ts';
import { createRateLimit } from './limits/rate-limit.ts';
import { refusal } from './try/refusals.ts';
import { createRetryBudget } from './retry/retry-budget.ts';
import { retryGuard } from './retry/retry.ts';
import type { Guard, Step, TryResult } from './try/try-result.ts';

/** What one lane needs of its own, and what it shares with the partner’s other lanes. */
export interface LaneSettings extends TryOnWireSettings {
  readonly lane: Lane;
  readonly partnerRules: () => PartnerRules;
  readonly tapped: Exchange;
  readonly probe: () => ProbeCall;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly bulkhead: Bulkhead;
  readonly ramp: Ramp;
  /** The isolation that stops this lane; `null` for a lane that no isolation stops. */
  readonly isolation: IsolationSwitch | null;
  readonly closing: () => boolean;
}

/** One lane of one partner: its guards, and what they look like from outside. */
export interface PartnerLane {
  readonly lane: Lane;
  readonly guards: readonly Guard[];
  /** The guards around the try, outermost first. */
  readonly step: Step;
  readonly breaker: Breaker;
  status(): LaneStatus;
}

/** Builds one lane's guards, from the outside in; the order is explained in docs/RESILIENCE.md. */
export function createLane(settings: LaneSettings): PartnerLane {
  const { lane, partnerRules, runtime, bulkhead, partner, emit } = settings;
  const breaker = createLaneBreaker(settings);
  const budget = createRetryBudget(() => partnerRules().retry, runtime);
  const rate = createRateLimit(() => partnerRules().lanes[lane], runtime);
  const guards: readonly Guard[] = [
    retryGuard({ partner, lane, partnerRules, budget, runtime, emit }),
    deadlineGuard(lane, partnerRules, runtime),
    peekGuard(() => shut(settings, breaker)),
    rateGuard(rate, runtime),
    bulkheadGuard(lane, bulkhead, partnerRules, runtime),
    permitGuard(breaker),
  ];
  const step = guards.reduceRight((next, guard) => guard.wrap(next), createTryOnWire(settings));

  return { lane, guards, step, breaker, status: () => laneStatus(settings, breaker) };
}

/** Why a call would be refused before it costs a token or a slot; `null` when it would not. */
function shut({ closing, isolation, runtime }: LaneSettings, breaker: Breaker): TryResult | null {
  if (closing()) return refusal('closing', 'the gateway is closing', CLOSING_RETRY_MS);
  const isolated = isolation?.current() ?? null;
  if (isolated === null) return breaker.refuses();
  const leftMs = isolated.isolation.expiresAtMs - runtime.now();
  const retryMs = Math.min(ISOLATED_RETRY_MS_MAX, leftMs);
  return refusal('isolated', 'an operator isolated the partner', retryMs);
}

/** By then this process is gone, or another one has taken over. */
const CLOSING_RETRY_MS = 1_000;
/** An isolation may be ended early, so a refused call should ask again within this time. */
const ISOLATED_RETRY_MS_MAX = 60_000;

function createLaneBreaker(settings: LaneSettings): Breaker {
  const { partner, lane, partnerRules, runtime, ramp, bulkhead, emit, isolation } = settings;
  const probe = createProbe({
    partner,
    lane,
    timeoutMs: () => partnerRules().probe.timeoutMs,
    probe: settings.probe,
    exchange: settings.tapped,
    runtime,
  });
  return createBreaker({
    name: `${partner}/${lane}`,
    lane,
    partnerRules,
    runtime,
    probe,
    moved({ from, to, reason }) {
      if (to === 'closed') ramp.start();
      // While the lane is isolated, that is its state; the breaker's is told when that ends.
      if (isolation?.current() == null)
        emit({ kind: 'breaker.moved', partner, lane, from, to, reason });
    },
    counted(ok) {
      ramp.completed(ok, runtime.elapsed(), bulkhead.capacity());
    },
  });
}

function laneStatus(settings: LaneSettings, breaker: Breaker): LaneStatus {
  const { lane, bulkhead, isolation } = settings;
  const isolated = isolation?.current() ?? null;
  const beneath = breaker.state();
  return {
    lane,
    state: isolated === null ? beneath : { kind: 'isolated', ...isolated, beneath },
    ...bulkhead.gauge(lane),
    window: breaker.window(),
  };
}

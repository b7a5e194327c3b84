import assert from 'node:assert/strict';

import type { ProbeCall } from '../contract/adapter.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import type { Emit, GatewayEvent } from '../contract/events.ts';
import type { Exchange, ExchangeTags, Lane, Tap } from '../contract/exchange.ts';
import { LANES } from '../contract/exchange.ts';
import type { Isolation, LaneAdvice, PartnerLanes, Send, SendOrder } from '../contract/send.ts';
import type { Verdict } from '../contract/verdict.ts';
import type { Runtime } from '../runtime/runtime.ts';

import { createBulkhead } from './limits/bulkhead.ts';
import { createIsolation, ISOLATED_LANES } from './breaker/isolation.ts';
import { createLaneGauges, type LaneGauges } from './lane-gauges.ts';
import { createLane, type PartnerLane } from './lane.ts';
import { ruleConflicts } from './rules/rule-conflicts.ts';
import type { PartnerRules } from './rules/rules-schema.ts';
import { createRamp, type Ramp } from './breaker/ramp.ts';
import { createRefusalRation } from './limits/refusal-ration.ts';
import type { TryResult } from './try/try-result.ts';
import type { ClassifyWire } from '../contract/wire-reading.ts';

/** What one partner’s guards are built from. */
export interface PartnerLanesSettings {
  readonly partner: string;
  readonly capabilities: Capabilities;
  /** Read anew at each decision, so that a reload holds from the next call on. */
  readonly partnerRules: () => PartnerRules;
  /** Already on the wire: the transport's. */
  readonly exchange: Exchange;
  /** From the outside in: the last one is closest to the wire. */
  readonly taps: readonly Tap[];
  /** Builds the adapter's money-free call, freshly stamped. */
  readonly probe: () => ProbeCall;
  readonly classifyWire: ClassifyWire;
  readonly runtime: Runtime;
  readonly emit: Emit;
  /**
   * Whether a fault was injected into the try with these tags. The tags are one object per try, so
   * a `WeakSet` of them answers it. Without chaos nothing ever was.
   */
  readonly wasInjected?: (tags: ExchangeTags) => boolean;
}

/**
 * Puts one partner behind its guards: three lanes (submit, inquire, cancel), each with its own
 * breaker, rate limit, retry budget and ramp, over one adaptive limit of calls in flight.
 *
 * `send` is total, and says `neverSent` only when no try of the order can have put a byte on the
 * wire. An isolation stops submits and cancels; inquiries go on and resolve doubt.
 */
export function createPartnerLanes(settings: PartnerLanesSettings): PartnerLanes {
  const { partner, partnerRules, runtime } = settings;
  const conflicts = ruleConflicts(partnerRules(), settings.capabilities);
  assert.deepEqual(conflicts, [], 'the lane rules may run');
  const emit = quietly(settings.emit);
  const tapped = settings.taps.reduceRight((next, tap) => tap(next), settings.exchange);
  const ramps = byLane((): Ramp => createRamp(() => partnerRules().probe));
  const bulkhead = createBulkhead(partnerRules, ramps, runtime);
  const gauges = createLaneGauges(partner, bulkhead, runtime, emit);
  let closed = false;

  /** The breaker's state is in force again; a lane that is closed starts slowly. */
  const isolationEnded = (why: string) => {
    for (const lane of ISOLATED_LANES) {
      const { kind: to } = lanes[lane].breaker.state();
      if (to === 'closed') ramps[lane].start();
      emit({ kind: 'breaker.moved', partner, lane, from: 'isolated', to, reason: why });
      gauges.tell(lane);
    }
  };
  const isolation = createIsolation(runtime, () => isolationEnded('the isolation expired'));

  const lanes: Readonly<Record<Lane, PartnerLane>> = byLane((lane) =>
    createLane({
      ...settings,
      lane,
      tapped,
      exchange: tapped,
      wasInjected: (tags) => neverThrows(() => settings.wasInjected?.(tags) ?? false),
      emit: (event) => {
        emit(event);
        if (event.kind === 'breaker.moved') gauges.tell(lane);
      },
      bulkhead,
      ramp: ramps[lane],
      isolation: isIsolated(lane) ? isolation : null,
      closing: () => closed,
    }),
  );
  const send = createSend(partner, lanes, gauges, createRefusalRation(runtime), emit);

  return {
    send: (order) => send(order).catch((): Verdict => failed(emit, partner)),
    advice: (lane) => advise(lanes[lane], closed, runtime),
    status: () => LANES.map((lane) => lanes[lane].status()),
    isolate(wanted: Isolation) {
      const before = byLane((lane) => lanes[lane].status().state.kind);
      isolation.isolate(wanted);
      for (const lane of ISOLATED_LANES) {
        const from = before[lane];
        // Who and why is in `status()`, for operators; an event may end in anybody's log.
        const reason = 'isolated by an operator';
        emit({ kind: 'breaker.moved', partner, lane, from, to: 'isolated', reason });
        gauges.tell(lane);
      }
    },
    restore() {
      if (isolation.restore()) isolationEnded('restored by an operator');
    },
    composition: (lane) => composition(lanes[lane], settings.taps),
    close() {
      closed = true;
      isolation.stop();
      bulkhead.close();
      for (const lane of LANES) lanes[lane].breaker.stop();
    },
  };
}

/** Passes an order through its lane, and tells of a refusal that no try has told. */
function createSend(
  partner: string,
  lanes: Readonly<Record<Lane, PartnerLane>>,
  gauges: LaneGauges,
  withinRation: () => Promise<void> | null,
  emit: Emit,
): Send {
  return async (order) => {
    const { lane } = order;
    const result = await lanes[lane].step({ order, index: 0, queueUntilMs: 0 });
    gauges.tellWhenDue(lane);
    if (result.fromWire) return result.verdict;
    emit(refusedEvent(partner, order, result));
    await withinRation();
    return result.verdict;
  };
}

function composition(lane: PartnerLane, taps: readonly Tap[]): readonly string[] {
  return [
    ...lane.guards.map((guard) => guard.name),
    'try timer',
    'read',
    ...taps.map((tap) => `tap ${tap.name || 'unnamed'}`),
    'exchange',
  ];
}

function byLane<Value>(make: (lane: Lane) => Value): Record<Lane, Value> {
  return { submit: make('submit'), inquire: make('inquire'), cancel: make('cancel') };
}

function isIsolated(lane: Lane): boolean {
  return ISOLATED_LANES.some((isolated) => isolated === lane);
}

function advise(lane: PartnerLane, closed: boolean, runtime: Runtime): LaneAdvice {
  const soonMs = runtime.now() + SOON_MS;
  if (closed) return { open: false, failure: 'technical.overload.gateway', retryAtMs: soonMs };
  const { state } = lane.status();
  switch (state.kind) {
    case 'closed':
      return { open: true };
    case 'open':
    case 'half_open':
      return shutUntil(Math.max(state.nextProbeAtMs ?? 0, soonMs));
    case 'isolated':
      return shutUntil(state.isolation.expiresAtMs);
  }
}

function shutUntil(retryAtMs: number): LaneAdvice {
  return { open: false, failure: 'technical.breaker.open', retryAtMs };
}

/** When nobody knows when a lane opens again, asking in a second does no harm. */
const SOON_MS = 1_000;

function refusedEvent(partner: string, order: SendOrder, result: TryResult): GatewayEvent {
  const { payoutId, attemptNo, epoch } = order.tags;
  return {
    kind: 'exchange.ended',
    partner,
    lane: order.lane,
    outcome: result.outcome,
    durationMs: 0,
    late: false,
    injected: false,
    payoutId,
    attemptNo,
    epoch,
  };
}

/** A guard that rejects is a bug of ours, and we do not know how far the call got: doubt. */
function failed(emit: Emit, partner: string): Verdict {
  emit({ kind: 'bug', where: `guards of ${partner}`, detail: 'a guard threw' });
  return { kind: 'unknown', failure: 'technical.internal', detail: 'a guard failed' };
}

/** Whatever a listener does, a payout's result is not touched (T1, T3). */
function quietly(emit: Emit): Emit {
  return (event) => {
    neverThrows(() => {
      emit(event);
      return true;
    });
  };
}

function neverThrows(call: () => boolean): boolean {
  try {
    return call();
  } catch {
    return false;
  }
}

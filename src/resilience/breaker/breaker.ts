import type { Lane } from '../../contract/exchange.ts';
import type { Runtime } from '../../runtime/runtime.ts';

import { createOpossumGate } from './opossum-gate.ts';
import { createOverdueWatch, type Underway } from './overdue-watch.ts';
import type { PartnerRules } from '../rules/rules-schema.ts';
import { createProber, type Probe } from './prober.ts';
import { refusal } from '../try/refusals.ts';
import { createTripRules, type WindowCounts } from './trip-rules.ts';
import type { TryResult } from '../try/try-result.ts';

/** What one lane’s breaker needs. The callbacks must not throw. */
export interface BreakerSettings {
  readonly name: string;
  readonly lane: Lane;
  readonly partnerRules: () => PartnerRules;
  readonly runtime: Runtime;
  readonly probe: Probe;
  /** Told each move, after it happened. */
  readonly moved: (move: BreakerMove) => void;
  /** Told each result that counts, so that a ramp can follow. */
  readonly counted: (ok: boolean) => void;
}

/** One change of state, with the rule or probe that caused it. */
export interface BreakerMove {
  readonly from: BreakerState;
  readonly to: BreakerState;
  readonly reason: string;
}

/** `half_open`: still shut for payouts, but a probe has been answered. */
export type BreakerState = 'closed' | 'open' | 'half_open';

/** One lane’s breaker, as its guards see it. */
export interface Breaker {
  /** The refusal that a call would get now, without asking opossum; `null` when it may pass. */
  refuses(): TryResult | null;
  /** Runs the call when the gate is closed, and counts how it ended. Total. */
  run(call: () => Promise<TryResult>): Promise<TryResult>;
  status(): BreakerStatus;
  stop(): void;
}

/** What a breaker knows of itself, for operators. */
export interface BreakerStatus {
  readonly state: BreakerState;
  /** Unix ms. */
  readonly sinceMs: number;
  readonly reason: string;
  /** On the monotonic clock. */
  readonly nextProbeAtMs: number | null;
  readonly window: WindowCounts;
}

/** Who let a call in, and when: results of an earlier generation are evidence, not statistics. */
interface Permit extends Underway {
  readonly generation: number;
  overdue: boolean;
}

/** What to say while a probe is under way and nobody knows when the next one is due. */
const RETRY_MS = 1_000;

/**
 * One lane's breaker: opossum as the gate, our trip rules, our probes.
 *
 * Moves: closed -> open when the trip rules says so; open -> half_open when a money-free probe is
 * answered; half_open -> closed after enough of them in a row, or back to open. The gate stays shut
 * in between, so no payout is ever the guinea pig and no late result can move it. Each opening and
 * each closing is a new generation; a result counts only in the generation that let it in.
 */
export function createBreaker(settings: BreakerSettings): Breaker {
  const { lane, partnerRules, runtime } = settings;
  const gate = createOpossumGate(settings.name, runtime);
  const trip = createTripRules(() => partnerRules().breaker);
  let state: BreakerState = 'closed';
  let sinceMs = runtime.now();
  let reason = 'started';
  let generation = 0;
  let closedAtMs = -Infinity;
  let backoffStep = 0;
  let stopped = false;

  const move = (to: BreakerState, why: string) => {
    const from = state;
    state = to;
    sinceMs = runtime.now();
    reason = why;
    settings.moved({ from, to, reason: why });
  };

  const open = (why: string) => {
    if (state !== 'closed' || stopped) return;
    generation += 1;
    gate.open();
    // A lane that trips soon after closing goes on where its back-off had been.
    const relapsed = runtime.elapsed() - closedAtMs < partnerRules().breaker.windowMs;
    backoffStep = relapsed ? backoffStep + 1 : 0;
    prober.start(backoffStep);
    move('open', why);
  };

  const close = () => {
    generation += 1;
    trip.wipe();
    gate.close();
    closedAtMs = runtime.elapsed();
    move('closed', `probes: ${partnerRules().probe.successesMin} answered in a row`);
  };

  const prober = createProber(() => partnerRules().probe, settings.probe, runtime, {
    firstAnswer: () => move('half_open', 'probe: answered'),
    relapsed: () => move('open', 'probe: failed again'),
    recovered: close,
  });

  const overdue = createOverdueWatch<Permit>(
    () => ({
      slowMs: partnerRules().lanes[lane].slowMs,
      loopDelayMsMax: partnerRules().breaker.loopDelayMsMax,
    }),
    runtime,
    (permit) => {
      permit.overdue = true;
      if (permit.generation !== generation) return;
      const why = trip.overdue(runtime.elapsed());
      if (why !== null) open(why);
    },
  );

  const count = (permit: Permit, { health, timedOut, durationMs }: TryResult) => {
    if (permit.generation !== generation) return;
    const slow = timedOut || durationMs > partnerRules().lanes[lane].slowMs;
    const completion = { health, slow, overdue: permit.overdue };
    const why = trip.completed(completion, runtime.elapsed());
    if (health !== 'neutral') settings.counted(health === 'success');
    if (why !== null) open(why);
  };

  const refuse = (): TryResult => {
    const nextAtMs = prober.nextAtMs() ?? 0;
    const waitMs = Math.ceil(nextAtMs - runtime.elapsed());
    return refusal('breaker', `${lane} breaker is open (${reason})`, Math.max(waitMs, RETRY_MS));
  };

  return {
    refuses: () => (gate.isOpen() ? refuse() : null),
    async run(call) {
      const permit: Permit = { generation, startedAtMs: runtime.elapsed(), overdue: false };
      const passage = await gate.pass(() => {
        overdue.begin(permit);
        return call();
      });
      if (passage.kind === 'shut') return refuse();
      overdue.end(permit);
      count(permit, passage.result);
      return passage.result;
    },
    status: () => ({
      state,
      sinceMs,
      reason,
      nextProbeAtMs: prober.nextAtMs(),
      window: trip.counts(runtime.elapsed()),
    }),
    stop() {
      stopped = true;
      prober.stop();
      overdue.stop();
      gate.shutdown();
    },
  };
}

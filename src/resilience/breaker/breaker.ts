import type { Lane } from '../../contract/exchange.ts';
import type { BreakerState } from '../../contract/send.ts';
import type { Runtime } from '../../runtime/runtime.ts';

import { close, halfOpen, open, reopen, started, type InnerState } from './breaker-state.ts';
import { createCallStatistics } from './call-statistics.ts';
import { createOpossumGate } from './opossum-gate.ts';
import type { PartnerRules } from '../rules/rules-schema.ts';
import { createProber, type Probe, type ProberEvents } from './prober.ts';
import { refusal } from '../try/refusals.ts';
import type { WindowCounts } from './trip-rules.ts';
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
  readonly from: BreakerState['kind'];
  readonly to: BreakerState['kind'];
  readonly reason: string;
}

/** One lane’s breaker, as its guards see it. */
export interface Breaker {
  /** The refusal that a call would get now, without asking opossum; `null` when it may pass. */
  refuses(): TryResult | null;
  /** Runs the call when the breaker is closed, and counts how it ended. Total. */
  run(call: () => Promise<TryResult>): Promise<TryResult>;
  state(): BreakerState;
  /** The calls that its rules look at. */
  window(): WindowCounts;
  /** For good: no more probes, and every call is refused. */
  stop(): void;
}

/** What to say while a probe is under way and nobody knows when the next one is due. */
const RETRY_MS = 1_000;

/**
 * One lane's breaker: opossum as the gate, our trip rules, our probes.
 *
 * Moves: closed -> open when the trip rules say so; open -> half_open when a money-free probe is
 * answered; half_open -> closed after enough of them in a row, or back to open. The opossum gate
 * stays shut in between, so no payout is ever the trial and no late result can move it.
 */
export function createBreaker(settings: BreakerSettings): Breaker {
  const { lane, partnerRules, runtime } = settings;
  const opossumGate = createOpossumGate(settings.name, runtime);
  const now = () => ({ atMs: runtime.now(), atElapsedMs: runtime.elapsed() });
  let state: InnerState = started(now());
  let stopped = false;

  const enter = (next: InnerState) => {
    const from = state.kind;
    state = next;
    settings.moved({ from, to: next.kind, reason: next.reason });
  };

  const tripped = (why: string) => {
    if (state.kind !== 'closed' || stopped) return;
    const opened = open(state, why, now(), partnerRules().breaker.windowMs);
    statistics.laneOpened();
    opossumGate.open();
    prober.start(opened.backoffStep);
    enter(opened);
  };

  const probed: ProberEvents = {
    firstAnswer() {
      if (state.kind !== 'closed') enter(halfOpen(state, now()));
    },
    relapsed() {
      if (state.kind !== 'closed') enter(reopen(state, now()));
    },
    recovered() {
      if (state.kind === 'closed') return;
      statistics.laneClosed();
      opossumGate.close();
      enter(close(state, partnerRules().probe.successesMin, now()));
    },
  };

  const statistics = createCallStatistics({ ...settings, tripped });
  const prober = createProber(() => partnerRules().probe, settings.probe, runtime, probed);

  const refuse = (): TryResult => {
    const waitMs = Math.ceil((prober.nextAtMs() ?? 0) - runtime.elapsed());
    const detail = `${lane} breaker is open (${state.reason})`;
    return refusal('breaker', detail, Math.max(waitMs, RETRY_MS));
  };

  return {
    refuses: () => (opossumGate.isOpen() ? refuse() : null),
    async run(call) {
      const permit = statistics.permit();
      const passage = await opossumGate.pass(() => {
        statistics.begin(permit);
        return call();
      });
      if (passage.kind === 'shut') return refuse();
      statistics.end(permit, passage.result);
      return passage.result;
    },
    state: () => shown(state, prober.nextAtMs(), runtime),
    window: () => statistics.counts(),
    stop() {
      stopped = true;
      prober.stop();
      statistics.stop();
      opossumGate.shutdown();
    },
  };
}

/** The state for operators: on the wall clock, without what only the breaker itself needs. */
function shown(
  { kind, since, reason }: InnerState,
  nextProbeAtElapsedMs: number | null,
  runtime: Runtime,
): BreakerState {
  if (kind === 'closed') return { kind, sinceMs: since.atMs, reason };
  const nextProbeAtMs =
    nextProbeAtElapsedMs === null
      ? null
      : Math.round(runtime.now() + nextProbeAtElapsedMs - runtime.elapsed());
  return { kind, sinceMs: since.atMs, reason, nextProbeAtMs };
}

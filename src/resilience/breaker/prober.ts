import type { Runtime } from '../../runtime/runtime.ts';

import type { ProbeRules } from '../rules/rules-schema.ts';

/** Asks the partner something harmless. Must settle by itself; a rejection counts as dead. */
export type Probe = () => Promise<boolean>;

/** Runs probes while a lane is open. */
export interface Prober {
  /** Probes until `recovered` is told; `step` is how many doublings the first wait begins with. */
  start(step: number): void;
  stop(): void;
  /** When the next probe is due, on the monotonic clock; `null` when none is planned. */
  nextAtMs(): number | null;
}

/** What a prober tells its breaker. None of them may throw. */
export interface ProberEvents {
  /** The first of the required answers in a row has come. */
  readonly firstAnswer: () => void;
  /** A probe failed after some had been answered. */
  readonly relapsed: () => void;
  /** `successesMin` in a row: the partner is back. */
  readonly recovered: () => void;
}

/** Doublings beyond this change nothing: 1 ms * 2^27 is more than a day. */
const STEP_MAX = 27;

/**
 * Finds out whether a partner is back, with calls that move no money, while the lane stays shut.
 *
 * Waits `backoffMsMin * 2^n` up to `backoffMsMax`, each ± jitter, so that many gateways do not
 * ask together. After an answer the next probe comes after one ramp step: recovery should not wait for
 * a back-off. One probe at a time.
 */
export function createProber(
  rules: () => ProbeRules,
  probe: Probe,
  runtime: Runtime,
  events: ProberEvents,
): Prober {
  let run = 0;
  let nextAtMs: number | null = null;
  let stopTimer: (() => void) | null = null;

  const plan = (delayMs: number, then: () => void) => {
    const { jitterPercent } = rules();
    const jitter = 1 + ((2 * runtime.random() - 1) * jitterPercent) / 100;
    nextAtMs = runtime.elapsed() + delayMs * jitter;
    stopTimer = runtime.schedule(delayMs * jitter, then);
  };

  const ask = async (thisRun: number, step: number, successes: number): Promise<void> => {
    const alive = await probe().catch(() => false);
    if (thisRun !== run) return;
    if (!alive) {
      if (successes > 0) events.relapsed();
      planProbe(thisRun, Math.min(STEP_MAX, step + 1), 0);
      return;
    }
    if (successes + 1 >= rules().successesMin) {
      nextAtMs = null;
      events.recovered();
      return;
    }
    if (successes === 0) events.firstAnswer();
    planProbe(thisRun, step, successes + 1);
  };

  const planProbe = (thisRun: number, step: number, successes: number) => {
    const { backoffMsMin, backoffMsMax, rampStepMs } = rules();
    const backoffMs = Math.min(backoffMsMax, backoffMsMin * 2 ** step);
    plan(successes > 0 ? Math.min(rampStepMs, backoffMs) : backoffMs, () => {
      void ask(thisRun, step, successes); // Total: every rejection was caught above.
    });
  };

  const stop = () => {
    run += 1;
    stopTimer?.();
    stopTimer = null;
    nextAtMs = null;
  };

  return {
    start(step) {
      stop();
      planProbe(run, Math.min(STEP_MAX, step), 0);
    },
    stop,
    nextAtMs: () => nextAtMs,
  };
}

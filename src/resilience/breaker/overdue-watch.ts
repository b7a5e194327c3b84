import type { Runtime } from '../../runtime/runtime.ts';

/** A call under way. */
export interface Underway {
  readonly startedAtMs: number;
}

/** Watches the calls of one lane; each `begin` is paired with one `end`. */
export interface OverdueWatch<Call extends Underway> {
  begin(call: Call): void;
  end(call: Call): void;
  stop(): void;
}

/**
 * Reports each call once when it has been under way for `slowMs`, so that a lane into a hanging
 * partner closes after the slow threshold and not after timeout plus half a window (T15).
 *
 * One timer for all calls of the lane, not one each. When that timer itself comes late our own
 * event loop was stuck; then nobody is reported in this round, because the answers may lie unread
 * in our own socket buffers.
 */
export function createOverdueWatch<Call extends Underway>(
  rules: () => { readonly slowMs: number; readonly loopDelayMsMax: number },
  runtime: Runtime,
  report: (call: Call) => void,
): OverdueWatch<Call> {
  // A Set keeps the order of insertion, which is the order of starting.
  const calls = new Set<Call>();
  let stopTimer: (() => void) | null = null;

  const arm = (delayMs: number) => {
    const dueAtMs = runtime.elapsed() + delayMs;
    stopTimer = runtime.schedule(delayMs, () => {
      stopTimer = null;
      const { loopDelayMsMax } = rules();
      if (runtime.elapsed() - dueAtMs > loopDelayMsMax) arm(loopDelayMsMax);
      else look();
    });
  };

  const look = () => {
    const { slowMs } = rules();
    for (const call of calls) {
      const leftMs = call.startedAtMs + slowMs - runtime.elapsed();
      if (leftMs > 0) {
        arm(leftMs);
        return;
      }
      calls.delete(call);
      report(call);
    }
  };

  return {
    begin(call) {
      calls.add(call);
      if (stopTimer === null) arm(rules().slowMs);
    },
    end(call) {
      calls.delete(call);
    },
    stop() {
      stopTimer?.();
      stopTimer = null;
      calls.clear();
    },
  };
}

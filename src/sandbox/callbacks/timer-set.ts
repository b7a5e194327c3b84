import type { Runtime } from '../../runtime/runtime.ts';

/** Timers that can be taken back together. */
export interface TimerSet {
  after(delayMs: number, action: () => void): void;
  clear(): void;
}

/** Keeps the way back of every timer until it has run; the caller bounds how many it starts. */
export function createTimerSet(runtime: Runtime): TimerSet {
  const waiting = new Set<() => void>();
  return {
    after(delayMs, action) {
      const cancel = runtime.schedule(delayMs, () => {
        waiting.delete(cancel);
        action();
      });
      waiting.add(cancel);
    },
    clear() {
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}

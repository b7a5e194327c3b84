import type { Runtime } from '../../runtime/runtime.ts';

/** How a wait for a slot ended. */
export type SlotAnswer = 'granted' | 'full' | 'expired' | 'closed';

/** The calls of one lane that wait for a slot, first in, first out. */
export interface SlotQueue {
  readonly length: number;
  /**
   * Waits until `untilMs` on the monotonic clock. `full`: `lengthMax` calls wait already, or no time
   * is left. `expired`: no slot came free in time, and the call waits no more.
   */
  wait(untilMs: number, lengthMax: number): Promise<SlotAnswer>;
  /** Grants a slot to the call that has waited longest; nothing when nobody waits. */
  grant(): void;
  /** Ends every wait, and every later one at once, with `closed`. */
  close(): void;
}

interface Waiter {
  readonly settle: (answer: SlotAnswer) => void;
  readonly stopTimer: () => void;
}

/** A bounded queue in which nobody waits longer than its own limit. */
export function createSlotQueue(runtime: Runtime): SlotQueue {
  // A Set keeps the order of insertion, which is the order of arrival.
  const waiters = new Set<Waiter>();
  let closed = false;

  return {
    get length() {
      return waiters.size;
    },
    wait(untilMs, lengthMax) {
      const waitMs = untilMs - runtime.elapsed();
      if (closed) return Promise.resolve('closed');
      if (waiters.size >= lengthMax || waitMs <= 0) return Promise.resolve('full');
      return new Promise((settle) => {
        const stopTimer = runtime.schedule(waitMs, () => {
          if (waiters.delete(waiter)) settle('expired');
        });
        const waiter: Waiter = { settle, stopTimer };
        waiters.add(waiter);
      });
    },
    grant() {
      const [first] = waiters;
      if (first === undefined) return;
      waiters.delete(first);
      first.stopTimer();
      first.settle('granted');
    },
    close() {
      closed = true;
      for (const waiter of waiters) {
        waiter.stopTimer();
        waiter.settle('closed');
      }
      waiters.clear();
    },
  };
}

import type { Runtime } from './runtime.ts';

/** A runtime whose time moves only when told, and whose chance comes from a seed. */
export interface VirtualRuntime extends Runtime {
  /** Runs every timer due in the next `ms`, in order, letting promises settle in between. */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock alone, as an operator or NTP would. */
  jumpWallClock(ms: number): void;
  pendingTimers(): number;
}

interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

const START_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

/**
 * Discrete-event time from `startMs` (Unix ms): ties run in the order of their scheduling, so a
 * seed replays exactly. For tests, the simulation and the conformance kit; nothing here is random.
 */
export function virtualRuntime(seed: number, startMs = START_MS): VirtualRuntime {
  let elapsedMs = 0;
  let wallMs = startMs;
  let order = 0;
  let timers: Timer[] = [];
  const random = mulberry32(seed);

  const schedule = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { atMs: elapsedMs + Math.max(0, delayMs), order: order++, callback };
    timers.push(timer);
    return () => {
      timers = timers.filter((candidate) => candidate !== timer);
    };
  };

  return {
    now: () => wallMs + elapsedMs,
    elapsed: () => elapsedMs,
    schedule,
    sleep(delayMs, signal) {
      return new Promise((resolve, reject) => {
        const stop = () => {
          cancel();
          reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        const cancel = schedule(delayMs, () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        });
        if (signal?.aborted === true) stop();
        else signal?.addEventListener('abort', stop, { once: true });
      });
    },
    random,
    randomHex: (bytes) =>
      Array.from({ length: bytes }, () =>
        Math.floor(random() * 256)
          .toString(16)
          .padStart(2, '0'),
      ).join(''),
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (;;) {
        const next = earliest(timers);
        if (next === undefined || next.atMs > untilMs) break;
        timers = timers.filter((timer) => timer !== next);
        elapsedMs = next.atMs;
        next.callback();
        await settle();
      }
      elapsedMs = untilMs;
      await settle();
    },
    jumpWallClock(ms) {
      wallMs += ms;
    },
    pendingTimers: () => timers.length,
  };
}

function earliest(timers: readonly Timer[]): Timer | undefined {
  return timers.toSorted((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
}

/** Lets every promise that can settle without a timer do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A small, fast, seeded generator (Tommy Ettinger's mulberry32, public domain). */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

import type { Runtime } from '../../src/runtime/runtime.ts';
import { mulberry32 } from '../support/virtual-runtime.ts';

/**
 * Virtual time for long models: timers wait in buckets of a millisecond, and promises settle between
 * two milliseconds instead of between any two timers. A minute with 50,000 timers takes a second.
 */
export interface FastRuntime extends Runtime {
  advance(ms: number): Promise<void>;
}

/** Starts at zero on both clocks; `seed` decides all chance. */
export function fastRuntime(seed: number): FastRuntime {
  const buckets = new Map<number, Set<() => void>>();
  const random = mulberry32(seed);
  let nowMs = 0;

  const schedule = (delayMs: number, callback: () => void): (() => void) => {
    const dueMs = Math.max(nowMs + 1, Math.ceil(nowMs + delayMs));
    const bucket = buckets.get(dueMs) ?? new Set();
    buckets.set(dueMs, bucket);
    const entry = () => callback();
    bucket.add(entry);
    return () => bucket.delete(entry);
  };

  return {
    now: () => nowMs,
    elapsed: () => nowMs,
    schedule,
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          cancel();
          reject(new Error('aborted'));
        };
        const cancel = schedule(delayMs, () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        });
        signal?.addEventListener('abort', stop, { once: true });
      }),
    random,
    randomHex: (bytes) => '0'.repeat(bytes * 2),
    async advance(ms) {
      for (const untilMs = nowMs + ms; nowMs < untilMs;) {
        nowMs += 1;
        const bucket = buckets.get(nowMs);
        buckets.delete(nowMs);
        for (const entry of bucket ?? []) entry();
        if (bucket !== undefined) await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

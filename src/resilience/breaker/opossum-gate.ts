import { EventEmitter } from 'node:events';

import CircuitBreaker from 'opossum';

import type { Runtime } from '../../runtime/runtime.ts';

/** What came of asking the gate. */
export type Passage<Result> =
  { readonly kind: 'passed'; readonly result: Result } | { readonly kind: 'shut' };

/** Opossum, reduced to what it does well: holding a state and refusing while it is open. */
export interface OpossumGate {
  /** Runs the action when the gate is closed; says `shut`, without running it, when it is not. */
  pass<Result>(action: () => Promise<Result>): Promise<Passage<Result>>;
  isOpen(): boolean;
  open(): void;
  close(): void;
  /** For good. Actions under way go on and are still answered. */
  shutdown(): void;
}

/** The largest delay a Node timer takes; anything above fires after 1 ms and half-opens at once. */
const NEVER_MS = 2_147_483_647;
/** Keeps opossum's own rule from ever tripping: ours decides. */
const NO_VOLUME_IS_ENOUGH = 1e12;
const ROTATE_AFTER_MS = 1_000;
const ROTATE_AFTER_CALLS = 1_000;
const BUCKETS = 10;

/**
 * Builds the one opossum breaker of a lane (docs/RESILIENCE.md#opossum-traps).
 *
 * What is off is off because it costs money: `timeout` drops late answers (T5), `capacity` blames
 * the partner for our burst (T6), the half-open state can be closed or re-opened by calls from
 * before the outage (T9, T10) or get stuck (T11) - so it is never entered: the gate stays open
 * until our own probes close it. Fallbacks, caches and health checks are never used (T17-T20), and
 * nobody is given the emitter, so no listener can turn a paid answer into an error (T1, T3).
 *
 * Its window of latencies, which it fills even with percentiles off (T23), is rotated as calls come
 * by, at least each second of traffic and each thousand calls: no timer, and bounded memory.
 */
export function createOpossumGate(name: string, runtime: Runtime): OpossumGate {
  const rotation = new EventEmitter();
  const circuit = new CircuitBreaker(run, gateOptions(name, rotation));
  let rotatedAtMs = runtime.elapsed();
  let callsSince = 0;

  const rotateWhenDue = () => {
    callsSince += 1;
    const nowMs = runtime.elapsed();
    if (nowMs - rotatedAtMs < ROTATE_AFTER_MS && callsSince < ROTATE_AFTER_CALLS) return;
    rotatedAtMs = nowMs;
    callsSince = 0;
    rotation.emit('rotate');
  };

  return {
    async pass<Result>(action: () => Promise<Result>): Promise<Passage<Result>> {
      rotateWhenDue();
      let running: Promise<Result> | undefined;
      const start = () => {
        running = action();
        return running;
      };
      // Opossum may only refuse. Once the action runs, its own result is the answer, whatever
      // opossum makes of it (T1).
      await circuit.fire(start).catch(() => undefined);
      if (running === undefined) return { kind: 'shut' };
      return { kind: 'passed', result: await running };
    },
    isOpen: () => circuit.opened || circuit.isShutdown,
    open: () => circuit.open(),
    close() {
      circuit.close();
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) rotation.emit('rotate');
    },
    shutdown: () => circuit.shutdown(),
  };
}

/** A fresh object for each breaker: opossum writes into it and shares it otherwise (T17). */
export function gateOptions(name: string, rotation: EventEmitter): CircuitBreaker.Options {
  return {
    name,
    timeout: false,
    resetTimeout: NEVER_MS,
    volumeThreshold: NO_VOLUME_IS_ENOUGH,
    errorThresholdPercentage: 100,
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    rotateBucketController: rotation,
  };
}

/** Opossum calls `.then` on whatever comes back; an async function always has one (T18). */
async function run(action: () => Promise<unknown>): Promise<unknown> {
  return await action();
}

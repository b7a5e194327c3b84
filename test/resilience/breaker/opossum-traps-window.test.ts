/*
 * Goal: opossum's traps T13-T24 (docs/RESILIENCE.md) cannot touch a payout: its window, its
 * options, its life beside the process. T1-T12 are in opossum-traps.test.ts.
 *
 * Method: each trap twice, naive and ours, as there.
 */
import { EventEmitter } from 'node:events';

import CircuitBreaker from 'opossum';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createOpossumGate, gateOptions } from '../../../src/resilience/breaker/opossum-gate.ts';
import { resolveRules } from '../../../src/resilience/rules/default-rules.ts';
import { ruleConflicts } from '../../../src/resilience/rules/rule-conflicts.ts';
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { breaksAfter, CAPABILITIES, createHarness, hangs, ofKind } from '../harness.ts';
import {
  after,
  capture,
  failuresToOpen,
  fails,
  FAKED,
  fireTimes,
  never,
  paid,
  tripAndRecover,
} from './opossum-support.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...FAKED] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('T13: every call times out while the load grows', () => {
  it('naive: the breaker never opens', async () => {
    const breaker = new CircuitBreaker(never, {
      timeout: 1_000,
      rollingCountTimeout: 1_000,
      volumeThreshold: 20,
    });
    let perTick = 1;
    for (let tick = 0; tick < 40; tick += 1) {
      for (let call = 0; call < perTick; call += 1) void breaker.fire().catch(() => null);
      await vi.advanceTimersByTimeAsync(100);
      perTick = Math.ceil(3 ** (tick / 10));
    }

    expect(breaker.opened).toBe(false);
  });

  it('ours: completed calls are what counts, so it opens with the first timeouts', async () => {
    const harness = createHarness();
    harness.partner = hangs('sent');
    for (let tick = 0; tick < 20; tick += 1) {
      for (let call = 0; call < 3 ** (tick / 10); call += 1) void harness.send('submit');
      await harness.runtime.advance(100);
    }

    expect(harness.state('submit')).toBe('open');
  });
});

describe('T14: calls that outlive the window', () => {
  it('naive: fifty of fifty failures do not open it', async () => {
    const breaker = new CircuitBreaker(after(400, fails), {
      timeout: false,
      rollingCountTimeout: 200,
      volumeThreshold: 3,
    });

    for (let call = 0; call < 50; call += 1) void breaker.fire().catch(() => null);
    await vi.advanceTimersByTimeAsync(500);

    expect(breaker.stats.failures + breaker.stats.fires).toBeLessThanOrEqual(50);
    expect(breaker.opened).toBe(false);
  });

  it('ours: such a window is refused, and slow failures open the lane', async () => {
    const short = resolveRules(CAPABILITIES, { breaker: { windowMs: 200 } });
    const harness = createHarness();
    harness.partner = breaksAfter(400, 'sent', 'ECONNRESET');

    for (let call = 0; call < 16; call += 1) void harness.send('submit');
    await harness.runtime.advance(500);

    expect(ruleConflicts(short, CAPABILITIES)).toEqual([
      expect.objectContaining({ path: ['breaker', 'windowMs'] }),
    ]);
    expect(harness.state('submit')).toBe('open');
  });
});

describe('T15: the bank hangs', () => {
  it('naive: payouts go into the hole for the timeout and half a window', async () => {
    let bank: () => Promise<string> = paid;
    const breaker = new CircuitBreaker(() => bank(), {
      timeout: 1_000,
      rollingCountTimeout: 1_000,
      volumeThreshold: 5,
    });
    const tick = async () => {
      void breaker.fire().catch(() => null);
      await vi.advanceTimersByTimeAsync(10);
    };
    for (let call = 0; call < 200; call += 1) await tick();
    bank = never;

    let hungMs = 0;
    for (; !breaker.opened && hungMs < 10_000; hungMs += 10) await tick();

    expect(hungMs).toBeGreaterThanOrEqual(1_400);
  });

  it('ours: two slow thresholds at most, before the first timeout', async () => {
    const harness = createHarness({
      partnerRules: { lanes: { submit: { slowMs: 250 } }, breaker: { completedMin: 10 } },
    });
    harness.partner = hangs('sent');

    let hungMs = 0;
    for (; harness.state('submit') === 'closed' && hungMs < 10_000; hungMs += 10) {
      void harness.send('submit');
      await harness.runtime.advance(10);
    }

    expect(hungMs).toBeLessThanOrEqual(500);
  });
});

describe('T16: the time of opening is remembered', () => {
  it('naive: what is saved is the time of construction, so a restart half-opens at once', async () => {
    const breaker = new CircuitBreaker(paid, { resetTimeout: 1_000 });
    await vi.advanceTimersByTimeAsync(1_001);
    breaker.open();

    const { state } = breaker.toJSON();
    const restored = new CircuitBreaker(paid, { resetTimeout: 1_000, state } as object);

    expect(restored.halfOpen).toBe(true);
  });

  it('ours: status tells when it opened, and no state is ever fed back into opossum', async () => {
    const harness = createHarness();
    await harness.runtime.advance(5_000);
    const openedAtMs = harness.runtime.now();

    await failuresToOpen(harness, 10);

    expect(harness.lanes.status()[0]).toMatchObject({
      state: { kind: 'open', sinceMs: openedAtMs },
    });
    expect(gateOptions('x', new EventEmitter())).not.toHaveProperty('state');
  });
});

describe('T17: options are shared', () => {
  it('naive: the second breaker answers with the first one’s money', async () => {
    const shared = { cache: true };
    const first = new CircuitBreaker(() => Promise.resolve('A1'), shared);
    const second = new CircuitBreaker(() => Promise.resolve('B1'), shared);

    expect([await first.fire(), await second.fire()]).toEqual(['A1', 'A1']);
  });

  it('ours: each gate has fresh options, and never a cache', async () => {
    const rotation = new EventEmitter();
    const [first, second] = [gateOptions('a', rotation), gateOptions('b', rotation)];

    expect(first).not.toBe(second);
    for (const key of ['cache', 'coalesce', 'fallback', 'capacity', 'abortController']) {
      expect(first).not.toHaveProperty(key);
    }
  });
});

describe('T18: the action returns no promise', () => {
  it('naive: fire() rejects with a TypeError', async () => {
    const breaker = new CircuitBreaker((() => undefined) as never);

    await expect(breaker.fire()).rejects.toThrow(TypeError);
  });

  it('ours: an exchange that returns nothing leaves doubt', async () => {
    const harness = createHarness();
    harness.partner = () => undefined as never;

    expect(await harness.sendAndWait('submit', 0)).toMatchObject({ kind: 'unknown' });
  });
});

describe('T19: one fallback for everything', () => {
  it('naive: open and timeout look the same', async () => {
    const breaker = new CircuitBreaker(never, { timeout: 100, resetTimeout: 1_000 });
    breaker.fallback(() => 'use another bank');

    const timedOut = breaker.fire();
    await vi.advanceTimersByTimeAsync(100);
    breaker.open();

    expect([await timedOut, await breaker.fire()]).toEqual([
      'use another bank',
      'use another bank',
    ]);
  });

  it('ours: one is doubt and must not be re-routed, the other is proof', async () => {
    const harness = createHarness({ partnerRules: { breaker: { consecutiveFailuresMax: 1 } } });
    harness.partner = hangs('sent');

    const timedOut = await harness.sendAndWait('submit', 1_200);
    const refused = await harness.sendAndWait('submit', 0);

    expect([timedOut?.kind, refused?.kind]).toEqual(['unknown', 'neverSent']);
  });
});

describe('T20: health checks', () => {
  it('naive: they go on after shutdown', async () => {
    const check = vi.fn<() => Promise<void>>(() => Promise.resolve());
    const breaker = new CircuitBreaker(paid);
    breaker.healthCheck(check, 100);
    breaker.shutdown();
    check.mockClear();

    await vi.advanceTimersByTimeAsync(1_000);

    expect(check).toHaveBeenCalledTimes(10);
  });

  it('ours: closing stops the probes and leaves no timer', async () => {
    const harness = createHarness();
    await failuresToOpen(harness, 10);
    const before = harness.seen.length;

    harness.lanes.close();
    await harness.runtime.advance(600_000);

    expect(harness.seen.length).toBe(before);
    expect(harness.runtime.pendingTimers()).toBe(0);
  });
});

describe('T21: many breakers', () => {
  it('naive: eleven on one rotation controller warn of a leak', async () => {
    const warnings = capture('warning');
    const rotateBucketController = new EventEmitter();
    const breakers = Array.from(
      { length: 11 },
      () => new CircuitBreaker(paid, { rotateBucketController }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    warnings.release();

    expect(breakers).toHaveLength(11);
    expect(warnings.seen.map(({ name }) => name)).toEqual(['MaxListenersExceededWarning']);
  });

  it('ours: each has its own, so forty warn of nothing', async () => {
    const warnings = capture('warning');
    const runtime = virtualRuntime(1);

    for (let index = 0; index < 40; index += 1) createOpossumGate(`gate-${index}`, runtime);
    await new Promise((resolve) => setImmediate(resolve));
    warnings.release();

    expect(warnings.seen).toEqual([]);
  });
});

describe('T22: metrics', () => {
  it('naive: what an exporter can find on the emitter lacks half of the states', () => {
    const breaker = new CircuitBreaker(paid);

    expect(breaker.eventNames()).not.toContain('halfOpen');
    expect(breaker.eventNames()).not.toContain('shutdown');
    expect(breaker.eventNames()).not.toContain('healthCheckFailed');
  });

  it('ours: every state is an event, with partner, lane and reason', async () => {
    const harness = createHarness();
    await tripAndRecover(harness);
    harness.lanes.isolate({ owner: 'o', reason: 'r', expiresAtMs: harness.runtime.now() + 1 });

    const told = ofKind(harness.events, 'breaker.moved').filter(({ lane }) => lane === 'submit');

    expect(told.map(({ to }) => to)).toEqual(['open', 'half_open', 'closed', 'isolated']);
  });
});

describe('T23: the cost of a failure', () => {
  it('naive: each failure copies and sorts every latency of the window', async () => {
    const breaker = new CircuitBreaker(paid);

    await fireTimes(breaker, 5_000);

    expect(breaker.stats.latencyTimes).toHaveLength(5_000);
  });

  it('ours: none is copied, and the window it fills anyway stays small', async () => {
    const rotation = new EventEmitter();
    const circuit = new CircuitBreaker(paid, gateOptions('x', rotation));
    const emitted = vi.spyOn(EventEmitter.prototype, 'emit');
    const gate = createOpossumGate('y', virtualRuntime(1));

    await fireTimes(circuit, 5_000);
    for (let call = 0; call < 5_000; call += 1) await gate.pass(paid);
    const rotations = emitted.mock.calls.filter(([event]) => event === 'rotate');
    emitted.mockRestore();

    expect(circuit.stats.latencyTimes).toHaveLength(0);
    expect(rotations).toHaveLength(5);
  });
});

describe('T24: instant refusals in a tight loop', () => {
  /** Awaits refusals one after the other until a timer of the same moment has run. */
  async function refusalsUntilTimer(refuse: () => Promise<unknown>, max: number): Promise<number> {
    let ran = false;
    const timer = setTimeout(() => (ran = true), 0);
    let refusals = 0;
    while (!ran && refusals < max) {
      await refuse();
      refusals += 1;
    }
    clearTimeout(timer);
    return refusals;
  }

  it('naive: no timer runs, so the breaker can never half-open', async () => {
    vi.useRealTimers();
    const breaker = new CircuitBreaker(paid, { resetTimeout: 1 });
    breaker.open();

    const refusals = await refusalsUntilTimer(() => breaker.fire().catch(() => null), 20_000);

    expect(refusals).toBe(20_000);
  });

  it('ours: a turn of the loop gives away a ration, and then timers run', async () => {
    vi.useRealTimers();
    const harness = createHarness({ runtime: () => systemRuntime });
    harness.lanes.close();

    const refusals = await refusalsUntilTimer(() => harness.send('submit'), 20_000);

    expect(refusals).toBeLessThan(20_000);
  });
});

/**
 * Goal: a lane comes back as docs/RESILIENCE.md says: probes are due when they are said to be and
 * always end, a ramp doubles only on evidence, an isolation ends on the wall clock.
 * Method: each part alone on virtual time; what it asks, tells and leaves behind.
 */
import { describe, expect, it } from 'vitest';

import type { ExchangeTags } from '../../../src/contract/exchange.ts';
import { createIsolation } from '../../../src/resilience/breaker/isolation.ts';
import { createProbe } from '../../../src/resilience/breaker/probe-call.ts';
import { createProber } from '../../../src/resilience/breaker/prober.ts';
import { createRamp } from '../../../src/resilience/breaker/ramp.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { createHarness } from '../harness.ts';

describe('a prober', () => {
  function open(answers: boolean[], rules: object = {}) {
    const runtime = virtualRuntime(1);
    const told: string[] = [];
    const askedAtMs: number[] = [];
    const prober = createProber(
      () => ({
        backoffMsMin: 1_000,
        backoffMsMax: 8_000,
        jitterPercent: 0,
        timeoutMs: 500,
        successesMin: 2,
        rampLimitStart: 2,
        rampStepMs: 300,
        ...rules,
      }),
      () => {
        askedAtMs.push(runtime.elapsed());
        return Promise.resolve(answers.shift() ?? false);
      },
      runtime,
      {
        firstAnswer: () => told.push('first'),
        relapsed: () => told.push('relapsed'),
        recovered: () => told.push('recovered'),
      },
    );
    return { runtime, prober, told, askedAtMs };
  }

  it('waits 1, 2, 4, 8, 8 times the least while nobody answers, and tells when it asks next', async () => {
    const { runtime, prober, told, askedAtMs } = open([]);
    prober.start(0);
    expect(prober.nextAtMs()).toBe(1_000);
    await runtime.advance(23_000);

    expect(askedAtMs).toEqual([1_000, 3_000, 7_000, 15_000, 23_000]);
    expect(prober.nextAtMs()).toBe(31_000);
    expect(told).toEqual([]);
  });

  it('asks a ramp step after an answer, and is done after two', async () => {
    const { runtime, prober, told, askedAtMs } = open([true, true]);
    prober.start(1);
    await runtime.advance(60_000);

    expect(askedAtMs).toEqual([2_000, 2_300]);
    expect(told).toEqual(['first', 'recovered']);
    expect(prober.nextAtMs()).toBeNull();
    expect(runtime.pendingTimers()).toBe(0);
  });

  it('begins again, one step further, when an answer is not followed by another', async () => {
    const { runtime, prober, told, askedAtMs } = open([true, false, true, true]);
    prober.start(0);
    await runtime.advance(60_000);

    expect(askedAtMs).toEqual([1_000, 1_300, 3_300, 3_600]);
    expect(told).toEqual(['first', 'relapsed', 'first', 'recovered']);
  });

  it('takes a probe that rejects for a dead partner', async () => {
    const runtime = virtualRuntime(1);
    const told: string[] = [];
    const rules = createHarness().partnerRules.probe;
    const prober = createProber(
      () => ({ ...rules, successesMin: 1 }),
      () => Promise.reject(new Error('no probe')),
      runtime,
      {
        firstAnswer: () => told.push('first'),
        relapsed: () => told.push('relapsed'),
        recovered: () => told.push('recovered'),
      },
    );
    prober.start(0);
    await runtime.advance(60_000);

    expect(told).toEqual([]);
    expect(prober.nextAtMs()).not.toBeNull();
  });

  it('spreads its waits by the jitter to both sides and no further', () => {
    const waits = Array.from({ length: 200 }, (_, seed) => {
      const { prober, runtime } = open([], { jitterPercent: 20 });
      for (let draw = 0; draw < seed; draw++) runtime.random();
      prober.start(0);
      return prober.nextAtMs() ?? 0;
    });

    expect(Math.min(...waits)).toBeGreaterThanOrEqual(800);
    expect(Math.min(...waits)).toBeLessThan(830);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_200);
    expect(Math.max(...waits)).toBeGreaterThan(1_170);
  });

  it('asks no more once it is stopped, not even for an answer that was under way', async () => {
    const { runtime, prober, told } = open([true, true]);
    prober.start(0);
    prober.stop();

    expect([prober.nextAtMs(), runtime.pendingTimers()]).toEqual([null, 0]);
    await runtime.advance(60_000);
    expect(told).toEqual([]);
  });

  it('runs once at a time when it is started twice', async () => {
    const { runtime, prober, askedAtMs } = open([]);
    prober.start(0);
    prober.start(0);
    await runtime.advance(1_000);

    expect(askedAtMs).toEqual([1_000]);
  });
});

describe('a probe', () => {
  function open(answer: () => Promise<{ status: number; headers: object; body: string }>) {
    const runtime = virtualRuntime(1);
    const tags: ExchangeTags[] = [];
    let aborted = false;
    const probe = createProbe({
      partner: 'bank',
      lane: 'inquire',
      timeoutMs: () => 500,
      probe: () => ({
        request: { method: 'GET', path: '/balance', headers: {} },
        read: ({ body }) =>
          body === 'alive' ? { alive: true } : { alive: false, detail: 'no balance' },
      }),
      exchange: (_request, context) => {
        tags.push(context.tags);
        context.signal.addEventListener('abort', () => (aborted = true));
        return answer() as never;
      },
      runtime,
    });
    return { runtime, tags, probe, wasAborted: () => aborted };
  }
  const reply = (body: string) => () => Promise.resolve({ status: 200, headers: {}, body });

  it('belongs to no payout', async () => {
    const { probe, tags } = open(reply('alive'));

    expect(await probe()).toBe(true);
    expect(tags).toEqual([
      { partner: 'bank', lane: 'inquire', payoutId: '', attemptNo: 0, epoch: 0, amountMinor: 0n },
    ]);
  });

  it('leaves no timer, and hangs up on nobody who answered', async () => {
    const { probe, runtime, wasAborted } = open(reply('something else'));

    expect(await probe()).toBe(false);
    expect([runtime.pendingTimers(), wasAborted()]).toEqual([0, false]);
  });

  it('ends at its own timeout, and hangs up', async () => {
    const { probe, runtime, wasAborted } = open(() => new Promise(() => undefined));
    const asked = probe();
    await runtime.advance(499);
    expect(wasAborted()).toBe(false);
    await runtime.advance(1);

    expect(await asked).toBe(false);
    expect(wasAborted()).toBe(true);
  });
});

describe('a ramp', () => {
  const open = () => createRamp(() => ({ rampLimitStart: 2, rampStepMs: 100 }));

  it('is no bound until it is started, and whatever comes before is no evidence', () => {
    const ramp = open();
    ramp.completed(true, 0, 10);
    ramp.completed(false, 500, 10);

    expect(ramp.limit()).toBe(Infinity);
    ramp.start();
    ramp.completed(true, 600, 10);
    expect(ramp.limit()).toBe(2);
  });

  it('doubles after a step between two successes, until it is full', () => {
    const ramp = open();
    ramp.start();
    ramp.completed(true, 0, 8);
    ramp.completed(true, 99, 8);
    expect(ramp.limit()).toBe(2);
    ramp.completed(true, 100, 8);
    expect(ramp.limit()).toBe(4);
    ramp.completed(true, 150, 8);
    ramp.completed(true, 249, 8);
    expect(ramp.limit()).toBe(4);
    ramp.completed(true, 250, 8);
    expect(ramp.limit()).toBe(Infinity);
  });

  it('begins its step again at a failure, and its whole way at a new start', () => {
    const ramp = open();
    ramp.start();
    ramp.completed(true, 0, 64);
    ramp.completed(false, 90, 64);
    ramp.completed(true, 100, 64);
    expect(ramp.limit()).toBe(2);
    ramp.completed(true, 200, 64);
    expect(ramp.limit()).toBe(4);
    ramp.completed(true, 201, 64);
    ramp.start();
    ramp.completed(true, 310, 64);
    expect(ramp.limit()).toBe(2);
  });
});

describe('an isolation', () => {
  function open() {
    const runtime = virtualRuntime(1);
    let expired = 0;
    const isolation = createIsolation(runtime, () => (expired += 1));
    const until = (ms: number) => ({
      owner: 'ann',
      reason: 'test',
      expiresAtMs: runtime.now() + ms,
    });
    return { runtime, isolation, until, expired: () => expired };
  }

  it('ends at its end, and tells so once', async () => {
    const { runtime, isolation, until, expired } = open();
    const placed = until(5_000);
    isolation.isolate(placed);
    expect(isolation.current()).toEqual({ isolation: placed, sinceMs: runtime.now() });
    await runtime.advance(4_999);
    expect(expired()).toBe(0);
    await runtime.advance(1);

    expect([expired(), isolation.current(), runtime.pendingTimers()]).toEqual([1, null, 0]);
    expect(expired()).toBe(1);
  });

  it('ends by the wall clock, noticed by whoever asks or within the hour', async () => {
    const asked = open();
    asked.isolation.isolate(asked.until(10 * 3_600_000));
    asked.runtime.jumpWallClock(11 * 3_600_000);
    expect(asked.isolation.current()).toBeNull();
    expect([asked.expired(), asked.runtime.pendingTimers()]).toEqual([1, 0]);

    const unasked = open();
    unasked.isolation.isolate(unasked.until(10 * 3_600_000));
    unasked.runtime.jumpWallClock(11 * 3_600_000);
    await unasked.runtime.advance(3_599_999);
    expect(unasked.expired()).toBe(0);
    await unasked.runtime.advance(1);
    expect(unasked.expired()).toBe(1);
  });

  it('is watched for days, and replaced by a later one', async () => {
    const { runtime, isolation, until, expired } = open();
    isolation.isolate(until(1_000));
    isolation.isolate(until(30 * 3_600_000));
    expect(runtime.pendingTimers()).toBe(1);
    await runtime.advance(29 * 3_600_000);
    expect([expired(), isolation.current() === null]).toEqual([0, false]);
    await runtime.advance(3_600_000);
    expect(expired()).toBe(1);
  });

  it('is restored once, and leaves no timer; stopped, it leaves none either', async () => {
    const { runtime, isolation, until, expired } = open();
    isolation.isolate(until(1_000));

    expect([isolation.restore(), isolation.restore()]).toEqual([true, false]);
    expect(runtime.pendingTimers()).toBe(0);
    isolation.isolate(until(1_000));
    isolation.stop();
    expect(runtime.pendingTimers()).toBe(0);
    await runtime.advance(60_000);
    expect(expired()).toBe(0);
  });

  it('has an owner, a reason and an end that is to come', () => {
    const { isolation, until } = open();
    expect(() => isolation.isolate({ ...until(1), owner: ' ' })).toThrow();
    expect(() => isolation.isolate({ ...until(1), reason: '' })).toThrow();
    expect(() => isolation.isolate(until(0))).toThrow();
    expect(() => isolation.isolate(until(1))).not.toThrow();
  });
});

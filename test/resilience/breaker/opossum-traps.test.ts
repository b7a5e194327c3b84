/*
 * Goal: opossum's traps T1-T12 (docs/RESILIENCE.md) cannot touch a payout: what it does to single
 * calls and in its half-open state. T13-T24 are in opossum-traps-window.test.ts.
 *
 * Method: each trap twice. First the naive use, pinned to what opossum 10.0.0 does, so that an
 * upgrade that changes it is noticed; then our guard stack in the same situation. Opossum's own
 * timers are faked for the naive half; ours runs in virtual time.
 */
import CircuitBreaker from 'opossum';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { answersAfter, createHarness, hangs, ofKind } from '../harness.ts';
import {
  after,
  capture,
  failuresToOpen,
  fails,
  FAKED,
  fireTimes,
  never,
  paid,
  RESETS,
  settled,
  tripAndRecover,
} from './opossum-support.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...FAKED] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('T1: a listener of success throws', () => {
  it('naive: the bank answered PAID, and fire() rejects and counts a failure', async () => {
    const breaker = new CircuitBreaker(paid);
    breaker.on('success', () => {
      throw new Error('metric label bug');
    });

    await expect(breaker.fire()).rejects.toThrow('metric label bug');
    expect(breaker.stats.failures).toBe(1);
  });

  it('ours: the payout is executed, whatever a listener does', async () => {
    const harness = createHarness({
      listener: () => {
        throw new Error('metric label bug');
      },
    });

    expect(await harness.sendAndWait('submit', 10)).toMatchObject({ kind: 'executed' });
    expect(harness.lanes.status()[0]?.window).toMatchObject({ completed: 1, failed: 0 });
  });
});

describe('T2: a classifier throws', () => {
  it('naive: with errorFilter the promise never settles', async () => {
    const rejections = capture('unhandledRejection');
    const breaker = new CircuitBreaker(fails, {
      timeout: false,
      errorFilter: () => {
        throw new TypeError('no response on a network error');
      },
    });

    const call = breaker.fire();
    const done = await settled(call);
    rejections.release();

    expect(done).toBe(false);
    expect(rejections.seen).toHaveLength(1);
  });

  it('ours: the payout is in doubt, its slot is free, and the bug is reported', async () => {
    const harness = createHarness({
      classifyWire: () => {
        throw new TypeError('no response on a network error');
      },
    });
    harness.partner = RESETS;

    expect(await harness.sendAndWait('submit', 0)).toMatchObject({ kind: 'unknown' });
    expect(harness.lanes.status()[0]?.inFlight).toBe(0);
    expect(ofKind(harness.events, 'bug')).toHaveLength(1);
  });
});

describe('T3: a listener of timeout throws', () => {
  it('naive: the error escapes the timer, and fire() never settles', async () => {
    const breaker = new CircuitBreaker(never, { timeout: 100 });
    breaker.on('timeout', () => {
      throw new Error('metric label bug');
    });

    const call = breaker.fire();

    await expect(vi.advanceTimersByTimeAsync(100)).rejects.toThrow('metric label bug');
    expect(await settled(call)).toBe(false);
  });

  it('ours: the timeout is told, and the payout is in doubt', async () => {
    const harness = createHarness({
      listener: () => {
        throw new Error('metric label bug');
      },
    });
    harness.partner = hangs('sent');

    expect(await harness.sendAndWait('submit', 1_200)).toMatchObject({ kind: 'unknown' });
  });
});

describe('T4: an abort is shared', () => {
  it('naive: one timeout aborts a healthy call', async () => {
    const abortController = new AbortController();
    const breaker = new CircuitBreaker(never, { timeout: 100, abortController });

    void breaker.fire().catch(() => null);
    await vi.advanceTimersByTimeAsync(60);
    void breaker.fire().catch(() => null);
    await vi.advanceTimersByTimeAsync(50);

    expect(abortController.signal.aborted).toBe(true);
  });

  it('ours: each try has its own', async () => {
    const harness = createHarness({ partnerRules: { lanes: { inquire: { retriesMax: 0 } } } });
    const signals: AbortSignal[] = [];
    harness.partner = (request, context, runtime) => {
      signals.push(context.signal);
      return hangs('sent')(request, context, runtime);
    };

    void harness.send('inquire');
    await harness.runtime.advance(700);
    await harness.sendAndWait('inquire', 600);

    expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
  });
});

describe('T5: the answer comes after the timeout', () => {
  it('naive: PAID is dropped without a trace', async () => {
    const breaker = new CircuitBreaker(after(200, paid), { timeout: 100 });
    const successes = vi.fn<() => void>();
    breaker.on('success', successes);

    const call = breaker.fire().catch((error: Error) => error.message);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(await call).toBe('Timed out after 100ms');
    expect(successes).not.toHaveBeenCalled();
  });

  it('ours: PAID is evidence, and ends the doubt', async () => {
    const harness = createHarness();
    harness.partner = answersAfter(2_000, 'executed');

    expect(await harness.sendAndWait('submit', 1_200)).toMatchObject({ kind: 'unknown' });
    await harness.runtime.advance(800);

    expect(harness.late).toEqual([expect.objectContaining({ kind: 'executed' })]);
  });
});

describe('T6: our own burst', () => {
  it('naive: capacity counts it as the bank’s failure and opens', async () => {
    const breaker = new CircuitBreaker(after(50, paid), { capacity: 2, volumeThreshold: 1 });

    const calls = Array.from({ length: 6 }, () => breaker.fire().catch(() => null));
    await vi.advanceTimersByTimeAsync(50);
    await Promise.all(calls);

    expect(breaker.opened).toBe(true);
  });

  it('ours: it waits or is refused as never sent, and the breaker hears nothing', async () => {
    const harness = createHarness({ partnerRules: { lanes: { submit: { queueMax: 0 } } } });
    harness.partner = answersAfter(50, 'executed');

    const calls = Array.from({ length: 30 }, () => harness.send('submit'));
    await harness.runtime.advance(50);
    const kinds = (await Promise.all(calls)).map(({ kind }) => kind);

    expect(kinds.filter((kind) => kind === 'neverSent')).toHaveLength(30 - 16);
    expect(harness.state('submit')).toBe('closed');
    expect(harness.lanes.status()[0]?.window).toMatchObject({ completed: 16, failed: 0 });
  });
});

describe('T7: refusals while open', () => {
  it('naive: a thousand of them need about as many failures to open again', async () => {
    const breaker = new CircuitBreaker(fails, { volumeThreshold: 5, timeout: false });
    breaker.open();
    await fireTimes(breaker, 1_000);
    breaker.close();

    let failures = 0;
    while (!breaker.opened) {
      await fireTimes(breaker, 1);
      failures += 1;
    }

    expect(failures).toBeGreaterThan(900);
  });

  it('ours: five failures open again, however many were refused', async () => {
    const harness = createHarness();
    await failuresToOpen(harness, 10);
    for (let call = 0; call < 1_000; call += 1) void harness.send('submit');
    await harness.runtime.advance(10_000);

    expect(harness.state('submit')).toBe('closed');
    expect(await failuresToOpen(harness, 1_000)).toBe(5);
  });
});

describe('T8: failures from before the outage', () => {
  it('naive: after 21 good calls a single failure opens again', async () => {
    let bank = fails;
    const breaker = new CircuitBreaker(() => bank(), {
      volumeThreshold: 20,
      errorThresholdPercentage: 45,
      rollingCountTimeout: 60_000,
      timeout: false,
    });
    await fireTimes(breaker, 20);
    expect(breaker.opened).toBe(true);
    breaker.close();
    bank = () => Promise.resolve(undefined as never);
    await fireTimes(breaker, 21);
    bank = fails;

    await fireTimes(breaker, 1);

    expect(breaker.opened).toBe(true);
  });

  it('ours: the window was wiped, one failure is one failure', async () => {
    const harness = createHarness();
    await tripAndRecover(harness);
    for (let call = 0; call < 21; call += 1) await harness.sendAndWait('submit', 0);
    harness.partner = RESETS;

    await harness.sendAndWait('submit', 0);

    expect(harness.state('submit')).toBe('closed');
    expect(harness.lanes.status()[0]?.window).toMatchObject({ completed: 22, failed: 1 });
  });
});

describe('T9 and T10: a call from before the outage ends after it', () => {
  it.each([
    ['T9: its success closes without any trial', paid, 'closed'],
    ['T10: its failure opens again without any trial', fails, 'opened'],
  ] as const)('naive: %s', async (_name, end, state) => {
    const breaker = new CircuitBreaker(after(500, end), { timeout: false, resetTimeout: 100 });
    void breaker.fire().catch(() => null);
    breaker.open();
    await vi.advanceTimersByTimeAsync(100);
    expect(breaker.halfOpen).toBe(true);

    await vi.advanceTimersByTimeAsync(400);

    expect(breaker[state]).toBe(true);
  });

  it.each(['executed', 'garbage'])('ours: an old "%s" moves nothing', async (body) => {
    const harness = createHarness({ partnerRules: { probe: { successesMin: 3 } } });
    let endOld: () => void = () => undefined;
    harness.partner = (_request, context) => {
      context.onPhase('sent');
      return new Promise((resolve) => {
        endOld = () => resolve({ status: 200, headers: {}, body });
      });
    };
    void harness.send('submit');
    await harness.runtime.advance(1);
    await failuresToOpen(harness, 10);
    const moves = ofKind(harness.events, 'breaker.moved').length;

    endOld();
    await harness.runtime.advance(1);

    expect(harness.state('submit')).toBe('open');
    expect(ofKind(harness.events, 'breaker.moved')).toHaveLength(moves);
    expect(harness.lanes.status()[0]?.window).toMatchObject({ completed: 5, failed: 5 });
  });
});

describe('T11: the trial hangs', () => {
  it('naive: the breaker is stuck half-open for good', async () => {
    const breaker = new CircuitBreaker(never, { timeout: false, resetTimeout: 100 });
    breaker.open();
    await vi.advanceTimersByTimeAsync(100);
    void breaker.fire().catch(() => null);

    await vi.advanceTimersByTimeAsync(100_000);

    expect(breaker.halfOpen).toBe(true);
    await expect(breaker.fire()).rejects.toThrow('Breaker is open');
  });

  it('ours: the probe has its own timer, and the next one brings the lane back', async () => {
    const harness = createHarness();
    await failuresToOpen(harness, 10);
    harness.probed = () => new Promise(() => undefined);
    await harness.runtime.advance(10_000);
    harness.probed = answersAfter(0, 'alive');

    await harness.runtime.advance(60_000);

    expect(harness.state('submit')).toBe('closed');
  });
});

describe('T12: the trial ends without saying anything', () => {
  it('naive: a filtered error closes the breaker', async () => {
    const breaker = new CircuitBreaker(fails, { resetTimeout: 100, errorFilter: () => true });
    breaker.open();
    await vi.advanceTimersByTimeAsync(100);

    await breaker.fire().catch(() => null);

    expect(breaker.closed).toBe(true);
  });

  it.each(['dead', 'refused technical.thirdparty.auth', ''])(
    'ours: only an answer the adapter reads as alive counts, not "%s"',
    async (body) => {
      const harness = createHarness();
      await failuresToOpen(harness, 10);
      harness.probed = answersAfter(0, body);

      await harness.runtime.advance(60_000);

      expect(harness.state('submit')).toBe('open');
    },
  );
});

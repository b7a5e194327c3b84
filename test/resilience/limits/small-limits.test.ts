/**
 * Goal: the queue for slots, the rate, the ration of refusals and the retry budget keep their
 * numbers exactly: not one call more, not one too few, and nobody waits for what cannot come.
 * Method: each alone, on virtual time.
 */
import { describe, expect, it } from 'vitest';

import { createRateLimit } from '../../../src/resilience/limits/rate-limit.ts';
import { createRefusalRation } from '../../../src/resilience/limits/refusal-ration.ts';
import { createSlotQueue } from '../../../src/resilience/limits/slot-queue.ts';
import { createRetryBudget } from '../../../src/resilience/retry/retry-budget.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';

describe('the queue for slots', () => {
  function open() {
    const runtime = virtualRuntime(1);
    const queue = createSlotQueue(runtime);
    const answers: string[] = [];
    const wait = (name: string, untilMs: number, lengthMax = 10) =>
      void queue.wait(untilMs, lengthMax).then((answer) => answers.push(`${name} ${answer}`));
    return { runtime, queue, answers, wait };
  }

  it('serves in the order of arrival, and each once', async () => {
    const { runtime, queue, answers, wait } = open();
    wait('a', 100);
    wait('b', 100);
    queue.grant();
    await runtime.advance(0);

    expect(answers).toEqual(['a granted']);
    expect(queue.length).toBe(1);
    await runtime.advance(100);
    queue.grant();
    expect(answers).toEqual(['a granted', 'b expired']);
    expect([queue.length, runtime.pendingTimers()]).toEqual([0, 0]);
  });

  it('leaves no timer behind for a call that was served', async () => {
    const { runtime, queue, wait } = open();
    wait('a', 100);
    queue.grant();

    expect(runtime.pendingTimers()).toBe(0);
  });

  it('is full at its length, and for a call without time to wait', async () => {
    const { runtime, answers, wait } = open();
    wait('a', 100, 1);
    wait('b', 100, 1);
    wait('c', 100, 2);
    wait('d', 0, 10);
    wait('e', 1, 10);
    await runtime.advance(0);

    expect(answers).toEqual(['b full', 'd full']);
    await runtime.advance(1);
    expect(answers.at(-1)).toBe('e expired');
  });

  it('answers whoever waits when it is closed, and whoever comes later', async () => {
    const { runtime, queue, answers, wait } = open();
    wait('a', 100);
    queue.close();
    wait('b', 100);
    wait('c', 0);
    await runtime.advance(1_000);

    expect(answers).toEqual(['a closed', 'b closed', 'c closed']);
    expect([queue.length, runtime.pendingTimers()]).toEqual([0, 0]);
  });
});

describe('the rate', () => {
  function open(perSecondMax = 10, burstMax = 3) {
    const runtime = virtualRuntime(1);
    const rate = createRateLimit(() => ({ perSecondMax, burstMax }), runtime);
    return { runtime, rate };
  }

  it('lets a burst go, then one call each tenth of a second, and says when the next may', () => {
    const { rate } = open();

    const waits = Array.from({ length: 5 }, () => rate.take(1_000));

    expect(waits).toEqual([0, 0, 0, 100, 200].map((waitMs) => ({ kind: 'granted', waitMs })));
    expect(rate.take(299)).toEqual({ kind: 'refused', retryAfterMs: 300 });
    expect(rate.take(300)).toEqual({ kind: 'granted', waitMs: 300 });
  });

  it('takes back a booking that put nothing on the wire, exactly', () => {
    const { rate } = open();
    for (let call = 0; call < 3; call++) rate.take(0);
    rate.giveBack();

    expect(rate.take(0)).toEqual({ kind: 'granted', waitMs: 0 });
    expect(rate.take(0)).toEqual({ kind: 'refused', retryAfterMs: 100 });
  });

  it('is silent as long as the partner asks, at most a minute, and never shorter than asked before', async () => {
    const { runtime, rate } = open();
    rate.pause(5_000);
    rate.pause(1_000);
    expect(rate.take(0)).toEqual({ kind: 'refused', retryAfterMs: 5_000 });
    await runtime.advance(5_000);
    expect(rate.take(0)).toEqual({ kind: 'granted', waitMs: 0 });

    rate.pause(600_000);
    expect(rate.take(0)).toEqual({ kind: 'refused', retryAfterMs: 60_000 });
  });

  it('is not silent for a pause of no time', () => {
    const { rate } = open();
    rate.pause(0);
    rate.pause(-5);
    expect(rate.take(0)).toEqual({ kind: 'granted', waitMs: 0 });
  });
});

describe('the ration of refusals', () => {
  it('lets 64 go in one turn; the next one waits for the next turn, which has its own', async () => {
    const runtime = virtualRuntime(1);
    const ration = createRefusalRation(runtime);
    const given = () => ration() === null;

    for (let turn = 0; turn < 3; turn++) {
      const first = Array.from({ length: 64 }, given);
      expect(first).toEqual(Array(64).fill(true));
      expect(given()).toBe(false);
      await runtime.advance(0);
    }
  });

  it('waits for no longer than that turn', async () => {
    const runtime = virtualRuntime(1);
    const ration = createRefusalRation(runtime);
    for (let refusal = 0; refusal < 64; refusal++) void ration();
    let waited = false;
    void ration()?.then(() => (waited = true));

    await runtime.advance(0);

    expect(waited).toBe(true);
    expect(runtime.elapsed()).toBe(0);
    expect(runtime.pendingTimers()).toBe(0);
  });
});

describe('the retry budget', () => {
  function open(reserveMax = 0) {
    const runtime = virtualRuntime(1);
    const budget = createRetryBudget(
      () => ({ budgetPerTry: 0.25, budgetMax: 3, reserveMax }),
      runtime,
    );
    return { runtime, budget };
  }

  it('begins full, pays 1 for a retry and 2 after a timeout', () => {
    const { budget } = open();

    expect([budget.spend(true), budget.balance()]).toEqual([true, 1]);
    expect([budget.spend(true), budget.balance()]).toEqual([false, 1]);
    expect([budget.spend(false), budget.balance()]).toEqual([true, 0]);
    expect([budget.spend(false), budget.balance()]).toEqual([false, 0]);
  });

  it('earns a quarter for each first try, and never keeps more than it may', () => {
    const { budget } = open();
    budget.earn();
    expect(budget.balance()).toBe(3);
    budget.spend(true);
    budget.spend(false);
    for (let call = 0; call < 3; call++) budget.earn();
    expect(budget.balance()).toBe(0.75);
    expect(budget.spend(false)).toBe(false);
    budget.earn();
    expect(budget.spend(false)).toBe(true);
  });

  it('has a reserve that comes back by one a second, up to what it was', async () => {
    const { runtime, budget } = open(2);
    for (let call = 0; call < 5; call++) expect(budget.spend(false)).toBe(true);
    expect(budget.spend(false)).toBe(false);

    await runtime.advance(999);
    expect(budget.spend(false)).toBe(false);
    await runtime.advance(1);
    expect([budget.spend(false), budget.spend(false)]).toEqual([true, false]);

    await runtime.advance(60_000);
    expect([budget.spend(true), budget.spend(false)]).toEqual([true, false]);
  });
});

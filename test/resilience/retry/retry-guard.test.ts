/**
 * Goal: the retry guard repeats what each lane may repeat and nothing else, waits as long as it must
 * and no longer, earns for each first try alone, and leaves the last moment of a deadline alone.
 * Method: the guard around a step whose results the test gives; chance is the test's, time virtual.
 */
import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../../src/contract/events.ts';
import type { Lane } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { retryGuard } from '../../../src/resilience/retry/retry.ts';
import { refusal } from '../../../src/resilience/try/refusals.ts';
import type { TryResult } from '../../../src/resilience/try/try-result.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { createHarness } from '../harness.ts';

const NEVER: Verdict = { kind: 'neverSent', failure: 'technical.latency.connect', detail: 'd' };
const DOUBT: Verdict = { kind: 'unknown', failure: 'technical.connection.lost', detail: 'd' };
const DONE: Verdict = { kind: 'executed', finality: 'executed', echo: {} };

function ended(verdict: Verdict, fields: Partial<TryResult> = {}): TryResult {
  return { ...refusal('rate', 'd', 1), verdict, outcome: 'reset', fromWire: true, ...fields };
}

/** Runs the guard over these results, the last for ever; `draw` is what chance says. */
async function run(
  lane: Lane,
  results: readonly TryResult[],
  { draw = 1, budgetMs = 600_000, mayRetry = true, retriesMax = 5 } = {},
) {
  const virtual = virtualRuntime(1);
  const harness = createHarness();
  const rules = harness.partnerRules;
  const partnerRules = {
    ...rules,
    lanes: { ...rules.lanes, [lane]: { ...rules.lanes[lane], usefulMsMin: 1_000, retriesMax } },
    retry: { ...rules.retry, backoffMsBase: 100, backoffMsMax: 1_000 },
  };
  const triedAtMs: number[] = [];
  const indexes: number[] = [];
  const events: GatewayEvent[] = [];
  const budget = { earned: 0, spent: [] as boolean[] };
  const guard = retryGuard({
    partner: 'bank',
    lane,
    partnerRules: () => partnerRules,
    budget: {
      earn: () => void (budget.earned += 1),
      spend: (afterTimeout) => {
        budget.spent.push(afterTimeout);
        return mayRetry;
      },
      balance: () => 0,
    },
    runtime: { ...virtual, random: () => draw },
    emit: (event) => void events.push(event),
  });
  const step = guard.wrap(({ index }) => {
    triedAtMs.push(virtual.elapsed());
    indexes.push(index);
    const result = results[Math.min(triedAtMs.length, results.length) - 1];
    if (result === undefined) throw new Error('the test gives no result');
    return Promise.resolve(result);
  });
  const order = { ...harness.order(lane), deadlineAtElapsedMs: budgetMs };
  let final: TryResult | null = null;
  void step({ order, index: 0, queueUntilMs: 0 }).then((result) => (final = result));
  await virtual.advance(600_000);
  return { final: final as TryResult | null, triedAtMs, indexes, events, budget };
}

describe('what is repeated', () => {
  it.each([
    ['submit', NEVER, 2],
    ['submit', DOUBT, 1],
    ['cancel', NEVER, 2],
    ['cancel', DOUBT, 1],
    ['inquire', NEVER, 2],
    ['inquire', DOUBT, 2],
    ['inquire', DONE, 1],
  ] as const)('on the %s lane, after %j, is tried %i times', async (lane, first, times) => {
    const { triedAtMs, indexes } = await run(lane, [ended(first), ended(DONE)]);

    expect(triedAtMs).toHaveLength(times);
    expect(indexes).toEqual([0, 1].slice(0, times));
  });

  it('is nothing that our own guards refused', async () => {
    const { triedAtMs, budget } = await run('submit', [ended(NEVER, { fromWire: false })]);

    expect([triedAtMs.length, budget.earned, budget.spent]).toEqual([1, 0, []]);
  });

  it('is told with its reason, each time', async () => {
    const { events } = await run('inquire', [ended(DOUBT), ended(DOUBT), ended(DONE)]);
    const event = { kind: 'call.retried', partner: 'bank', lane: 'inquire', reason: 'reset' };

    expect(events).toEqual([event, event]);
  });

  it('stops at its number, and at an empty budget', async () => {
    expect((await run('submit', [ended(NEVER)], { retriesMax: 2 })).triedAtMs).toHaveLength(3);
    expect((await run('submit', [ended(NEVER)], { retriesMax: 0 })).triedAtMs).toHaveLength(1);
    expect((await run('submit', [ended(NEVER)], { mayRetry: false })).triedAtMs).toHaveLength(1);
  });
});

describe('the budget', () => {
  it('earns once for a call, however often it is tried, and pays for each retry', async () => {
    const { budget } = await run('inquire', [
      ended(DOUBT, { timedOut: true }),
      ended(DOUBT),
      ended(DONE),
    ]);

    expect(budget).toEqual({ earned: 1, spent: [true, false] });
  });
});

describe('the wait before a retry', () => {
  it('is drawn from nothing to 100 ms, doubling to a second', async () => {
    const longest = await run('submit', [ended(NEVER)], { draw: 1 });
    const shortest = await run('submit', [ended(NEVER)], { draw: 0 });

    expect(longest.triedAtMs).toEqual([0, 100, 300, 700, 1_500, 2_500]);
    expect(shortest.triedAtMs).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('comes on top of what the partner asked for', async () => {
    const asked = ended({ ...NEVER, retryAfterMs: 3_000 });
    expect((await run('submit', [asked, ended(DONE)])).triedAtMs).toEqual([0, 3_100]);
  });

  it('must leave more than the least useful time before the deadline', async () => {
    const tries = async (budgetMs: number) =>
      (await run('submit', [ended(NEVER), ended(DONE)], { budgetMs })).triedAtMs.length;

    expect(await tries(1_100)).toBe(1);
    expect(await tries(1_101)).toBe(2);
  });
});

describe('the answer', () => {
  it('stays in doubt when a later try was never sent', async () => {
    const { final } = await run('inquire', [ended(DOUBT), ended(NEVER)], { retriesMax: 1 });
    expect(final?.verdict).toEqual(DOUBT);
  });

  it('is "never sent" when no try was', async () => {
    const { final } = await run('inquire', [ended(NEVER)], { retriesMax: 2 });
    expect(final?.verdict).toEqual(NEVER);
  });
});

/**
 * Goal: whatever banks, wires, clocks, callers and crashes do, nobody is paid twice, no payout is
 * lost, nobody is told something false and nothing is stuck.
 *
 * Method: the product's own parts in one process on virtual time against the three simulated banks;
 * each seed draws its troubles, and an oracle compares the banks' books, the journal and what the
 * callers were told.
 */
import { expect, test } from 'vitest';

import type { BehaviourName } from '../../src/sandbox/bank.ts';
import { drawPlan, type Trouble } from './draw-plan.ts';
import { runPlan } from './run-plan.ts';
import { shrinkPlan } from './shrink.ts';

const SEEDS = 100;
const PAYOUTS = 10;

test(`seeds 1 to ${SEEDS}: never twice, never lost, never told wrong, never stuck`, async () => {
  const counts: Record<string, number> = {};
  const broken: string[] = [];

  for (let seed = 1; seed <= SEEDS; seed++) {
    const result = await runPlan(drawPlan(seed, PAYOUTS));
    broken.push(...result.broken.map((line) => `seed ${seed}: ${line}`));
    for (const [name, count] of Object.entries(result.counts)) {
      counts[name] = (counts[name] ?? 0) + count;
    }
  }

  expect(broken).toEqual([]);
  expect(Object.keys(counts)).toEqual(
    expect.arrayContaining(['breaker openings', 'doubts', 'requeued on proof', 'returns', 'crash']),
  );
}, 120_000);

test('a bank that executes every copy is found out by its own books (seed 3)', async () => {
  const bad = (name: BehaviourName, value: string | null = null): Trouble => {
    return { atMs: 1, kind: 'behaviour', partner: 'alipay', name, rate: 1, value, forMs: 120_000 };
  };
  const troubles = [
    bad('dedupeOff'),
    bad('callbackLost'),
    bad('resetAfterExecution', 'submit'),
    bad('inquiryNotFoundFor', '100000'),
  ];

  const { broken } = await runPlan({ seed: 3, payouts: 12, troubles });

  expect(broken.join('\n')).toMatch(/paid twice/);
});

test('seed 1 writes the same decisions in every run, byte for byte', async () => {
  const first = await runPlan(drawPlan(1, PAYOUTS));

  const second = await runPlan(drawPlan(1, PAYOUTS));

  expect(second.hash).toBe(first.hash);
});

test('a failing plan shrinks to the one trouble that breaks it', async () => {
  const plan = drawPlan(1, 1);
  const culprit = plan.troubles[1];

  const smallest = await shrinkPlan(plan, async ({ troubles }) => ({
    broken: troubles.some((trouble) => trouble === culprit) ? ['paid twice'] : [],
  }));

  expect(smallest.troubles).toEqual([culprit]);
});

import { expect } from 'vitest';

import { drawPlan } from '../../src/simulation/plan/draw-plan.ts';
import { runPlan } from '../../src/simulation/run-plan.ts';

/** Runs a seed's plan twice on SQLite: every promise holds, and both runs decide the same. */
export async function expectSameOnSqlite(seed: number, payouts: number): Promise<void> {
  const plan = drawPlan(seed, payouts);

  const first = await runPlan(plan, 'sqlite');
  const second = await runPlan(plan, 'sqlite');

  expect(first.broken).toEqual([]);
  expect(first.counts['reached/PAID']).toBeGreaterThan(0);
  expect(second.digest).toBe(first.digest);
}

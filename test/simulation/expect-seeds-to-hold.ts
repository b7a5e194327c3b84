import { expect } from 'vitest';

import { drawPlan } from '../../src/simulation/plan/draw-plan.ts';
import { addCounts, type Counts } from '../../src/simulation/report.ts';
import { runPlan } from '../../src/simulation/run-plan.ts';

/** Runs the plans of many seeds and expects every promise to hold; tells what they met, counted. */
export async function expectSeedsToHold(
  firstSeed: number,
  lastSeed: number,
  payouts: number,
): Promise<Counts> {
  let counts: Counts = {};
  const broken: string[] = [];
  for (let seed = firstSeed; seed <= lastSeed; seed++) {
    const result = await runPlan(drawPlan(seed, payouts));
    broken.push(...result.broken.map((line) => `seed ${seed}: ${line}`));
    counts = addCounts(counts, result.counts);
  }

  expect(broken).toEqual([]);
  return counts;
}

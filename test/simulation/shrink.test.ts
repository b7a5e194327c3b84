/**
 * Goal: a seed that breaks a promise ends as a file small enough to read, which breaks it again.
 * Method: shrinking against a made-up judge, where the smallest plan is known.
 */
import { expect, test } from 'vitest';

import { drawPlan } from '../../src/simulation/plan/draw-plan.ts';
import { shrinkPlan } from '../../src/simulation/shrink.ts';

test('seed 7 shrinks to the two loans and the one trouble that it takes', async () => {
  const plan = drawPlan(7, 40);
  const loans = [plan.arrivals[3], plan.arrivals[31]];
  const culprit = plan.troubles[2];

  const smallest = await shrinkPlan(
    plan,
    async ({ arrivals, troubles }) =>
      loans.every((loan) => arrivals.some((arrival) => arrival === loan)) &&
      troubles.some((trouble) => trouble === culprit),
  );

  expect(smallest.arrivals).toEqual(loans);
  expect(smallest.troubles).toEqual([culprit]);
});

test('a plan that breaks a promise by itself shrinks to nothing', async () => {
  const smallest = await shrinkPlan(drawPlan(7, 20), async () => true);

  expect(smallest.arrivals).toEqual([]);
  expect(smallest.troubles).toEqual([]);
});

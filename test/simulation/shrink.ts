import type { Plan } from './draw-plan.ts';
import { runPlan, type SeedResult } from './run-plan.ts';

/** Drops troubles one by one for as long as the plan still breaks a promise. */
export async function shrinkPlan(
  plan: Plan,
  run: (plan: Plan) => Promise<Pick<SeedResult, 'broken'>> = runPlan,
): Promise<Plan> {
  let smallest = plan;
  for (let index = plan.troubles.length - 1; index >= 0; index--) {
    const troubles = smallest.troubles.filter((_, other) => other !== index);
    const smaller = { ...smallest, troubles };
    if ((await run(smaller)).broken.length > 0) smallest = smaller;
  }
  return smallest;
}

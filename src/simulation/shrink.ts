import type { Plan } from './plan/plan.ts';

/** Says whether a plan still breaks a promise. */
export type Breaks = (plan: Plan) => Promise<boolean>;

/**
 * Takes away arrivals and troubles for as long as the plan still breaks a promise (delta debugging,
 * Zeller and Hildebrandt 2002): halves first, then smaller pieces, until no single one can go.
 */
export async function shrinkPlan(plan: Plan, breaks: Breaks): Promise<Plan> {
  let smallest = plan;
  for (let before = Infinity; sizeOf(smallest) < before;) {
    before = sizeOf(smallest);
    const { arrivals } = smallest;
    const fewer = await shrinkList(arrivals, (rest) => breaks({ ...smallest, arrivals: rest }));
    smallest = { ...smallest, arrivals: fewer };
    const { troubles } = smallest;
    const calmer = await shrinkList(troubles, (rest) => breaks({ ...smallest, troubles: rest }));
    smallest = { ...smallest, troubles: calmer };
  }
  return smallest;
}

function sizeOf({ arrivals, troubles }: Plan): number {
  return arrivals.length + troubles.length;
}

async function shrinkList<T>(
  list: readonly T[],
  breaks: (rest: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = list;
  for (let pieces = 2; kept.length > 0;) {
    const size = Math.ceil(kept.length / pieces);
    const without = await firstThatBreaks(kept, size, breaks);
    if (without !== null) {
      kept = without;
      pieces = Math.max(2, pieces - 1);
    } else if (size === 1) {
      return kept;
    } else {
      pieces = Math.min(kept.length, pieces * 2);
    }
  }
  return kept;
}

async function firstThatBreaks<T>(
  list: readonly T[],
  size: number,
  breaks: (rest: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | null> {
  for (let start = 0; start < list.length; start += size) {
    const rest = [...list.slice(0, start), ...list.slice(start + size)];
    if (await breaks(rest)) return rest;
  }
  return null;
}

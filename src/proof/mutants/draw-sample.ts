import { keyedDraw } from '../../runtime/keyed-draw.ts';
import { type Area, areaOf } from './areas.ts';
import type { Mutation } from './mutation.ts';

/** Areas where a mistake moves money are looked at twice as closely. */
const MONEY_SHARE = 2;

/** A mutation that was drawn, with the area whose tests judge it. */
export interface Drawn {
  readonly area: Area;
  readonly mutation: Mutation;
}

/** What to draw from, and how much. */
export interface Draw {
  readonly mutations: readonly Mutation[];
  readonly areas: readonly Area[];
  readonly seed: number;
  /** How many to draw; fewer come when there are no more. */
  readonly size: number;
  /** Asked only about what is drawn, for it costs a parse. */
  readonly isPossible: (mutation: Mutation) => boolean;
}

/**
 * Draws a sample, area after area: the same sources, areas, size and seed give the same sample.
 *
 * The areas take turns, so that every one is looked at, and where money moves two are taken at a
 * time. Inside an area every mutation is as likely as any other.
 */
export function drawSample({ mutations, areas, seed, size, isPossible }: Draw): readonly Drawn[] {
  const stacks = areas.map((area) => ({ area, stack: stackOf(area), taken: [] as Mutation[] }));
  let left = size;
  while (left > 0 && stacks.some(({ stack }) => stack.length > 0)) {
    for (const { area, stack, taken } of stacks) {
      const share = Math.min(area.movesMoney ? MONEY_SHARE : 1, left);
      const before = taken.length;
      while (taken.length < before + share) {
        const next = stack.pop();
        if (next === undefined) break;
        if (isPossible(next)) taken.push(next);
      }
      left -= taken.length - before;
    }
  }
  return stacks.flatMap(({ area, taken }) => taken.map((mutation) => ({ area, mutation })));

  function stackOf(area: Area): Mutation[] {
    return mutations
      .filter(({ file }) => areaOf(file, areas) === area)
      .map((mutation) => ({ mutation, draw: drawOf(mutation, seed) }))
      .toSorted((a, b) => b.draw - a.draw)
      .map(({ mutation }) => mutation);
  }
}

function drawOf({ file, start, kind, became }: Mutation, seed: number): number {
  return keyedDraw('mutants', seed, file, start, kind, became);
}

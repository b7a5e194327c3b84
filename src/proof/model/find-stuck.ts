import { STATE_BYTES } from './layout.ts';
import { createStateSet, type StateSet } from './state-set.ts';
import type { World } from './world.ts';

/** States without a way to an end: how many, and the first of them found. */
export interface Stuck {
  readonly count: number;
  readonly first: number;
}

/** States beyond the cut that one search for an end may look at. */
const BEYOND_MAX = 20_000;

/**
 * A state has a way to an end when it is one, or when one of its successors has. Sweeps from the
 * last state found to the first until nothing changes; no table of edges is kept. Each sweep but the
 * last adds states, so there are finitely many.
 *
 * States that a cut-off search did not follow up (from `expanded` on) are followed up here, beyond
 * the cut and only until an end is met: the steps are those of the same world, so a way found is a
 * way. One that is not found within {@link BEYOND_MAX} states counts as none.
 */
export function findStuck(world: World, states: StateSet, expanded: number): Stuck {
  const count = states.count();
  const good = new Uint8Array(count);
  const current = new Uint8Array(STATE_BYTES);
  const isGood = (state: Uint8Array) => {
    const index = states.indexOf(state);
    return index >= 0 && good[index] === 1;
  };
  const beyond = createStateSet(expanded < count ? BEYOND_MAX : 1);
  for (let index = count - 1; index >= expanded; index--) {
    states.read(index, current);
    good[index] = leadsToEnd(world, current, beyond, isGood) ? 1 : 0;
  }
  for (let changed = true; changed;) {
    changed = false;
    for (let index = expanded - 1; index >= 0; index--) {
      if (good[index] === 1) continue;
      states.read(index, current);
      if (!world.isEnd(current) && !hasSuccessor(world, current, isGood)) continue;
      good[index] = 1;
      changed = true;
    }
  }
  return { count: good.reduce((sum, is) => sum - is, count), first: good.indexOf(0) };
}

function hasSuccessor(
  world: World,
  state: Uint8Array,
  isGood: (next: Uint8Array) => boolean,
): boolean {
  let found = false;
  world.successors(
    state,
    (next) => {
      found ||= isGood(next);
    },
    () => found,
  );
  return found;
}

/** Breadth first from one state, until an end or a state that is known to lead to one. */
function leadsToEnd(
  world: World,
  start: Uint8Array,
  beyond: StateSet,
  isGood: (next: Uint8Array) => boolean,
): boolean {
  if (world.isEnd(start)) return true;
  beyond.clear();
  const current = new Uint8Array(STATE_BYTES);
  beyond.add(start);
  let found = false;
  for (let head = 0; head < beyond.count() && !found; head++) {
    beyond.read(head, current);
    world.successors(
      current,
      (next) => {
        if (found) return;
        found = world.isEnd(next) || isGood(next);
        if (!found && beyond.count() < BEYOND_MAX) beyond.add(next);
      },
      () => found,
    );
  }
  return found;
}

import type { Bounds } from './bounds.ts';
import { STATE_BYTES } from './layout.ts';
import { createPayoutTable } from './payout-table.ts';
import type { Product } from './product.ts';
import { createStateSet, type StateSet } from './state-set.ts';
import { stepText } from './steps.ts';
import { createWorld, type World } from './world.ts';

/** What a search found out. */
export interface Report {
  readonly states: number;
  readonly transitions: number;
  /** Steps to the farthest state. */
  readonly depth: number;
  /** Distinct abstract payouts, and distinct questions put to the product's `decide()`. */
  readonly payouts: number;
  readonly decisions: number;
  /** False when the search stopped at the limit. */
  readonly exhausted: boolean;
  readonly violation: Violation | null;
  /** States from which no final state can be reached; `null` when the search was cut off. */
  readonly stuck: number | null;
}

/** A broken promise, with the shortest way there in plain words. */
export interface Violation {
  readonly promise: string;
  readonly trace: readonly string[];
}

/**
 * Searches every interleaving within the bounds, breadth first, and stops at the first broken
 * promise: its trace is then a shortest one. After an exhausted search it also looks backwards:
 * every state must still have a way to an end.
 *
 * `promise`: look only for breaches whose name starts so, to see how far a mutation leads.
 */
export function check(product: Product, bounds: Bounds, promise = ''): Report {
  const table = createPayoutTable(product, bounds);
  const world = createWorld(table, bounds, product);
  const states = createStateSet(bounds.limit);
  const found = search(world, states, bounds.limit, promise);
  const complete = found.violation === null && found.exhausted && promise === '';
  const stuck = complete ? findStuck(world, states) : null;
  const violation =
    stuck === null || stuck.count === 0
      ? found.violation
      : { promise: 'NO FINAL STATE CAN BE REACHED', trace: traceTo(states, stuck.first) };
  return {
    ...found,
    violation,
    states: states.count(),
    payouts: table.size(),
    decisions: table.decisions(),
    stuck: stuck?.count ?? null,
  };
}

function search(world: World, states: StateSet, limit: number, wanted: string) {
  const current = new Uint8Array(STATE_BYTES);
  let transitions = 0;
  let depth = 0;
  let levelEndsAt = 1;
  let violation: Violation | null = null;
  let head = 0;
  let full = false;
  states.add(world.first);
  states.setOrigin(0, -1, 0);

  const visit = (next: Uint8Array, step: number, flaw: string | null) => {
    if (violation !== null || full) return;
    transitions += 1;
    if (flaw?.startsWith(wanted) === true) {
      violation = { promise: flaw, trace: [...traceTo(states, head), stepText(step)] };
      return;
    }
    if (states.count() >= limit) {
      full = states.indexOf(next) < 0;
      return;
    }
    const index = states.add(next);
    if (index >= 0) return;
    states.setOrigin(-1 - index, head, step);
    const promise = world.flaw(next);
    if (promise?.startsWith(wanted) === true)
      violation = { promise, trace: traceTo(states, -1 - index) };
  };

  for (; head < states.count() && violation === null && !full; head++) {
    if (head === levelEndsAt) {
      depth += 1;
      levelEndsAt = states.count();
    }
    states.read(head, current);
    world.successors(current, visit);
  }
  return { transitions, depth, exhausted: !full && violation === null, violation };
}

/**
 * Backward reachability without a table of edges: a state is good when one of its successors is.
 * Sweeps from the last state found to the first until nothing changes; each sweep adds states, so
 * there are finitely many.
 */
function findStuck(world: World, states: StateSet): { count: number; first: number } {
  const count = states.count();
  const good = new Uint8Array(count);
  const current = new Uint8Array(STATE_BYTES);
  for (let changed = true; changed;) {
    changed = false;
    for (let index = count - 1; index >= 0; index--) {
      if (good[index] === 1) continue;
      states.read(index, current);
      let reaches = world.isEnd(current);
      if (!reaches) {
        world.successors(current, (next) => {
          if (!reaches) reaches = good[states.indexOf(next)] === 1;
        });
      }
      if (!reaches) continue;
      good[index] = 1;
      changed = true;
    }
  }
  return { count: good.reduce((sum, is) => sum - is, count), first: good.indexOf(0) };
}

function traceTo(states: StateSet, index: number): readonly string[] {
  const trace: string[] = [];
  for (let at = index; at > 0; at = states.origin(at).parent) {
    trace.unshift(stepText(states.origin(at).step));
  }
  return trace;
}

import type { Bounds } from './bounds.ts';
import { findStuck } from './find-stuck.ts';
import { STATE_BYTES } from './layout.ts';
import { type Progress, QUIET } from './progress.ts';
import type { Product } from './product.ts';
import { createStateSet, type StateSet } from './state-set.ts';
import { stepText } from './steps.ts';
import type { PayoutTable } from './row.ts';
import { tableFor } from './table-for.ts';
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
  /**
   * States from which no final state can be reached; `null` when nobody looked, because a promise
   * broke or only some were looked for.
   */
  readonly stuck: number | null;
}

/** A broken promise, with the shortest way there in plain words. */
export interface Violation {
  readonly promise: string;
  readonly trace: readonly string[];
}

/**
 * Searches every interleaving within the bounds, breadth first, and stops at the first broken
 * promise: its trace is then a shortest one. Then it looks for states without a way to an end; of a
 * search that was cut off, beyond the cut.
 *
 * `promise`: look only for breaches whose name starts so, to see how far a mutation leads. `table`:
 * the product's answers, where an earlier check of the same bounds has written them out. `progress`
 * hears of a search that takes minutes.
 */
export function check(
  product: Product,
  bounds: Bounds,
  promise = '',
  table: PayoutTable | null = null,
  progress: Progress = QUIET,
): Report {
  const answers = table ?? tableFor(product, bounds, progress);
  const world = createWorld(answers, bounds, product);
  const states = createStateSet(bounds.limit);
  const { expanded, ...found } = search(world, states, {
    limit: bounds.limit,
    wanted: promise,
    progress,
  });
  const complete = found.violation === null && promise === '';
  const stuck = complete ? findStuck(world, states, expanded) : null;
  const violation =
    stuck === null || stuck.count === 0
      ? found.violation
      : { promise: 'NO FINAL STATE CAN BE REACHED', trace: traceTo(states, stuck.first) };
  return {
    ...found,
    violation,
    states: states.count(),
    payouts: answers.size(),
    decisions: answers.decisions(),
    stuck: stuck?.count ?? null,
  };
}

interface Found {
  readonly transitions: number;
  readonly depth: number;
  readonly exhausted: boolean;
  readonly violation: Violation | null;
  /** The states before this one were followed up in full. */
  readonly expanded: number;
}

interface Aim {
  readonly limit: number;
  readonly wanted: string;
  readonly progress: Progress;
}

/** States followed up between two lines of progress. */
const STATES_PER_LINE = 250_000;

function search(world: World, states: StateSet, { limit, wanted, progress }: Aim): Found {
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
    if (promise?.startsWith(wanted) === true) {
      violation = { promise, trace: traceTo(states, -1 - index) };
    }
  };

  while (head < states.count()) {
    if (head === levelEndsAt) {
      depth += 1;
      levelEndsAt = states.count();
    }
    states.read(head, current);
    world.successors(current, visit);
    if (violation !== null || full) break;
    head += 1;
    if (head % STATES_PER_LINE === 0) progress(`${head} states, of ${states.count()} met so far`);
  }
  const exhausted = !full && violation === null;
  return { transitions, depth, exhausted, violation, expanded: head };
}

function traceTo(states: StateSet, index: number): readonly string[] {
  const trace: string[] = [];
  for (let at = index; at > 0; at = states.origin(at).parent) {
    trace.unshift(stepText(states.origin(at).step));
  }
  return trace;
}

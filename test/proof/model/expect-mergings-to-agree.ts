import { expect } from 'vitest';

import { type Bounds, MERGINGS } from '../../../src/proof/model/bounds.ts';
import { AT, payoutOf, STATE_BYTES } from '../../../src/proof/model/layout.ts';
import { PRODUCT } from '../../../src/proof/model/product.ts';
import { createStateSet } from '../../../src/proof/model/state-set.ts';
import { tableFor } from '../../../src/proof/model/table-for.ts';
import { createWorld } from '../../../src/proof/model/world.ts';

/** Searches the same bounds with each merging, and expects them to meet the same. */
export function expectMergingsToAgree(bounds: Bounds): void {
  const [single, ...merged] = MERGINGS.map((merging) => reach({ ...bounds, merging }));

  for (const { met } of merged) expect(met).toEqual(single?.met);
  for (const { states } of merged) expect(states).toBeLessThan(single?.states ?? 0);
}

/** Everything that any property looks at, over all states within the bounds. */
function reach(bounds: Bounds): { readonly states: number; readonly met: ReadonlySet<string> } {
  const table = tableFor(PRODUCT, bounds);
  const world = createWorld(table, bounds, PRODUCT);
  const states = createStateSet(bounds.limit);
  const current = new Uint8Array(STATE_BYTES);
  const met = new Set<string>();
  states.add(world.first);
  for (let head = 0; head < states.count(); head++) {
    states.read(head, current);
    const row = table.row(payoutOf(current));
    met.add(`${JSON.stringify(row)} ${String(current.subarray(AT.crashes, AT.closed))}`);
    world.successors(current, (next) => void states.add(next));
  }
  return { states: states.count(), met };
}

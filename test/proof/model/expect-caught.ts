import { expect } from 'vitest';

import { check } from '../../../src/proof/model/check.ts';
import { withMutant } from '../../../src/proof/model/mutate.ts';
import type { MUTATIONS } from '../../../src/proof/model/mutations.ts';

/** Searches a copy of the product without one rule, and expects a trace to a broken promise. */
export async function expectCaught(mutation: (typeof MUTATIONS)[number]): Promise<void> {
  const { bounds, promise } = mutation;

  const report = await withMutant(mutation, (mutant) => check(mutant, bounds, promise));

  expect(report.violation?.promise).toMatch(new RegExp(`^${promise ?? ''}.`));
  expect(report.violation?.trace.length).toBeGreaterThan(1);
}

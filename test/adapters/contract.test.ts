/**
 * Goal: every partner in the registry keeps every rule of the conformance kit.
 * Method: the same kit that `breakwater adapter check` runs, rule by rule. A partner that cannot
 * have something is excused by a written reason, and a rule that could look at nothing says why.
 * A partner that cannot even be opened fails alone, with the sentence that says what it lacks.
 * With the other settings that a partner may speak in: contract-variants.long.test.ts.
 */
import { expect, it } from 'vitest';

import { checkPartners, describeEach, OPTIONAL } from './check-partners.ts';

const CHECKED = await checkPartners();

describeEach(CHECKED);

it.each(OPTIONAL)('%s, which a partner may be without, is kept by another one', (name) => {
  const keepers = CHECKED.filter(({ results }) =>
    results.some(({ rule, outcome }) => rule.name === name && outcome === 'passed'),
  );

  expect(keepers.length).toBeGreaterThan(0);
});

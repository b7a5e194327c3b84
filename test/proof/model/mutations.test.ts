/**
 * Goal: the model check can fail. A rule of docs/MONEY.md, taken out alone, must be caught with a
 * trace (mutations.long.test.ts does it for every rule and line); what the check misses, it does not prove.
 * Method: each rule is patched out of a copy of the product's own sources (or of the shell's
 * discipline), and the copy is searched in the smallest world where the rule matters.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { withMutant } from '../../../src/proof/model/mutate.ts';
import { MUTATIONS } from '../../../src/proof/model/mutations.ts';
import { expectCaught } from './expect-caught.ts';

/** The two oldest mistakes with money: doubt taken for a failure. mutations.long.test.ts has all rules. */
const RULES = MUTATIONS.filter(({ rule }) => rule === 'R1' || rule === 'R9');

describe('the model check', () => {
  it.each(RULES)('catches $rule: $name', async (mutation) => {
    expect.hasAssertions();
    await expectCaught(mutation);
  });

  it('covers all twelve rules, and never the same one twice', () => {
    const rules = MUTATIONS.map(({ rule }) => rule);
    const twelve = Array.from({ length: 12 }, (_rule, index) => `R${index + 1}`);

    expect(rules).toEqual(expect.arrayContaining(twelve));
    expect(new Set(rules).size).toBe(rules.length);
  });

  it('has no mutation that a change of the sources has left behind', () => {
    const misfits = MUTATIONS.flatMap(({ rule, patches }) =>
      patches
        .filter(({ file, find }) => sourceOf(file).split(find).length !== 2)
        .map(({ file, find }) => `${rule}: "${find}" is not once in ${file}`),
    );

    expect(misfits).toEqual([]);
  });

  it('refuses a patch that does not fit the sources any more', async () => {
    const [first] = MUTATIONS;
    const patches = [{ file: 'decide/decide.ts', find: 'no such text', put: '' }];
    if (first === undefined) throw new Error('no mutation');

    const run = withMutant({ ...first, patches }, () => 'ran');

    await expect(run).rejects.toThrow(/is found 0 times/);
  });
});

function sourceOf(file: string): string {
  return readFileSync(new URL(`../../../src/payouts/${file}`, import.meta.url), 'utf8');
}

/**
 * Goal: a mutant counts as equivalent only where a person wrote why, and what was written about
 * code that is gone is named.
 * Method: a made-up list against made-up sources, and the product's own list against its sources.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import {
  type Equivalent,
  equivalentOf,
  readEquivalents,
  staleEquivalents,
} from '../../../src/proof/mutants/equivalent-mutants.ts';
import { findMutations } from '../../../src/proof/mutants/find-mutations.ts';
import { EQUIVALENTS } from '../../../src/proof/mutants/prove-mutants.ts';

const ROOT = new URL('../../../', import.meta.url);
const SOURCE = 'export function rest(a: number) {\n  return a > 0 ? a : 0;\n}\n';
const ENTRY: Equivalent = {
  file: 'a.ts',
  kind: 'flip comparison',
  text: 'return a > 0 ? a : 0;',
  was: '>',
  became: '>=',
  why: 'at zero both ways give zero',
};

it('finds the entry after lines have moved, and only for this change', () => {
  const [found, ...more] = findMutations('a.ts', `// A new first line.\n${SOURCE}`).filter(
    (mutation) => equivalentOf(mutation, [ENTRY]) !== undefined,
  );

  expect(found).toMatchObject({ line: 3, kind: 'flip comparison' });
  expect(more).toEqual([]);
});

it('names an entry whose line has changed', () => {
  const before = findMutations('a.ts', SOURCE);
  const after = findMutations('a.ts', SOURCE.replaceAll('a', 'b'));

  expect(staleEquivalents([ENTRY], before)).toEqual([]);
  expect(staleEquivalents([ENTRY], after)).toEqual([ENTRY]);
});

it('keeps no entry about code that is gone, and none without a reason', () => {
  const list = readEquivalents(fileURLToPath(EQUIVALENTS));
  const files = new Set(list.map(({ file }) => file));
  const mutations = [...files].flatMap((file) =>
    findMutations(file, readFileSync(new URL(file, ROOT), 'utf8')),
  );

  expect(staleEquivalents(list, mutations)).toEqual([]);
  for (const { why } of list) expect(why).toMatch(/^.{20,}$/);
});

/**
 * Goal: the list of mistakes with money stays true while the sources change: each mistake can still be
 * made, a test is named that is there and quick, and every kind has a mistake.
 * Method: the list is held against the sources; money-mutants.long.test.ts makes the mistakes.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { MONEY_KINDS, MONEY_MUTANTS } from '../../../src/proof/mutants/money-mutants.ts';

const ROOT = new URL('../../../', import.meta.url);

it('finds the text of each mistake exactly once in its file', () => {
  const misfits = MONEY_MUTANTS.filter(
    ({ file, find }) => readFileSync(new URL(file, ROOT), 'utf8').split(find).length !== 2,
  );

  expect(misfits).toEqual([]);
});

it('changes something by each mistake, once', () => {
  const changes = MONEY_MUTANTS.map(({ file, find, put }) => `${file} ${find} ${put}`);

  expect(MONEY_MUTANTS.filter(({ find, put }) => find === put)).toEqual([]);
  expect(new Set(changes).size).toBe(changes.length);
});

it('names a quick test for each mistake', () => {
  const tests = MONEY_MUTANTS.map(({ test }) => test);

  expect(tests.filter((test) => !existsSync(new URL(test, ROOT)))).toEqual([]);
  expect(tests.filter((test) => test.endsWith('.long.test.ts'))).toEqual([]);
});

it('has a mistake of each kind, and no kind without a number of its own', () => {
  const kinds = new Set(MONEY_MUTANTS.map(({ kind }) => kind));

  expect([...kinds].toSorted((a, b) => a - b)).toEqual([...MONEY_KINDS.keys()]);
});

/**
 * Goal: no part of the product drops out of the sample because a folder moved, and a mutant meets
 * the tests that know its file.
 * Method: the table against the folders as they are; the graph over a few made-up files.
 */
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { areaOf, areasOf, isIn, isJudge } from '../../../src/proof/mutants/areas.ts';
import { chooseTests } from '../../../src/proof/mutants/choose-tests.ts';
import { importGraph } from '../../../src/proof/mutants/import-graph.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const AREAS = areasOf(ROOT);
const FILES = globSync(['src/**/*.ts', 'adapters/**/*.ts', 'test/**/*.test.ts'], { cwd: ROOT });

it('names no folder that is gone, neither of sources nor of tests', () => {
  const places = AREAS.flatMap((area) => [
    ...area.sources.map((place) => ({ place, files: FILES.filter((file) => isIn(file, place)) })),
    ...area.tests.map((place) => ({
      place,
      files: FILES.filter((file) => isJudge(file, { ...area, tests: [place] })),
    })),
  ]);
  const empty = places.filter(({ files }) => files.length === 0).map(({ place }) => place);

  expect(places.length).toBeGreaterThan(40);
  expect(empty).toEqual([]);
});

it('gives a file to the area with the longest path to it, and pages and proofs to none', () => {
  expect(areaOf('src/payouts/decide/decide.ts', AREAS)?.name).toBe('decide');
  expect(areaOf('src/payouts/service.ts', AREAS)?.name).toBe('payouts');
  expect(areaOf('adapters/adyen/adapter.ts', AREAS)?.name).toBe('adyen');
  expect(areaOf('src/payoutsandmore.ts', AREAS)).toBeUndefined();
  expect(areaOf('src/proof/mutants/areas.ts', AREAS)).toBeUndefined();
});

describe('the tests of a file', () => {
  const AREA = { name: 'a', sources: ['src'], tests: ['test/a'], commands: [], movesMoney: false };
  const GRAPH = importGraph(
    new Map([
      ['src/pay.ts', "import { fee } from './fee.ts';\nimport type { Word } from './word.ts';"],
      ['src/start.ts', "new Worker(new URL('./pay.ts', import.meta.url));"],
      ['test/a/start.test.ts', "import { start } from '../../src/start.ts';"],
      ['test/a/other.test.ts', "import { other } from '../../src/other.ts';"],
      ['test/b/fee.test.ts', "import { fee } from '../../src/fee.ts';"],
    ]),
  );
  const TESTS = ['test/a/start.test.ts', 'test/a/other.test.ts', 'test/b/fee.test.ts'];

  it('are those of its area that lead to it, over workers too', () => {
    expect(chooseTests('src/fee.ts', AREA, GRAPH, TESTS)).toEqual(['test/a/start.test.ts']);
  });

  it('are all of its area when none leads to it: an import of types runs nothing', () => {
    expect(chooseTests('src/word.ts', AREA, GRAPH, TESTS)).toEqual(TESTS.slice(0, 2));
  });
});

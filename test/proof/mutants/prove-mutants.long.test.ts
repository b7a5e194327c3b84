/**
 * Goal: the runner says "caught" when a test fails and "survived" when none does, is failed by a
 * survivor until somebody writes down why nobody can notice it, and remembers what it found.
 * Method: a project of one source and one test in a folder of its own, run as the product is run.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { proveMutants } from '../../../src/proof/mutants/prove-mutants.ts';

const MODULES = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const SOURCE = `export const noted: number[] = [];

export function twice(minor: number): number {
  noted.push(minor);
  return minor + minor;
}
`;
const TEST = `import { expect, it } from 'vitest';
import { twice } from '../src/twice.ts';

it('doubles', () => {
  expect(twice(5)).toBe(10);
});
`;
const ENTRY = {
  file: 'src/twice.ts',
  kind: 'drop statement',
  text: 'noted.push(minor);',
  was: 'noted.push(minor);',
  became: ';',
  why: 'nobody reads the notes',
};
const AREAS = [
  { name: 'doubling', sources: ['src'], tests: ['test'], commands: [], movesMoney: true },
];
const ROOT = mkdtempSync(path.join(tmpdir(), 'breakwater-mutants-test-'));

beforeAll(() => {
  mkdirSync(path.join(ROOT, 'src'));
  mkdirSync(path.join(ROOT, 'test'));
  symlinkSync(MODULES, path.join(ROOT, 'node_modules'));
  writeFileSync(path.join(ROOT, 'src/twice.ts'), SOURCE);
  writeFileSync(path.join(ROOT, 'test/twice.test.ts'), TEST);
});
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

it('tells the caught from the survivor, and counts a survivor with a reason as neither', async () => {
  const first = await prove([], 50);
  const again = await prove([], 90);
  const explained = await prove([ENTRY], 90);

  expect(first.outcomes).toEqual({
    'noted.push(minor);': { kind: 'survived' },
    '+': { kind: 'caught', by: 'test/twice.test.ts: doubles' },
  });
  expect(first.code).toBe(0);
  expect(again).toEqual({ code: 1, outcomes: first.outcomes });
  expect(explained).toEqual({
    code: 0,
    outcomes: { ...first.outcomes, 'noted.push(minor);': { kind: 'equivalent', why: ENTRY.why } },
  });
  expect(readFileSync(path.join(ROOT, 'src/twice.ts'), 'utf8')).toBe(SOURCE);
  // Each was judged once.
  expect(readFileSync(path.join(ROOT, '.mutants/results.jsonl'), 'utf8').split('\n')).toHaveLength(
    3,
  );
});

it('has nothing to judge where nothing can be bent', async () => {
  expect(await prove([], 90, 'src/twice.ts:1')).toEqual({ code: 2, outcomes: {} });
});

async function prove(equivalents: readonly object[], mark: number, at = 'src/twice.ts') {
  const list = path.join(ROOT, 'equivalents.json');
  const out = path.join(ROOT, '.mutants');
  writeFileSync(list, JSON.stringify(equivalents));
  rmSync(path.join(out, 'report.json'), { force: true });
  const marks = { money: mark, elsewhere: mark };
  const options = { root: ROOT, sample: 1, seed: 1, area: null, at, jobs: 1, out, marks };
  const print = () => undefined;
  const code = await proveMutants({ ...options, equivalents: list, areas: AREAS, print });
  return { code, outcomes: code === 2 ? {} : outcomesIn(path.join(out, 'report.json')) };
}

function outcomesIn(report: string): Record<string, unknown> {
  const { mutants } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly mutants: readonly { readonly was: string; readonly outcome: unknown }[];
  };
  return Object.fromEntries(mutants.map(({ was, outcome }) => [was, outcome]));
}

/**
 * Goal: every mistake with money that was made here once is noticed by a named test.
 * Method: each is made alone in a copy of the project, and the test is run there.
 */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { proveMoneyMutants } from '../../../src/proof/mutants/prove-money-mutants.ts';
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

it('notices every mistake of the list', { timeout: 1_800_000 }, async () => {
  const printed: string[] = [];

  const missed = await proveMoneyMutants({
    root: ROOT,
    runtime: systemRuntime,
    print: (line) => printed.push(line),
  });

  expect(missed).toEqual([]);
  expect(printed.at(-1)).toMatch(/^mistakes caught: (\d+) of \1$/);
});

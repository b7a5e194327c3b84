import path from 'node:path';

import { PROJECT_FOLDER } from '../../config/project-files.ts';
import { EXIT } from '../exit-codes.ts';

/** What `breakwater prove mutants` was asked for; what is absent is chosen here. */
export interface MutantWishes {
  readonly sample: number;
  readonly seed: number;
  readonly jobs: number;
  readonly area?: string;
  readonly at?: string;
  /** Sets the mark of every area, in percent. */
  readonly min?: number;
  readonly out?: string;
}

/**
 * Bends the product at drawn places and asks whether its tests notice. Exit code 0 when the marks
 * are reached, 1 when not, 2 when there is nothing to judge or the development packages are missing.
 */
export async function runMutants(wishes: MutantWishes): Promise<number> {
  const runner = await loadRunner();
  if (runner === null) {
    console.error('prove mutants needs vitest and oxc-parser: run "npm ci" in a checkout first');
    return EXIT.usage;
  }
  const { areasOf, EQUIVALENTS, MARKS, proveMutants } = runner;
  const { sample, seed, jobs, area = null, at = null, min, out = '.mutants' } = wishes;
  const areas = areasOf(PROJECT_FOLDER).map(({ name }) => name);
  if (area !== null && !areas.includes(area)) {
    console.error(`prove mutants: --area is one of ${areas.join(', ')}`);
    return EXIT.usage;
  }
  return await proveMutants({
    root: PROJECT_FOLDER,
    sample,
    seed,
    area,
    at,
    jobs,
    marks: min === undefined ? MARKS : { money: min, elsewhere: min },
    print: (line) => console.log(line),
    out: path.resolve(PROJECT_FOLDER, out),
    equivalents: EQUIVALENTS,
  });
}

/** The runner; `null` where a package that it needs is not installed. */
async function loadRunner() {
  try {
    const { EQUIVALENTS, proveMutants } = await import('../../proof/mutants/prove-mutants.ts');
    const { areasOf } = await import('../../proof/mutants/areas.ts');
    const { MARKS } = await import('../../proof/mutants/summary.ts');
    return { areasOf, EQUIVALENTS, MARKS, proveMutants };
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ERR_MODULE_NOT_FOUND')
      return null;
    throw error;
  }
}

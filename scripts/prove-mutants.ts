/**
 * Bends the product and asks whether its tests notice:
 * `npm run prove:mutants -- --sample 200 --seed 7`.
 *
 * `--area NAME` draws from one area; `--at FILE` or `--at FILE:LINE` takes every mutant there
 * instead of a sample; `--jobs` is how many are judged at once; `--min PERCENT` sets both marks
 * (90 where money moves, 80 elsewhere); `--out FOLDER` is where the reports go and where a run that
 * was ended goes on from.
 *
 * Exits 0 when the marks are reached, 1 when not, 2 when the options make no sense.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { areasOf } from '../src/proof/mutants/areas.ts';
import {
  EQUIVALENTS,
  type MutantOptions,
  proveMutants,
} from '../src/proof/mutants/prove-mutants.ts';
import { MARKS } from '../src/proof/mutants/summary.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const options = readOptions();
if (typeof options === 'string') {
  console.error(`prove-mutants: ${options}`);
  process.exitCode = 2;
} else {
  process.exitCode = await proveMutants(options);
}

function readOptions(): MutantOptions | string {
  const { values } = parseArgs({
    options: {
      sample: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      area: { type: 'string' },
      at: { type: 'string' },
      jobs: { type: 'string', default: '1' },
      min: { type: 'string' },
      out: { type: 'string', default: path.join(ROOT, '.mutants') },
    },
  });
  const { area = null, at = null, out } = values;
  const [sample, seed, jobs] = [values.sample, values.seed, values.jobs].map(Number);
  const min = values.min === undefined ? null : Number(values.min);
  const areas = areasOf(ROOT).map(({ name }) => name);
  if (!isCount(sample) || !isCount(seed) || !isCount(jobs)) {
    return '--sample, --seed and --jobs want whole numbers from 1';
  }
  if (min !== null && !(min >= 0 && min <= 100)) return '--min wants a percentage';
  if (area !== null && !areas.includes(area)) return `--area is one of ${areas.join(', ')}`;
  const marks = min === null ? MARKS : { money: min, elsewhere: min };
  const print = (line: string) => console.log(line);
  return {
    root: ROOT,
    sample,
    seed,
    area,
    at,
    jobs,
    marks,
    print,
    out: path.resolve(out),
    equivalents: EQUIVALENTS,
  };
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 1;
}

/**
 * Proves by exhaustion what `npm test` proves in small: `npm run prove:model -- [--limit=6000000]`.
 * `--limit` bounds the last search, which goes payout by payout and is cut off there. Exits with 1
 * when a promise breaks, a state has no way to an end, or a mutation is not caught.
 */
import { parseArgs } from 'node:util';

import { CUT_OFF, FULL, MEDIUM, SMALL } from '../src/proof/model/bounds.ts';
import { check, type Report } from '../src/proof/model/check.ts';
import { withMutant } from '../src/proof/model/mutate.ts';
import { MUTATIONS } from '../src/proof/model/mutations.ts';
import { PRODUCT } from '../src/proof/model/product.ts';

const { values } = parseArgs({
  options: { limit: { type: 'string', default: String(CUT_OFF.limit) } },
});
const limit = within('limit', values.limit, 1, 50_000_000);

let failures = 0;
for (const [name, bounds] of [
  ...SMALL,
  ...MEDIUM,
  ['the full bound', FULL],
  ['the full bound, payout by payout', { ...CUT_OFF, limit }],
] as const) {
  const startedMs = performance.now();
  const report = check(PRODUCT, bounds);
  print(name, report, performance.now() - startedMs);
  if (report.violation !== null || (report.stuck ?? 0) > 0) failures += 1;
}

let caught = 0;
for (const mutation of MUTATIONS) {
  const { violation } = await withMutant(mutation, (mutant) =>
    check(mutant, mutation.bounds, mutation.promise),
  );
  console.log(`\n${mutation.rule} removed (${mutation.name})`);
  console.log(violation === null ? '  NOT CAUGHT' : `  ${violation.promise}`);
  for (const step of violation?.trace ?? []) console.log(`    ${step}`);
  if (violation === null) failures += 1;
  else caught += 1;
}
console.log(`\nmutations caught: ${caught} of ${MUTATIONS.length}`);
process.exitCode = failures === 0 ? 0 : 1;

function print(name: string, report: Report, tookMs: number): void {
  const { states, transitions, depth, payouts, decisions, exhausted, violation, stuck } = report;
  const figures = [
    `${states.toLocaleString('en')} states${exhausted ? ' (exhausted)' : ' (cut off)'}`,
    `${transitions.toLocaleString('en')} transitions`,
    `depth ${depth}`,
    `${payouts.toLocaleString('en')} payouts`,
    `${decisions.toLocaleString('en')} decisions`,
    `${(tookMs / 1_000).toFixed(1)} s`,
  ];
  console.log(`${name}: ${figures.join(', ')}`);
  console.log(`  ${violation === null ? 'no violation' : `VIOLATION: ${violation.promise}`}`);
  for (const step of violation?.trace ?? []) console.log(`    ${step}`);
  if (violation === null) {
    console.log(`  states without a way to an end: ${stuck ?? 'not decidable at the cut'}`);
  }
}

function within(option: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new RangeError(`--${option} takes a whole number from ${min} to ${max}`);
}

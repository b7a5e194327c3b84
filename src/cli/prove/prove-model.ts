import { systemRuntime } from '../../runtime/system-runtime.ts';
import { type Bounds, CUT_OFF, LARGE, MEDIUM, SMALL } from '../../proof/model/bounds.ts';
import { check, type Report } from '../../proof/model/check.ts';
import { withMutant } from '../../proof/model/mutate.ts';
import { MUTATIONS } from '../../proof/model/mutations.ts';
import { PRODUCT } from '../../proof/model/product.ts';
import { printVerdict } from './print-verdict.ts';

/** How far the model check goes. */
export interface ModelOptions {
  /** `small`: what `npm test` searches, in seconds; `full`: two copies to each of two partners. */
  readonly bound: 'small' | 'full';
  /** States after which the last search, of the full bound, payout by payout, is cut off. */
  readonly limit: number;
}

/**
 * Searches all interleavings of one payout through the product's own `decide()`, then the same over
 * every mutant of it. Exit code 1 when a promise breaks, a state has no way to an end, or a mutant
 * is not caught.
 */
export async function proveModel({ bound, limit }: ModelOptions): Promise<number> {
  const reasons: string[] = [];
  for (const [name, bounds] of searchesOf(bound, limit)) {
    process.stderr.write(`${name} ...\n`);
    const startedMs = systemRuntime.elapsed();
    const report = check(PRODUCT, bounds, '', null, (line) => process.stderr.write(`  ${line}\n`));
    printSearch(name, report, systemRuntime.elapsed() - startedMs);
    if (report.violation !== null) reasons.push(`${report.violation.promise} (${name})`);
  }
  const missed = await checkMutants();
  return printVerdict('model check', [...reasons, ...missed]);
}

function searchesOf(
  bound: ModelOptions['bound'],
  limit: number,
): readonly (readonly [string, Bounds])[] {
  if (bound === 'small') return [...SMALL];
  return [
    ...SMALL,
    ...MEDIUM,
    ...LARGE,
    ['the full bound, payout by payout', { ...CUT_OFF, limit }],
  ];
}

/** Takes each rule out alone; names the rules whose absence nobody noticed. */
async function checkMutants(): Promise<readonly string[]> {
  const missed: string[] = [];
  for (const mutation of MUTATIONS) {
    const { violation } = await withMutant(mutation, (mutant) =>
      check(mutant, mutation.bounds, mutation.promise),
    );
    console.log(`\n${mutation.rule} removed (${mutation.name})`);
    console.log(violation === null ? '  NOT CAUGHT' : `  ${violation.promise}`);
    for (const step of violation?.trace ?? []) console.log(`    ${step}`);
    if (violation === null) missed.push(`${mutation.rule} can be removed unnoticed`);
  }
  console.log(`\nmutations caught: ${MUTATIONS.length - missed.length} of ${MUTATIONS.length}`);
  return missed;
}

function printSearch(name: string, report: Report, tookMs: number): void {
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

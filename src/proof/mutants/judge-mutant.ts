import type { Runtime } from '../../runtime/runtime.ts';
import type { Command } from './areas.ts';
import type { Costs } from './measure-costs.ts';
import { applyChange, type Mutation } from './mutation.ts';
import { runCommand } from './run-command.ts';
import { runTests } from './run-tests.ts';
import type { WorkCopy } from './work-copy.ts';

/** What became of a mutant. */
export type Outcome =
  /** A judge noticed; `by` names it, and the test. */
  | { readonly kind: 'caught'; readonly by: string }
  /** A judge never came to its end, which does not go unnoticed either. */
  | { readonly kind: 'timeout'; readonly by: string }
  | { readonly kind: 'survived' }
  /** No judge noticed, but the type checker refuses the source: nobody can commit it. */
  | { readonly kind: 'refused by types' };

/** Who is asked about a mutant: test files, then commands. */
export interface Judges {
  readonly tests: readonly string[];
  readonly commands: readonly Command[];
}

/** The copy in which mutants live, and what its judges take without one. */
export interface Bench {
  readonly copy: WorkCopy;
  readonly costs: Costs;
  readonly runtime: Runtime;
}

/** Keeps what it learned in the copy, so that one changed file takes a third of the time. */
const KEPT = '--incremental --tsBuildInfoFile .mutant-types.json';
/** A dropped guard often leaves a name that nobody uses; whoever drops it drops that as well. */
const UNUSED = '--noUnusedLocals false --noUnusedParameters false';

/** Asked about survivors alone. */
export const TYPE_CHECK: Command = {
  name: 'type check',
  command: `node node_modules/typescript/lib/tsc.js -p . ${KEPT} ${UNUSED}`.split(' '),
};

/** Room for a machine that is busy with other things: far more than a judge takes, still an end. */
const PATIENCE = 5;
const PATIENCE_MS = 60_000;
/** A test that waits for something that no longer happens; a mutant's tests stop at the first. */
const TEST_LIMIT_MS_MIN = 20_000;

/**
 * Puts the mutant into the copy, asks the judges one after the other, cheapest first, until one
 * notices, and puts the source back.
 */
export async function judgeMutant(
  mutation: Mutation,
  judges: Judges,
  bench: Bench,
): Promise<Outcome> {
  const source = bench.copy.read(mutation.file);
  bench.copy.write(mutation.file, applyChange(source, mutation));
  try {
    return (
      (await askTests(judges.tests, bench)) ??
      (await askCommands(judges.commands, bench)) ??
      (await askTypes(bench))
    );
  } finally {
    bench.copy.write(mutation.file, source);
  }
}

async function askTests(
  tests: readonly string[],
  { copy, costs, runtime }: Bench,
): Promise<Outcome | undefined> {
  const costOf = (file: string) => costs.tests[file] ?? 0;
  const files = tests
    .filter((file) => !costs.broken.includes(file))
    .toSorted((a, b) => costOf(a) - costOf(b));
  let left = files;
  while (left.length > 0) {
    const { end, files: results } = await runTests(...limited(left));
    if (end === 'passed') return undefined;
    if (end === 'timeout') return { kind: 'timeout', by: 'tests' };
    const failed = results.find(({ passed }) => !passed);
    if (failed === undefined) return { kind: 'caught', by: 'a test run that broke' };
    // A busy machine may fail a test as well as a mutant: only what fails twice has noticed.
    const { end: again } = await runTests(...limited([failed.file]));
    if (again !== 'passed') return { kind: 'caught', by: `${failed.file}: ${failed.failed}` };
    left = left.slice(left.indexOf(failed.file) + 1);
  }
  return undefined;

  function limited(some: readonly string[]): Parameters<typeof runTests> {
    const slowestMs = Math.max(...some.map(costOf));
    const totalMs = some.reduce((sum, file) => sum + costOf(file), 0);
    const testLimitMs = Math.max(TEST_LIMIT_MS_MIN, slowestMs * PATIENCE);
    return [
      { root: copy.root, files: some, bail: true, testLimitMs },
      { limitMs: totalMs * PATIENCE + PATIENCE_MS, runtime },
    ];
  }
}

async function askCommands(
  commands: readonly Command[],
  { copy, costs, runtime }: Bench,
): Promise<Outcome | undefined> {
  for (const { name, command, failsOn } of commands) {
    if (costs.broken.includes(name)) continue;
    const limitMs = (costs.commands[name] ?? 0) * PATIENCE + PATIENCE_MS;
    const options = { cwd: copy.root, limitMs, runtime, ...(failsOn && { failsOn }) };
    const { end } = await runCommand(command, options);
    if (end !== 'passed') return { kind: end === 'failed' ? 'caught' : 'timeout', by: name };
  }
  return undefined;
}

/** Asked last and only about survivors, for it takes longer than most tests. */
async function askTypes(bench: Bench): Promise<Outcome> {
  const noticed = await askCommands([TYPE_CHECK], bench);
  return { kind: noticed?.kind === 'caught' ? 'refused by types' : 'survived' };
}

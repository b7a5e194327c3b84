import type { Runtime } from '../../runtime/runtime.ts';
import type { Command } from './areas.ts';
import { runCommand } from './run-command.ts';
import { runTests } from './run-tests.ts';
import type { WorkCopy } from './work-copy.ts';

/** What each judge takes when there is no mutant: the cheapest is asked first. */
export interface Costs {
  /** Milliseconds by test file. */
  readonly tests: Readonly<Record<string, number>>;
  /** Milliseconds by command. */
  readonly commands: Readonly<Record<string, number>>;
  /** Judges that find something wrong without a mutant: they prove nothing and are not asked. */
  readonly broken: readonly string[];
}

/** Nothing has been measured yet. */
export const NO_COSTS: Costs = { tests: {}, commands: {}, broken: [] };

/** Without a mutant a machine under load may take its time; a run for ever is a bug of the tests. */
const LIMIT_MS = 30 * 60_000;
const TEST_LIMIT_MS = 120_000;

/** Runs every judge that has not been measured yet, on the copy as it stands. */
export async function measureCosts(
  known: Costs,
  judges: { readonly tests: readonly string[]; readonly commands: readonly Command[] },
  { copy, runtime }: { readonly copy: WorkCopy; readonly runtime: Runtime },
): Promise<Costs> {
  const isNew = (name: string) =>
    known.tests[name] === undefined &&
    known.commands[name] === undefined &&
    !known.broken.includes(name);
  const tests = { ...known.tests };
  const commands = { ...known.commands };
  const broken = [...known.broken];
  const files = judges.tests.filter(isNew);
  if (files.length > 0) {
    const run = { root: copy.root, files, bail: false, testLimitMs: TEST_LIMIT_MS };
    const { files: results, output } = await runTests(run, { limitMs: LIMIT_MS, runtime });
    if (results.length === 0) throw new Error(`the tests do not run without a mutant:\n${output}`);
    for (const { file, tookMs } of results) tests[file] = tookMs;
    const passed = new Set(results.filter((one) => one.passed).map(({ file }) => file));
    broken.push(...files.filter((file) => !passed.has(file)));
  }
  for (const { name, command } of judges.commands.filter((one) => isNew(one.name))) {
    const options = { cwd: copy.root, limitMs: LIMIT_MS, runtime };
    const { end, tookMs } = await runCommand(command, options);
    commands[name] = tookMs;
    if (end !== 'passed') broken.push(name);
  }
  return { tests, commands, broken };
}

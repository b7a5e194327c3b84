import type { Runtime } from '../../runtime/runtime.ts';
import { MONEY_KINDS, MONEY_MUTANTS, type MoneyMutant } from './money-mutants.ts';
import { killRunningCommands } from './run-command.ts';
import { runTests } from './run-tests.ts';
import { createWorkCopy, type WorkCopy } from './work-copy.ts';

/** What the run works with. */
export interface MoneyMutantsRun {
  /** The project's root; it stays untouched. */
  readonly root: string;
  readonly runtime: Runtime;
  /** One line for people: what was found. */
  readonly print: (line: string) => void;
}

const TEST_LIMIT_MS = 60_000;
const RUN_LIMIT_MS = 300_000;

/**
 * Puts each mistake of {@link MONEY_MUTANTS} alone into a copy of the project, and runs the test that
 * must notice; before that, all these tests without a mistake. Resolves to what is wrong: a test that
 * fails by itself, a mistake that nobody notices, a text that is not there any more. Needs the
 * packages for development, and takes about three minutes.
 */
export async function proveMoneyMutants(run: MoneyMutantsRun): Promise<readonly string[]> {
  const copy = createWorkCopy(run.root);
  const giveUp = () => {
    killRunningCommands();
    copy.remove();
    process.exit(130);
  };
  process.once('SIGINT', giveUp).once('SIGTERM', giveUp);
  try {
    const broken = await failing(copy, run);
    return broken.length > 0 ? broken : await judgeAll(copy, run);
  } finally {
    copy.remove();
    process.off('SIGINT', giveUp).off('SIGTERM', giveUp);
  }
}

/** Tests that notice something where nothing is wrong. */
async function failing(copy: WorkCopy, run: MoneyMutantsRun): Promise<readonly string[]> {
  const files = [...new Set(MONEY_MUTANTS.map(({ test }) => test))];
  const { end, files: results } = await ask(copy, run, files);
  if (end === 'passed') return [];
  const failed = results.filter(({ passed }) => !passed).map(({ file }) => file);
  return [`without a mistake: ${failed.join(', ') || `the tests ${end}`}`];
}

async function judgeAll(copy: WorkCopy, run: MoneyMutantsRun): Promise<readonly string[]> {
  const missed: string[] = [];
  for (const [kind, name] of MONEY_KINDS) {
    run.print(`${kind}. ${name}`);
    for (const mutant of MONEY_MUTANTS.filter((each) => each.kind === kind)) {
      const noticedBy = await judge(mutant, copy, run);
      run.print(`  ${mutant.mistake}: ${noticedBy ?? 'NOT CAUGHT'}`);
      if (noticedBy === null) missed.push(`${mutant.mistake} (kind ${kind}) goes unnoticed`);
    }
  }
  run.print(`mistakes caught: ${MONEY_MUTANTS.length - missed.length} of ${MONEY_MUTANTS.length}`);
  return missed;
}

/** The test that noticed; `null` when none did. */
async function judge(
  { file, find, put, test }: MoneyMutant,
  copy: WorkCopy,
  run: MoneyMutantsRun,
): Promise<string | null> {
  const source = copy.read(file);
  const places = source.split(find).length - 1;
  if (places !== 1) throw new Error(`"${find}" is found ${places} times in ${file}`);
  copy.write(
    file,
    source.replace(find, () => put),
  );
  try {
    const { end, files } = await ask(copy, run, [test]);
    const failed = files.find(({ passed }) => !passed)?.failed;
    // A run that broke or never ended has not judged the mistake.
    return end === 'failed' && failed !== undefined ? failed : null;
  } finally {
    copy.write(file, source);
  }
}

function ask(copy: WorkCopy, { runtime }: MoneyMutantsRun, files: readonly string[]) {
  return runTests(
    { root: copy.root, files, bail: true, testLimitMs: TEST_LIMIT_MS },
    { limitMs: RUN_LIMIT_MS, runtime },
  );
}

import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Runtime } from '../../runtime/runtime.ts';
import { type CommandRun, runCommand } from './run-command.ts';
import type { TestFileResult, TestFilesRun } from './run-test-files.ts';

const CHILD = fileURLToPath(new URL('./run-test-files.ts', import.meta.url));

/** What came of all of them together. */
export interface TestsRun {
  readonly end: CommandRun['end'];
  /** Each file that came to its end; with `bail` not those after the first failure. */
  readonly files: readonly TestFileResult[];
  readonly output: string;
  readonly tookMs: number;
}

/** Runs test files in a process of their own and reads what came of each. */
export async function runTests(
  run: Omit<TestFilesRun, 'resultFile'>,
  limits: { readonly limitMs: number; readonly runtime: Runtime },
): Promise<TestsRun> {
  const resultFile = path.join(run.root, '.mutant-test-results.json');
  rmSync(resultFile, { force: true });
  const options: TestFilesRun = { ...run, resultFile };
  const command = ['node', CHILD, JSON.stringify(options)];
  const { end, output, tookMs } = await runCommand(command, { cwd: run.root, ...limits });
  const files = existsSync(resultFile)
    ? (JSON.parse(readFileSync(resultFile, 'utf8')) as readonly TestFileResult[])
    : [];
  return { end, files, output, tookMs };
}

/**
 * Runs test files in the order given, in one worker, and writes what came of each: a process of its
 * own, so that a mutant that never ends can be killed. Takes one JSON argument, `TestFilesRun`;
 * exits with 1 when a test failed.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, startVitest, type TestModule, type TestSpecification } from 'vitest/node';

/** Which test files run, and under which limits. */
export interface TestFilesRun {
  /** The copy whose tests run. */
  readonly root: string;
  /** Relative to the root. */
  readonly files: readonly string[];
  /** Stop after the first failure. */
  readonly bail: boolean;
  readonly testLimitMs: number;
  /** Where the list of `TestFileResult` is written, as JSON. */
  readonly resultFile: string;
}

/** What came of one test file. */
export interface TestFileResult {
  readonly file: string;
  readonly passed: boolean;
  readonly tookMs: number;
  /** The first test that failed; empty when none did. */
  readonly failed: string;
}

const options = JSON.parse(process.argv[2] ?? '') as TestFilesRun;

class GivenOrder extends BaseSequencer {
  override sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const indexOf = ({ moduleId }: TestSpecification) => options.files.indexOf(relative(moduleId));
    return Promise.resolve(specifications.toSorted((a, b) => indexOf(a) - indexOf(b)));
  }
}

const vitest = await startVitest('test', [], {
  root: options.root,
  config: false,
  watch: false,
  bail: options.bail ? 1 : 0,
  pool: 'forks',
  fileParallelism: false,
  maxWorkers: 1,
  reporters: [],
  silent: true,
  testTimeout: options.testLimitMs,
  hookTimeout: options.testLimitMs,
  fsModuleCachePath: path.join(options.root, '.vitest-cache'),
  sequence: { sequencer: GivenOrder },
  env: { NODE_COMPILE_CACHE: path.join(options.root, '.compile-cache') },
  projects: [project('shared', false), project('alone', true)],
});
const results = vitest.state.getTestModules().map(resultOf);
writeFileSync(options.resultFile, JSON.stringify(results));
const failed =
  results.some(({ passed }) => !passed) || vitest.state.getUnhandledErrors().length > 0;
// A mutant may keep a socket or a timer; nobody waits for those.
process.exit(failed ? 1 : 0);

/** Files share one process, but for those that take over the sockets, or the settings of TLS, of all. */
function project(name: string, alone: boolean): TestProjectInlineConfiguration {
  const include = options.files.filter((file) => isAlone(file) === alone);
  return { extends: true, test: { name, include, isolate: alone } };
}

/** As the project `alone` of vitest.config.ts, and nock wherever it is used. */
function isAlone(file: string): boolean {
  if (file.startsWith('test/transport/')) return true;
  return readFileSync(path.join(options.root, file), 'utf8').match(/from .nock.;/) !== null;
}

function resultOf(module: TestModule): TestFileResult {
  const failures = [...module.children.allTests('failed')].map(({ fullName }) => fullName);
  const { collectDuration, duration } = module.diagnostic();
  return {
    file: relative(module.moduleId),
    passed: module.ok(),
    tookMs: collectDuration + duration,
    failed: failures[0] ?? (module.ok() ? '' : 'the file itself'),
  };
}

function relative(file: string): string {
  return path.relative(options.root, file).split(path.sep).join('/');
}

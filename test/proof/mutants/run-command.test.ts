/**
 * Goal: a mutant that never ends, prints its failure early or starts processes of its own costs a
 * bounded time and leaves nothing behind.
 * Method: small programs that do just that; a process that is gone cannot be signalled.
 */
import { expect, it } from 'vitest';

import { runCommand } from '../../../src/proof/mutants/run-command.ts';
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';

const FOR_EVER_MS = 600_000;

it.each([
  ['passed', 'console.log("fine")'],
  ['failed', 'process.exitCode = 3'],
] as const)('says that a program %s', async (end, program) => {
  expect((await run(program, FOR_EVER_MS)).end).toBe(end);
});

/** Starts a process that holds our pipe for ever: the run ends only when that process does. */
const LEAVE_A_CHILD = `require('node:child_process').spawn(
  process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' },
).unref();`;

it('ends a program that spins, with what it started', async () => {
  const program = `${LEAVE_A_CHILD} setTimeout(() => { for (;;); }, 10);`;

  expect((await run(program, 1_000)).end).toBe('timeout');
});

it('ends what a program left behind', async () => {
  expect((await run(LEAVE_A_CHILD, FOR_EVER_MS)).end).toBe('passed');
});

it('does not wait for the end once the failure is told', async () => {
  const program = 'console.log("seed 3: paid twice"); setInterval(() => {}, 1000);';

  expect((await run(program, FOR_EVER_MS, /^seed \d+: /m)).end).toBe('failed');
});

function run(program: string, limitMs: number, failsOn?: RegExp) {
  const options = { cwd: process.cwd(), limitMs, runtime: systemRuntime };
  return runCommand(['node', '-e', program], { ...options, ...(failsOn && { failsOn }) });
}

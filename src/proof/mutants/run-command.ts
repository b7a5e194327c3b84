import { spawn } from 'node:child_process';

import type { Runtime } from '../../runtime/runtime.ts';

/** Where a command runs and when it is ended. */
export interface CommandOptions {
  readonly cwd: string;
  /** After this long it is killed with everything it started. */
  readonly limitMs: number;
  /** Output that is a failure at once. */
  readonly failsOn?: RegExp;
  readonly runtime: Runtime;
}

/** How a command ended. */
export interface CommandRun {
  readonly end: 'passed' | 'failed' | 'timeout';
  /** What it printed, its last part. */
  readonly output: string;
  readonly tookMs: number;
}

/** A mutant may print for ever. */
const OUTPUT_CHARS_MAX = 200_000;
/** A mutant may remember for ever; this much each of its processes may hold. */
const HEAP_MB_MAX = 3_000;

const running = new Set<number>();

/** Runs a command in a process group of its own, which does not outlive it. */
export function runCommand(
  command: readonly string[],
  { cwd, limitMs, failsOn, runtime }: CommandOptions,
): Promise<CommandRun> {
  const startedMs = runtime.elapsed();
  const [name = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(name === 'node' ? process.execPath : name, args, {
      cwd,
      env: environment(),
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const group = child.pid ?? 0;
    running.add(group);
    let output = '';
    let cut: CommandRun['end'] | null = null;
    const stop = (end: CommandRun['end']) => {
      cut ??= end;
      killGroup(group);
    };
    const cancelLimit = runtime.schedule(limitMs, () => stop('timeout'));
    const take = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_CHARS_MAX);
      if (failsOn?.test(output) === true) stop('failed');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('exit', () => killGroup(group));
    child.on('close', (code) => {
      cancelLimit();
      running.delete(group);
      const end = cut ?? (code === 0 ? 'passed' : 'failed');
      resolve({ end, output, tookMs: runtime.elapsed() - startedMs });
    });
  });
}

/** Ends what this process started and has not seen end; for a process that is told to stop. */
export function killRunningCommands(): void {
  for (const group of running) killGroup(group);
}

function killGroup(group: number): void {
  if (group === 0) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    // The group is gone already.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Ours, without what a surrounding test runner left there for its own workers. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:VITEST|TEST$)/.test(name));
  return { ...Object.fromEntries(kept), NODE_OPTIONS: `--max-old-space-size=${HEAP_MB_MAX}` };
}

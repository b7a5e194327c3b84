import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { newFolder, until } from '../support/world.ts';

const BIN = fileURLToPath(new URL('../../bin/breakwater.mjs', import.meta.url));

/** A process of the product, and what it says. */
export interface Launched {
  readonly child: ChildProcess;
  /** What it wrote to stderr so far. */
  errors(): string;
  /** Resolves when its stdout holds these words. */
  says(words: RegExp): Promise<string>;
  exitCode(): Promise<number>;
}

/** Starts processes and folders that end with the test. */
export interface Launcher {
  /** Runs `breakwater` with these arguments, or another command with them. */
  launch(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    command?: string,
  ): Launched;
  folder(): string;
  /** For `afterEach`: ends what still runs, removes the folders. */
  clear(): Promise<void>;
}

/** A launcher of `breakwater` on free ports. */
export function createLauncher(): Launcher {
  const children: ChildProcess[] = [];
  const folders: string[] = [];
  return {
    launch(args, env, command) {
      const launched = launch(args, env, command);
      children.push(launched.child);
      return launched;
    },
    folder() {
      const created = newFolder();
      folders.push(created);
      return created;
    },
    async clear() {
      await Promise.all(children.splice(0).map(end));
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function launch(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  command: string | undefined,
): Launched {
  const [program, first] = command === undefined ? [process.execPath, [BIN]] : [command, []];
  const child = spawn(program, [...first, ...args], {
    env: {
      ...process.env,
      NODE_ENV: '',
      PORT: '0',
      CHAOS_PORT: '0',
      SANDBOX_PORT: '0',
      LAME_DUCK_MS: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exited = once(child, 'close');
  return {
    child,
    errors: () => errors,
    says: (words: RegExp) =>
      until(
        () => Promise.resolve(output),
        (text) => words.test(text),
      ),
    async exitCode() {
      const [code] = await exited;
      return Number(code);
    },
  };
}

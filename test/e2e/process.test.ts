/**
 * Goal: the process behaves as an operator expects: one owner per data folder, clear words and
 * exit codes for nonsense, a policy reload that never hurts, a demo that production refuses.
 * Method: real child processes, their output, their exit codes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

import { newFolder, until } from '../support/world.ts';

const BIN = fileURLToPath(new URL('../../bin/breakwater.mjs', import.meta.url));
const children: ChildProcess[] = [];
const folders: string[] = [];

afterEach(async () => {
  await Promise.all(
    children.splice(0).map(async (child) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }),
  );
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('breakwater serve', () => {
  it('refuses a data folder that another process owns, and says so', async () => {
    const dataDir = folder();
    const first = launch(['serve', '--demo'], { DATA_DIR: dataDir });
    await first.says(/Pay somebody/);

    const second = launch(['serve', '--demo'], { DATA_DIR: dataDir });

    expect(await second.exitCode()).toBe(78);
    expect(second.errors()).toContain('DATA_DIR');
    expect(second.errors()).toContain(dataDir);
    expect(second.errors()).not.toContain('    at ');
  });

  it('stops in good order on SIGTERM, and starts again on the same folder', async () => {
    const dataDir = folder();
    const first = launch(['serve', '--demo'], { DATA_DIR: dataDir });
    await first.says(/Pay somebody/);

    first.child.kill('SIGTERM');

    expect(await first.exitCode()).toBe(0);
    await launch(['serve', '--demo'], { DATA_DIR: dataDir }).says(/Pay somebody/);
  });

  it.each([
    [{ PORT: 'eighty' }, 'PORT: expected a port'],
    [{ CHAOS_MODE: 'wild' }, 'CHAOS_MODE'],
    [{ PARTNERS: 'nobank' }, 'PARTNERS: no partner nobank'],
    [{ SANDBOX_URL: 'not a url' }, 'SANDBOX_URL'],
    [{ AMOUNT_MINOR_MAX: 'XXX=1' }, 'AMOUNT_MINOR_MAX'],
    [{ NODE_ENV: 'production' }, 'refused in production'],
    [{ CONFIG_FILE: '/nowhere/policy.yaml' }, '/nowhere/policy.yaml:1:1 (file): expected a'],
    [{ ROUTING_FILE: '/nowhere/routing.yaml' }, '/nowhere/routing.yaml:1:1 (file): expected a'],
    [{ CALENDARS: 'never' }, 'CALENDARS'],
  ])('exits with 78 and one clear line for %j', async (env, words) => {
    const served = launch(['serve', '--demo'], { DATA_DIR: folder(), ...env });

    expect(await served.exitCode()).toBe(78);
    expect(served.errors()).toContain(words);
    expect(served.errors()).not.toContain('    at ');
  });

  it('needs real keys and real partners in production', async () => {
    const served = launch(['serve'], { DATA_DIR: folder(), NODE_ENV: 'production' });

    expect(await served.exitCode()).toBe(78);
    expect(served.errors()).toMatch(/API_KEYS_FILE: not set/);
  });

  it('keeps the old policies when the file is wrong at SIGHUP, with file, line and column', async () => {
    const dataDir = folder();
    const policy = path.join(dataDir, 'policy.yaml');
    writeFileSync(policy, 'version: 1\npartners: {}\n');
    const served = launch(['serve', '--demo'], {
      DATA_DIR: dataDir,
      CONFIG_FILE: policy,
      LOG_LEVEL: 'info',
    });
    await served.says(/Pay somebody/);

    writeFileSync(policy, 'version: 1\npartners:\n  alipay:\n    breaker: 5\n');
    served.child.kill('SIGHUP');
    await served.says(/config\.rejected.*policy\.yaml:4:\d+/);
    writeFileSync(policy, 'version: 1\npartners: {}\n');
    served.child.kill('SIGHUP');
    await served.says(/config\.reloaded/);

    expect(served.child.exitCode).toBeNull();
  });

  it('runs with fewer partners than its files speak of', async () => {
    const served = launch(['serve', '--demo'], { DATA_DIR: folder(), PARTNERS: 'wechat' });

    await served.says(/Pay somebody/);

    expect(served.child.exitCode).toBeNull();
  });
});

describe('the command line', () => {
  it.each([
    [['serv'], 2, /serve/],
    [['demo', '--url', 'http://127.0.0.1:9'], 69, /npm start/],
    [['health', '--url', 'http://127.0.0.1:9'], 1, /no answer/],
  ])('%j exits with %i and says what to do', async (args, code, words) => {
    const run = launch(args, {});

    expect(await run.exitCode()).toBe(code);
    expect(run.errors()).toMatch(words);
  });
});

function folder(): string {
  const created = newFolder();
  folders.push(created);
  return created;
}

function launch(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: { ...process.env, NODE_ENV: '', PORT: '0', CHAOS_PORT: '0', SANDBOX_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
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

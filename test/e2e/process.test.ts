/**
 * Goal: the process behaves as an operator expects: one owner per data folder, clear words and
 * exit codes for nonsense, a reload that never hurts, a demo that production refuses.
 * Method: real child processes, their output, their exit codes.
 */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

import { expectMistakeToBeTold } from './expect-mistake-to-be-told.ts';
import { createLauncher } from './launch.ts';

const { launch, folder, clear } = createLauncher();

afterEach(clear);

/** What the demo bank's short drain time asks for. */
const QUICK_LANES =
  'version: 1\npartners: { isobank: { lanes: { submit: { tryTimeoutMs: 1500 } } } }\n';

describe('breakwater serve', () => {
  it('refuses a data folder that another process owns, and says so', async () => {
    const dataDir = folder();
    const first = launch(['serve', '--demo'], { DATA_DIR: dataDir });
    await first.says(/Create a payout/);

    const second = launch(['serve', '--demo'], { DATA_DIR: dataDir });

    expect(await second.exitCode()).toBe(78);
    expect(second.errors()).toContain('DATA_DIR');
    expect(second.errors()).toContain(dataDir);
    expect(second.errors()).not.toContain('    at ');
  });

  it('stops in good order on SIGTERM, and starts again on the same folder', async () => {
    const dataDir = folder();
    const first = launch(['serve', '--demo'], { DATA_DIR: dataDir });
    await first.says(/Create a payout/);

    first.child.kill('SIGTERM');

    expect(await first.exitCode()).toBe(0);
    await launch(['serve', '--demo'], { DATA_DIR: dataDir }).says(/Create a payout/);
  });

  it('ends by its grace although a client dribbles and others say nothing', async () => {
    const served = launch(['serve', '--demo'], { DATA_DIR: folder(), STOP_GRACE_MS: '2000' });
    const [, port] = /:(\d+)\/v1\/payouts/.exec(await served.says(/Create a payout/)) ?? [];
    const clients = ['', 'GET / HTTP/1.1\r\nX-', 'POST /callbacks/alipay HTTP/1.1\r\nHost: x\r\n'];
    for (const words of clients) {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(words);
    }

    served.child.kill('SIGTERM');

    expect(await served.exitCode()).toBe(0);
  });

  it.each([
    [{ PORT: 'eighty' }, 'PORT: expected a port'],
    [{ CONFIG_FILE: '/nowhere/lanes.yaml' }, '/nowhere/lanes.yaml:1:1 (file): expected a'],
  ])('exits with 78 and one clear line for %j', async (env, words) => {
    expect.hasAssertions();
    await expectMistakeToBeTold(env, words);
  });

  it('keeps the old lane rules when the file is wrong at SIGHUP, with file, line and column', async () => {
    const dataDir = folder();
    const lanes = path.join(dataDir, 'lanes.yaml');
    writeFileSync(lanes, QUICK_LANES);
    const served = launch(['serve', '--demo'], {
      DATA_DIR: dataDir,
      CONFIG_FILE: lanes,
      LOG_LEVEL: 'info',
    });
    await served.says(/Create a payout/);

    writeFileSync(lanes, 'version: 1\npartners:\n  alipay:\n    breaker: 5\n');
    served.child.kill('SIGHUP');
    await served.says(/config\.rejected.*lanes\.yaml:4:\d+/);
    writeFileSync(lanes, QUICK_LANES);
    served.child.kill('SIGHUP');
    await served.says(/config\.reloaded/);

    expect(served.child.exitCode).toBeNull();
  });
});

describe('npm start', () => {
  it.skipIf(process.platform === 'win32')(
    'hands a signal on to the gateway (Windows has no signals to hand on)',
    async () => {
      const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
        readonly scripts: { readonly start: string };
      };
      // As npm runs a script; npm itself sends the signal on to this shell and no further.
      const started = launch(['-c', scripts.start], { DATA_DIR: folder() }, 'sh');
      await started.says(/Create a payout/);

      started.child.kill('SIGTERM');

      expect(await started.exitCode()).toBe(0);
    },
  );
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

/**
 * Goal: every command of the README is true today.
 * Method: read its console blocks; run each curl against a gateway of this test (only the port is
 * another one); hold npm and npx commands, scripts, links, variables and CI against the files.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

import { VERSION } from '../../src/gateway/version.ts';
import { openGateway, openSandboxWorld } from '../support/world.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = readText('README.md');
const PACKAGE = JSON.parse(readText('package.json')) as {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
};

const COMMANDS = [...README.matchAll(/```console\n([\s\S]*?)```/g)]
  .flatMap((match) => (match[1] ?? '').split('\n'))
  .filter((line) => line.startsWith('$ '))
  .map((line) => line.slice(2));

const CURLS = COMMANDS.filter((command) => command.startsWith('curl '));

describe('the README', () => {
  it('shows the commands it is about', () => {
    expect(COMMANDS).toEqual(
      expect.arrayContaining(['npm ci', 'npm start', 'npm test', 'npx breakwater demo']),
    );
    expect(CURLS.length).toBeGreaterThanOrEqual(2);
  });

  it('its curl commands work as they stand', async () => {
    const banks = await openSandboxWorld();
    const world = await openGateway({ sandboxUrl: banks.sandbox.url });
    const { url, chaosUrl } = world.gateway;

    const answers: string[] = [];
    for (const command of CURLS) {
      const here = command
        .replaceAll('http://127.0.0.1:8080', url)
        .replaceAll('http://127.0.0.1:8081', chaosUrl ?? '');
      const { stdout } = await run('sh', ['-c', here]);
      answers.push(stdout);
    }
    await world.close();
    await banks.close();

    expect(answers[0]).toContain('"object":"payout"');
    expect(answers[1]).toContain('commit.lost_answer');
  });

  it('its npm scripts and shell scripts exist', () => {
    const scripts = [...README.matchAll(/npm run ([a-z:0-9-]+)/g)].map((match) => match[1] ?? '');
    const shells = [...README.matchAll(/bash (scripts\/[a-z-]+\.sh)/g)].map(
      (match) => match[1] ?? '',
    );

    expect(scripts.filter((name) => !(name in PACKAGE.scripts))).toEqual([]);
    expect(shells.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    expect(shells.length).toBeGreaterThan(0);
  });

  it('its breakwater commands exist', async () => {
    const { stdout } = await run(process.execPath, [
      path.join(ROOT, 'bin/breakwater.mjs'),
      '--help',
    ]);
    const named = [...README.matchAll(/npx breakwater ([a-z]+)/g)].map((match) => match[1] ?? '');

    expect(named.length).toBeGreaterThan(1);
    for (const name of named) expect(stdout).toContain(`  ${name}`);
  });

  it('its links lead somewhere', () => {
    const links = [...README.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? '');

    expect(links.filter((link) => !existsSync(path.join(ROOT, link)))).toEqual([]);
  });

  it('its variables are those that the configuration reads', () => {
    const config = readText('src/config/environment.ts');
    const read = [...config.matchAll(/^ {2}([A-Z_]{4,}):/gm)].map((match) => match[1] ?? '');

    expect(read.length).toBeGreaterThan(10);
    for (const name of read) expect(README).toContain(`\`${name}\``);
  });

  it('has its test command called by CI, which installs as it says', () => {
    const ci = readText('.ci/run');

    expect(ci).toMatch(/^npm ci$/m);
    expect(ci).toMatch(/^npm test$/m);
  });
});

it('the version is the same everywhere', () => {
  expect(VERSION).toBe(PACKAGE.version);
});

function readText(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/**
 * Goal: every mistake in the environment is told in one clear line, and nothing starts.
 * Method: real processes, one mistake each; two of them also in process.test.ts.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

import { expectMistakeToBeTold } from './expect-mistake-to-be-told.ts';
import { createLauncher } from './launch.ts';

const FIXTURES = new URL('../../fixtures/', import.meta.url);
const { launch, folder, clear } = createLauncher();

afterEach(clear);

describe('breakwater serve', () => {
  it.each([
    [{ PORT: 'eighty' }, 'PORT: expected a port'],
    [{ CHAOS_MODE: 'wild' }, 'CHAOS_MODE'],
    [{ PARTNERS: 'nobank' }, 'PARTNERS: no partner nobank'],
    [{ SANDBOX_URL: 'not a url' }, 'SANDBOX_URL'],
    [{ AMOUNT_MINOR_MAX: 'XXX=1' }, 'AMOUNT_MINOR_MAX'],
    [{ NODE_ENV: 'production' }, 'refused in production'],
    [{ CONFIG_FILE: '/nowhere/lanes.yaml' }, '/nowhere/lanes.yaml:1:1 (file): expected a'],
    [{ ROUTING_FILE: '/nowhere/routing.yaml' }, '/nowhere/routing.yaml:1:1 (file): expected a'],
    [{ CALENDARS: 'never' }, 'CALENDARS'],
  ])('exits with 78 and one clear line for %j', async (env, words) => {
    expect.hasAssertions();
    await expectMistakeToBeTold(env, words);
  });

  it('needs real keys and real partners in production', async () => {
    const served = launch(['serve'], { DATA_DIR: folder(), NODE_ENV: 'production' });

    expect(await served.exitCode()).toBe(78);
    expect(served.errors()).toMatch(/API_KEYS_FILE: not set/);
  });

  it('tells everything that is wrong with a start for real money at once', async () => {
    const dataDir = folder();
    const webhooks = path.join(dataDir, 'webhooks.json');
    const secrets = [`whsec_${'A'.repeat(32)}`];
    writeFileSync(webhooks, JSON.stringify([{ caller: 'a', url: 'https://10.0.0.1/', secrets }]));
    const demo = (name: string) => fileURLToPath(new URL(`wechat/demo/${name}`, FIXTURES));
    const names = readdirSync(new URL('wechat/demo/', FIXTURES));
    const served = launch(['serve'], {
      ...Object.fromEntries(names.map((name) => [`WECHAT_${name}_FILE`, demo(name)])),
      DATA_DIR: dataDir,
      PARTNERS: 'wechat,alipay',
      PORT: 'eighty',
      CHAOS_MODE: 'lab',
      WECHAT_URLS: 'http://wechat.example',
      WEBHOOKS_FILE: webhooks,
    });

    expect(await served.exitCode()).toBe(78);
    const lines = served.errors().trim().split('\n');
    expect(lines.map((line) => /^breakwater: (\w+)/.exec(line)?.[1])).toEqual([
      'PORT',
      'API_KEYS_FILE',
      'ALIPAY_URLS',
      'ALIPAY_APP_PRIVATE_KEY',
      'CHAOS_MODE',
      'AMOUNT_MINOR_MAX',
      'WECHAT_URLS',
      'WEBHOOKS_FILE',
      'WECHAT_PLATFORM_KEYS',
      'WECHAT_MCH_PRIVATE_KEY',
      'WECHAT_API_V3_KEY',
    ]);
  });

  it('runs no demo beside one real setting of a partner', async () => {
    expect.hasAssertions();
    await expectMistakeToBeTold(
      { ALIPAY_URLS: 'https://openapi.example' },
      'ALIPAY_URLS: the demo',
    );
    await expectMistakeToBeTold({ HOST: '0.0.0.0' }, 'HOST=0.0.0.0: the demo listens on loopback');
  });

  it('runs with fewer partners than its files speak of', async () => {
    const served = launch(['serve', '--demo'], { DATA_DIR: folder(), PARTNERS: 'wechat' });

    await served.says(/Create a payout/);

    expect(served.child.exitCode).toBeNull();
  });
});

/**
 * Goal: every mistake in the environment is told in one clear line, and nothing starts.
 * Method: real processes, one mistake each; two of them also in process.test.ts.
 */
import { afterEach, describe, expect, it } from 'vitest';

import { expectMistakeToBeTold } from './expect-mistake-to-be-told.ts';
import { createLauncher } from './launch.ts';

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

  it('runs with fewer partners than its files speak of', async () => {
    const served = launch(['serve', '--demo'], { DATA_DIR: folder(), PARTNERS: 'wechat' });

    await served.says(/Create a payout/);

    expect(served.child.exitCode).toBeNull();
  });
});

/**
 * Goal: every mistake in the environment is told in one clear line, and nothing starts.
 * Method: real processes, one mistake each; two of them also in process.test.ts.
 */
import { describe, expect, it } from 'vitest';

import { expectMistakeToBeTold } from './expect-mistake-to-be-told.ts';

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
});

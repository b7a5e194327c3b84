/**
 * Goal: what nobody sets has the value that the README names, what is set is read exactly, and everything
 * that is wrong is named at once with what stood there: a process that guesses at its settings guesses
 * about money.
 * Method: environments in memory through the reader of the process.
 */
import { describe, expect, it } from 'vitest';

import { ConfigError, readConfig } from '../../src/config/environment.ts';

const DEFAULTS = {
  laneRulesFile: 'guards.yaml',
  routingFile: 'routing.yaml',
  partners: ['alipay', 'wechat'],
};
const read = (env: Readonly<Record<string, string>> = {}) => readConfig(env, DEFAULTS);

function complaints(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}

describe('an environment that says nothing', () => {
  it('means loopback, the known ports, no chaos, every partner and ten seconds of grace', () => {
    expect(read()).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      chaosPort: 8081,
      sandboxPort: 8090,
      chaosMode: 'off',
      sandboxUrl: null,
      dataDir: '.data',
      production: false,
      logLevel: 'info',
      laneRulesFile: 'guards.yaml',
      routingFile: 'routing.yaml',
      calendars: 'files',
      apiKeysFile: null,
      webhooksFile: null,
      partners: ['alipay', 'wechat'],
      creditScoreMin: null,
      regionsBlocked: [],
      amountMinorMax: new Map(),
      stopGraceMs: 10_000,
      lameDuckMs: 2_000,
      opsPort: null,
      callbackPort: null,
      connectionsPerSourceMax: 1_000,
    });
  });

  it('is the same when its variables are empty, as compose files leave them', () => {
    expect(read({ PORT: '', PARTNERS: '', CREDIT_SCORE_MIN: '' })).toEqual(read());
  });
});

describe('a variable', () => {
  it.each([
    ['PORT', 'port', 0, 65_535],
    ['CHAOS_PORT', 'chaosPort', 0, 65_535],
    ['SANDBOX_PORT', 'sandboxPort', 0, 65_535],
    ['STOP_GRACE_MS', 'stopGraceMs', 0, 120_000],
    ['OPS_PORT', 'opsPort', 0, 65_535],
    ['CALLBACK_PORT', 'callbackPort', 0, 65_535],
    ['CONNECTIONS_PER_SOURCE', 'connectionsPerSourceMax', 1, 10_000],
    ['CREDIT_SCORE_MIN', 'creditScoreMin', 0, 1_000],
  ] as const)('%s is taken from its least to its most', (name, field, least, most) => {
    expect(read({ [name]: String(least) })[field]).toBe(least);
    expect(read({ [name]: String(most) })[field]).toBe(most);
    for (const wrong of [least - 1, most + 1]) {
      expect(complaints({ [name]: String(wrong) })).toEqual([
        expect.stringMatching(new RegExp(`^${name}: .*\\(it is "${wrong}"\\)$`)),
      ]);
    }
  });

  it('LAME_DUCK_MS is the first part of STOP_GRACE_MS: a fifth of it unless set, never more', () => {
    expect(read({ STOP_GRACE_MS: '500' }).lameDuckMs).toBe(100);
    expect(read({ STOP_GRACE_MS: '500', LAME_DUCK_MS: '500' }).lameDuckMs).toBe(500);
    expect(complaints({ STOP_GRACE_MS: '500', LAME_DUCK_MS: '501' })).toEqual([
      expect.stringMatching(/^LAME_DUCK_MS: .*STOP_GRACE_MS/),
    ]);
  });

  it('that lists is read word by word', () => {
    expect(read({ PARTNERS: ' wechat ,', REGIONS_BLOCKED: 'KP, IR' })).toMatchObject({
      partners: ['wechat'],
      regionsBlocked: ['KP', 'IR'],
    });
  });

  it('of amounts is read in whole minor units, up to 18 digits', () => {
    const most = '9'.repeat(18);

    expect(read({ AMOUNT_MINOR_MAX: `CNY=5000000, EUR=${most}` }).amountMinorMax).toEqual(
      new Map([
        ['CNY', 5_000_000n],
        ['EUR', BigInt(most)],
      ]),
    );
    for (const wrong of ['CNY=0.5', 'XXX=1', 'CNY', `CNY=${most}9`]) {
      expect(complaints({ AMOUNT_MINOR_MAX: wrong })).toHaveLength(1);
    }
  });

  it('NODE_ENV means production by that one word', () => {
    expect([read({ NODE_ENV: 'production' }), read({ NODE_ENV: 'Production' })]).toMatchObject([
      { production: true },
      { production: false },
    ]);
  });
});

describe('an environment with mistakes', () => {
  it('is refused with all of them at once', () => {
    const lines = complaints({ PORT: 'http', CHAOS_MODE: 'on', LOG_LEVEL: 'loud' });

    expect(lines.map((line) => line.split(':')[0])).toEqual(['PORT', 'CHAOS_MODE', 'LOG_LEVEL']);
  });

  it('is refused for a partner that nobody knows, with those that are known', () => {
    expect(complaints({ PARTNERS: 'alipay,alipai' })).toEqual([
      'PARTNERS: no partner alipai; known are alipay, wechat',
    ]);
  });
});

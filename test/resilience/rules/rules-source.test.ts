/*
 * Goal: a lane rules file is taken as a whole or refused as a whole, with the exact place of each mistake;
 * no rule goes beyond the partner's contract; a reload touches no call under way.
 *
 * Method: texts in memory through the real parser and schema; one reload with a call in the air.
 */
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../../src/contract/events.ts';
import { createRulesSource } from '../../../src/resilience/rules/rules-source.ts';
import { readLaneRules } from '../../../src/resilience/rules/read-rules.ts';
import { defaultRules, resolveRules } from '../../../src/resilience/rules/default-rules.ts';
import { ruleConflicts } from '../../../src/resilience/rules/rule-conflicts.ts';
import { YamlFileError } from '../../../src/config/yaml/yaml-file-error.ts';
import { reloadTogether } from '../../../src/config/yaml/reload-together.ts';
import { answersAfter, CAPABILITIES, createHarness, hangs } from '../harness.ts';

const PARTNERS = new Map([
  ['alipay', CAPABILITIES],
  ['wechat', CAPABILITIES],
  ['isobank', CAPABILITIES],
  ['cmb', CAPABILITIES],
  ['adyen', CAPABILITIES],
]);

/** The problems of a file with these lines. */
function problems(...lines: readonly string[]): readonly string[] {
  try {
    readLaneRules(lines.join('\n'), 'breakwater.yaml', PARTNERS);
  } catch (error) {
    if (error instanceof YamlFileError) return error.problems;
    throw error;
  }
  return [];
}

describe('the file that is shipped', () => {
  it('is valid and says what the defaults say, where it comments on them', () => {
    const text = readFileSync(new URL('../../../deploy/breakwater.yaml', import.meta.url), 'utf8');

    const laneRules = readLaneRules(text, 'deploy/breakwater.yaml', PARTNERS);

    expect(laneRules.get('alipay')).toEqual(defaultRules(CAPABILITIES));
    expect(laneRules.get('wechat')).toEqual(defaultRules(CAPABILITIES));
    expect(laneRules.get('isobank')?.breaker.completedMin).toBe(10);
  });
});

describe('the file of the demo', () => {
  it('says what the shipped one says, but for the bank that drains in 4.5 s', () => {
    const [shipped, demo] = ['breakwater.yaml', 'breakwater.demo.yaml'].map((name) => {
      const text = readFileSync(new URL(`../../../deploy/${name}`, import.meta.url), 'utf8');
      return readLaneRules(text, name, PARTNERS);
    });
    const others = [...PARTNERS.keys()].filter((partner) => partner !== 'isobank');

    for (const partner of others) expect(demo?.get(partner)).toEqual(shipped?.get(partner));
    expect(demo?.get('isobank')?.lanes.submit.tryTimeoutMs).toBe(1_500);
    expect(demo?.get('isobank')?.lanes.inquire).toEqual(shipped?.get('isobank')?.lanes.inquire);
    expect(demo?.get('isobank')?.breaker).toEqual(shipped?.get('isobank')?.breaker);
  });
});

describe('a mistake', () => {
  it('of type is named with file, line, column and path', () => {
    expect(
      problems(
        'version: 1',
        'partners:',
        '  alipay:',
        '    lanes:',
        '      submit:',
        '        tryTimeoutMs: soon',
      ),
    ).toEqual([
      'breakwater.yaml:6:23 partners.alipay.lanes.submit.tryTimeoutMs: expected a number',
    ]);
  });

  it('of spelling is answered with the word that was meant', () => {
    expect(
      problems('version: 1', 'partners:', '  alipay:', '    braker: {}', '  alipai: {}'),
    ).toEqual([
      'breakwater.yaml:4:5 partners.alipay.braker: expected a known key, did you mean "breaker"?',
    ]);
    expect(problems('version: 1', 'partners:', '  alipai: {}')).toEqual([
      'breakwater.yaml:3:3 partners.alipai: expected a known partner, did you mean "alipay"?',
    ]);
  });

  it('is not that a partner is named through which this process does not pay', () => {
    const text = 'version: 1\npartners: { wechat: {}, alipay: {} }';
    const alipay = new Map([['alipay', CAPABILITIES]]);

    const laneRules = readLaneRules(text, 'breakwater.yaml', alipay, [...PARTNERS.keys()]);

    expect([...laneRules.keys()]).toEqual(['alipay']);
  });

  it('does not hide the next one', () => {
    expect(
      problems(
        'version: 1',
        'partners:',
        '  alipay: { limiter: { limitMin: 0 }, retry: { budgetPerTry: 2 } }',
      ),
    ).toEqual([
      'breakwater.yaml:3:34 partners.alipay.limiter.limitMin: expected at least 1',
      'breakwater.yaml:3:62 partners.alipay.retry.budgetPerTry: expected at most 1',
    ]);
  });

  it('against the partner’s contract is refused like any other', () => {
    expect(
      problems(
        'version: 1',
        'partners:',
        '  wechat:',
        '    limiter:',
        '      limitMax: 21',
        '    lanes: { submit: { perSecondMax: 1001 } }',
      ),
    ).toEqual([
      'breakwater.yaml:6:38 partners.wechat.lanes.submit.perSecondMax: expected at most 1000, the calls per second the partner allows',
      'breakwater.yaml:5:17 partners.wechat.limiter.limitMax: expected at most 20, the calls in flight the partner allows',
    ]);
  });

  it('of listening for longer than "not found" takes to be a proof is refused, said or not', () => {
    const drains = { ...CAPABILITIES, notFoundIsProofAfterMs: 3_000 };
    const { tryTimeoutMs } = defaultRules(drains).lanes.submit;
    const read = (text: string) => () =>
      readLaneRules(text, 'breakwater.yaml', new Map([['isobank', drains]]));
    const said = (ms: number) =>
      `version: 1\npartners: { isobank: { lanes: { submit: { tryTimeoutMs: ${ms} } } } }`;
    const complaint = (place: string, ms: number) =>
      `breakwater.yaml:${place} partners.isobank.lanes.submit.tryTimeoutMs: expected at most 1000: ` +
      `the answer to a copy is listened to for ${3 * ms} ms (3 x ${ms}), and "not found" would be a ` +
      'proof after 3000 ms (notFoundIsProofAfterMs). Lower tryTimeoutMs, or raise the drain time as ' +
      'far as the partner promises it';

    expect(read('version: 1\npartners: {}')).toThrow(complaint('2:11', tryTimeoutMs));
    expect(read(said(1001))).toThrow(complaint('2:57', 1001));
    expect(read(said(1000))).not.toThrow();
  });

  it('of a window shorter than its calls is refused (T14)', () => {
    expect(
      problems('version: 1', 'partners:', '  wechat:', '    breaker: { windowMs: 2000 }'),
    ).toEqual([
      'breakwater.yaml:4:26 partners.wechat.breaker.windowMs: expected at least 2400, twice the longest tryTimeoutMs',
    ]);
  });

  it.each([
    ['broken YAML', 'version: 1\npartners: [', 'breakwater.yaml:2:'],
    ['a repeated key', 'version: 1\nversion: 1', 'breakwater.yaml:2:1 yaml: '],
    ['nothing', '', 'breakwater.yaml:1:1 (file): expected a group of settings'],
    ['another version', 'version: 2\npartners: {}', 'breakwater.yaml:1:10 version: expected 1'],
    ['a list', '- 1', 'breakwater.yaml:1:1 (file): expected a group of settings'],
    ['too much', `# ${'x'.repeat(300_000)}`, 'breakwater.yaml:1:1 (file): expected at most'],
  ])('of form (%s) is refused', (_name, text, start) => {
    expect(problems(text)[0]).toMatch(new RegExp(`^${start.replace(/[()]/g, '\\$&')}`));
  });

  it('with an exploding tree of aliases is refused', () => {
    const rows = Array.from({ length: 9 }, (_, index) => {
      const alias = index === 0 ? 'x' : `*a${index - 1}`;
      return `a${index}: &a${index} [${Array(9).fill(alias).join(', ')}]`;
    });

    expect(problems(...rows)).toEqual(['breakwater.yaml:1:1 (file): expected fewer aliases']);
  });
});

describe('what a file leaves out', () => {
  it('follows from what it says: a longer timeout brings its window with it', () => {
    const partnerRules = resolveRules(CAPABILITIES, {
      lanes: { submit: { tryTimeoutMs: 30_000 } },
    });

    expect(partnerRules.lanes.submit).toMatchObject({ usefulMsMin: 7_500, slowMs: 15_000 });
    expect(partnerRules.breaker.windowMs).toBe(60_000);
    expect(ruleConflicts(partnerRules, CAPABILITIES)).toEqual([]);
  });

  it.each([1, 2, 3, 50, 5_000])(
    'is within the contract for %i calls in flight',
    (concurrencyMax) => {
      const limits = { ...CAPABILITIES.limits, concurrencyMax };
      const capabilities = { ...CAPABILITIES, limits };

      const partnerRules = defaultRules(capabilities);

      expect(ruleConflicts(partnerRules, capabilities)).toEqual([]);
      expect(partnerRules.limiter.limitMax).toBe(concurrencyMax);
    },
  );
});

describe('a reload', () => {
  function source(first: string) {
    const file = { text: first };
    const events: GatewayEvent[] = [];
    const laneRules = createRulesSource({
      path: 'breakwater.yaml',
      partners: PARTNERS,
      read: () => file.text,
    });
    const reload = () => reloadTogether([laneRules], (event) => events.push(event));
    return { file, events, laneRules, reload };
  }

  it('puts the new lane rules in force', () => {
    const { file, events, laneRules, reload } = source('version: 1\npartners: {}');
    file.text = 'version: 1\npartners: { alipay: { breaker: { consecutiveFailuresMax: 9 } } }';

    const taken = reload();

    expect(taken).toBe(true);
    expect(laneRules.current('alipay').breaker.consecutiveFailuresMax).toBe(9);
    expect(events).toEqual([{ kind: 'config.reloaded', detail: 'breakwater.yaml' }]);
  });

  it('with a mistake keeps every old lane rules and says why', () => {
    const { file, events, laneRules, reload } = source(
      'version: 1\npartners: { alipay: { breaker: { consecutiveFailuresMax: 9 } } }',
    );
    file.text = 'version: 1\npartners: { wechat: {}, alipay: { breaker: 5 } }';

    const taken = reload();

    expect(taken).toBe(false);
    expect(laneRules.current('alipay').breaker.consecutiveFailuresMax).toBe(9);
    expect(events).toEqual([
      {
        kind: 'config.rejected',
        detail: 'breakwater.yaml:2:44 partners.alipay.breaker: expected a group of settings',
      },
    ]);
  });

  it('of a file that cannot be read keeps every old lane rules too', () => {
    let broken = false;
    const laneRules = createRulesSource({
      path: 'gone.yaml',
      partners: PARTNERS,
      read() {
        if (broken) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
        return 'version: 1\npartners: {}';
      },
    });
    broken = true;

    expect(reloadTogether([laneRules], () => undefined)).toBe(false);
    expect(laneRules.current('wechat')).toEqual(defaultRules(CAPABILITIES));
  });

  it('at the start there is no old one: the error comes out', () => {
    expect(() => source('version: 3')).toThrow(YamlFileError);
  });

  it('does not touch a call under way, and holds for the next one', async () => {
    const harness = createHarness();
    harness.partner = answersAfter(1_000, 'executed');
    let first: unknown;
    void harness.send('submit').then((verdict) => (first = verdict));
    await harness.runtime.advance(10);

    harness.partnerRules = resolveRules(CAPABILITIES, { lanes: { submit: { tryTimeoutMs: 100 } } });
    harness.partner = hangs('sent');
    const second = await harness.sendAndWait('submit', 100);
    await harness.runtime.advance(1_000);

    expect(second).toMatchObject({ kind: 'unknown', failure: 'technical.latency.response' });
    expect(first).toMatchObject({ kind: 'executed' });
  });
});

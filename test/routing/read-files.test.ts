/**
 * Goal: a routing file or a calendar with a mistake is refused with the exact place of each mistake, and
 * nothing in it can make a partner look cheaper, wider or more open than it is.
 * Method: texts in memory through the real readers.
 */
import { describe, expect, it } from 'vitest';

import { readCalendar } from '../../src/routing/read-calendar.ts';
import { readRouting } from '../../src/routing/read-routing.ts';
import { YamlFileError } from '../../src/config/yaml/yaml-file-error.ts';
import { CAPABILITIES } from '../payouts/fake-partner.ts';

const euro = {
  ...CAPABILITIES,
  limits: { ...CAPABILITIES.limits, currencies: ['CNY', 'EUR'] },
} as const;
const ROUTED = {
  partners: new Map([
    ['alipay', CAPABILITIES],
    ['isobank', euro],
  ]),
  known: ['alipay', 'isobank', 'wechat'],
};

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof YamlFileError) return error.problems;
    throw error;
  }
  return [];
}

const routing = (...lines: readonly string[]) =>
  readRouting(['version: 1', ...lines].join('\n'), 'routing.yaml', ROUTED);
const routingProblems = (...lines: readonly string[]) => problemsOf(() => routing(...lines));

const CALENDAR = [
  'version: 1',
  'source: [the agreement]',
  'timeZone: Europe/Berlin',
  'validUntil: 2027-12-31',
  'businessDays: [mon]',
];
const calendarProblems = (...lines: readonly string[]) =>
  problemsOf(() => readCalendar([...CALENDAR, ...lines].join('\n'), 'bank.yaml', 'bank'));

describe('a routing file', () => {
  it('that says nothing leaves one tier, no price, no bound and the floor of exploration', () => {
    const { rules, terms, calendars } = routing();

    expect(rules).toMatchObject({ explorationPercent: 2, failureCostBasisPoints: 100n });
    expect(rules.success).toMatchObject({ priorSubmits: 50, priorPercent: 100, stepPercent: 5 });
    expect(terms.get('alipay')).toEqual({
      tier: 1,
      regions: [],
      fees: new Map(),
      amounts: new Map(),
    });
    expect(calendars.get('alipay')).toBe('always');
  });

  it('counts money in whole minor units, as bigint', () => {
    const { terms } = routing(
      'partners:',
      '  alipay:',
      '    tier: 2',
      '    fees: { CNY: { fixedMinor: 50, basisPoints: 12 } }',
      '    amounts: { CNY: { maxMinor: 5000000 } }',
      '    regions: [CN]',
      '  isobank: { fees: { CNY: {} }, calendar: t2 }',
    );

    expect(terms.get('alipay')).toEqual({
      tier: 2,
      regions: ['CN'],
      fees: new Map([['CNY', { fixedMinor: 50n, basisPoints: 12n }]]),
      amounts: new Map([['CNY', { minMinor: 0n, maxMinor: 5_000_000n }]]),
    });
    expect(terms.get('isobank')?.fees.get('CNY')).toEqual({ fixedMinor: 0n, basisPoints: 0n });
  });

  it('may speak of a partner that this process does not pay through', () => {
    expect(routingProblems('partners: { wechat: { tier: 2 } }')).toEqual([]);
  });

  it.each([
    [
      'a misspelt key',
      ['explorationPercnt: 1'],
      'routing.yaml:2:1 explorationPercnt: expected a known key, did you mean "explorationPercent"?',
    ],
    [
      'a misspelt key of a partner',
      ['partners: { alipay: { fee: {} } }'],
      'routing.yaml:2:23 partners.alipay.fee: expected a known key, did you mean "fees"?',
    ],
    [
      'a misspelt partner',
      ['partners:', '  alipai: {}'],
      'routing.yaml:3:3 partners.alipai: expected a known partner, did you mean "alipay"?',
    ],
    [
      'a broken amount',
      ['partners: { alipay: { amounts: { CNY: { maxMinor: 0.5 } } } }'],
      'routing.yaml:2:51 partners.alipay.amounts.CNY.maxMinor: expected a whole number',
    ],
    [
      'an unknown currency',
      ['partners: { alipay: { amounts: { XXX: {} } } }'],
      'routing.yaml:2:34 partners.alipay.amounts.XXX: expected a currency such as CNY',
    ],
    [
      'a currency that the partner does not pay in',
      ['partners: { alipay: { amounts: { EUR: { maxMinor: 5 } } } }'],
      'routing.yaml:2:39 partners.alipay.amounts.EUR: expected a currency it pays in (CNY)',
    ],
    [
      'bounds that leave no amount',
      ['partners: { alipay: { amounts: { CNY: { minMinor: 9, maxMinor: 8 } } } }'],
      'routing.yaml:2:39 partners.alipay.amounts.CNY: expected bounds that leave an amount: 9 to 8 is none',
    ],
    [
      'bounds beyond what the partner pays',
      ['partners: { alipay: { amounts: { CNY: { minMinor: 1000001 } } } }'],
      'routing.yaml:2:39 partners.alipay.amounts.CNY: expected bounds that leave an amount: 1000001 to 1000000 is none',
    ],
    [
      'a fee for some partners only',
      ['partners: { alipay: { fees: { CNY: { basisPoints: 5 } } } }'],
      'routing.yaml:2:11 partners.isobank.fees: expected a fee for CNY too, as alipay has one',
    ],
    [
      'more exploration than a floor',
      ['explorationPercent: 50'],
      'routing.yaml:2:21 explorationPercent: expected at most 20',
    ],
    [
      'a calendar that leads out of its folder',
      ['partners: { alipay: { calendar: ../secret } }'],
      'routing.yaml:2:33 partners.alipay.calendar: expected the name of a calendar such as t2',
    ],
  ])('with %s is refused at its place', (_what, lines, problem) => {
    expect(routingProblems(...lines)).toEqual([problem]);
  });
});

describe('a calendar', () => {
  it.each([
    ['a repeated key', ['timeZone: Europe/Mars'], 'bank.yaml:6:1 yaml: Map keys must be unique'],
    [
      'a day that does not exist',
      ['holidays:', '  2026-02-30: nothing'],
      'bank.yaml:7:3 holidays.2026-02-30: expected a day such as 2026-12-25',
    ],
    [
      'an hour that does not exist',
      ['windows:', "  - { opens: '8:00', cutOff: '17:00' }"],
      'bank.yaml:7:14 windows.0.opens: expected a time of day such as "17:00", in quotes',
    ],
    [
      'a cut-off before the opening',
      ['windows:', "  - { opens: '17:00', cutOff: '17:00' }"],
      'bank.yaml:7:31 windows.0.cutOff: expected a time after 17:00, on the same day',
    ],
    [
      'windows out of order',
      [
        'windows:',
        "  - { opens: '08:00', cutOff: '12:00' }",
        "  - { opens: '11:00', cutOff: '17:00' }",
      ],
      'bank.yaml:8:14 windows.1.opens: expected a time from 12:00 on: windows stand in order',
    ],
    [
      'a holiday that is worked',
      ['holidays: { 2026-12-25: a }', 'extraWorkingDays: { 2026-12-25: b }'],
      'bank.yaml:7:21 extraWorkingDays.2026-12-25: expected a day that is no holiday as well',
    ],
    [
      'a holiday after its own end',
      ['holidays: { 2028-01-01: a }'],
      'bank.yaml:6:13 holidays.2028-01-01: expected a day up to validUntil (2027-12-31)',
    ],
    [
      'maintenance without an offset',
      ['maintenance: [{ from: 2026-12-05T22:00:00, to: 2026-12-06T04:00:00Z, why: x }]'],
      'bank.yaml:6:23 maintenance.0.from: expected a time with its offset, such as 2026-12-05T22:00:00+08:00',
    ],
    [
      'maintenance that ends before it begins',
      ['maintenance: [{ from: 2026-12-05T22:00:00Z, to: 2026-12-05T23:00:00+08:00, why: x }]'],
      'bank.yaml:6:49 maintenance.0.to: expected a time after from',
    ],
    [
      'a misspelt key inside a list',
      ["windows: [{ opens: '08:00', cutoff: '17:00' }]"],
      'bank.yaml:6:29 windows.0.cutoff: expected a known key, did you mean "cutOff"?',
    ],
  ])('with %s is refused at its place', (_what, lines, problem) => {
    expect(calendarProblems(...lines)).toContain(problem);
  });

  it('without the end of its knowledge, or in no known zone, is refused', () => {
    const lines = CALENDAR.filter((line) => !line.startsWith('validUntil'));
    const mars = lines.map((line) => line.replace('Berlin', 'Mars'));

    expect(problemsOf(() => readCalendar(mars.join('\n'), 'bank.yaml', 'bank'))).toEqual([
      'bank.yaml:3:11 timeZone: expected an IANA time zone such as Europe/Berlin',
      'bank.yaml:1:1 validUntil: expected a text',
    ]);
  });
});

/**
 * Goal: every bound of a routing file and of a calendar holds exactly where the page says: the last good
 * value is taken, the next one is refused. A bound that slips lets a file make a partner look better than
 * it is, or a typing mistake close it for ever.
 * Method: texts in memory through the real readers, one value at a time.
 */
import { describe, expect, it } from 'vitest';

import { YamlFileError } from '../../src/config/yaml/yaml-file-error.ts';
import { readCalendar } from '../../src/routing/read-calendar.ts';
import { readRouting } from '../../src/routing/read-routing.ts';
import { CAPABILITIES } from '../payouts/fake-partner.ts';

const PARTNERS = { partners: new Map([['alipay', CAPABILITIES]]), known: ['alipay'] };

function isTaken(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof YamlFileError) return false;
    throw error;
  }
}

const routingTakes = (line: string) =>
  isTaken(() => readRouting(`version: 1\n${line}`, 'routing.yaml', PARTNERS));

const CALENDAR = [
  'version: 1',
  'timeZone: Europe/Berlin',
  'validUntil: 2099-12-31',
  'businessDays: [mon]',
];
const readDays = (lines: readonly string[]) =>
  readCalendar([...CALENDAR, ...lines].join('\n'), 'bank.yaml', 'bank');
const calendarTakes = (...lines: readonly string[]) => isTaken(() => readDays(lines));

const alipay = (settings: string) => `partners: { alipay: { ${settings} } }`;
const success = (settings: string) => `success: { ${settings} }`;

describe('the numbers of a routing file', () => {
  it.each([
    ['explorationPercent', (n: number) => `explorationPercent: ${n}`, 0, 20],
    ['failureCostBasisPoints', (n: number) => `failureCostBasisPoints: ${n}`, 0, 10_000],
    ['success.windowMs', (n: number) => success(`windowMs: ${n}`), 60_000, 86_400_000],
    ['success.halfLifeMs', (n: number) => success(`halfLifeMs: ${n}`), 10_000, 86_400_000],
    ['success.priorSubmits', (n: number) => success(`priorSubmits: ${n}`), 1, 10_000],
    ['success.priorPercent', (n: number) => success(`priorPercent: ${n}`), 0, 100],
    ['success.stepPercent', (n: number) => success(`stepPercent: ${n}`), 1, 25],
  ] as const)('%s is taken from its least to its most', (_name, line, least, most) => {
    expect([least - 1, least, most, most + 1].map((n) => routingTakes(line(n)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('list at most 250 regions', () => {
    const regions = (count: number) =>
      alipay(`regions: [${Array.from({ length: count }, () => 'CN').join(', ')}]`);

    expect([250, 251].map((count) => routingTakes(regions(count)))).toEqual([true, false]);
  });
});

describe('the lists of a calendar', () => {
  const source = 'source: [the agreement]';

  it('name between one source and 20', () => {
    const sources = (count: number) =>
      `source: [${Array.from({ length: count }, (_, n) => `page ${n}`).join(', ')}]`;

    expect([0, 1, 20, 21].map((count) => calendarTakes(sources(count)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('give each source and reason between one sign and 200', () => {
    const worded = (length: number) => `source: ['${'s'.repeat(length)}']`;

    expect([0, 1, 200, 201].map((length) => calendarTakes(worded(length)))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('hold at most 12 windows a day', () => {
    const windows = (count: number) => [
      'windows:',
      ...Array.from({ length: count }, (_, n) => {
        const hour = String(n).padStart(2, '0');
        return `  - { opens: '${hour}:00', cutOff: '${hour}:30' }`;
      }),
    ];

    expect([12, 13].map((count) => calendarTakes(source, ...windows(count)))).toEqual([
      true,
      false,
    ]);
  });

  it('hold at most 200 closings for maintenance', () => {
    const closings = (count: number) => [
      'maintenance:',
      ...Array.from({ length: count }, (_, n) => {
        const day = new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10);
        return `  - { from: ${day}T01:00:00+00:00, to: ${day}T02:00:00+00:00, why: upgrade }`;
      }),
    ];

    expect([200, 201].map((count) => calendarTakes(source, ...closings(count)))).toEqual([
      true,
      false,
    ]);
  });

  it('hold at most 2,000 holidays', () => {
    const holidays = (count: number) => [
      'holidays:',
      ...Array.from({ length: count }, (_, n) => {
        const day = new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10);
        return `  ${day}: feast`;
      }),
    ];

    expect([2_000, 2_001].map((count) => calendarTakes(source, ...holidays(count)))).toEqual([
      true,
      false,
    ]);
  });

  it('are sorted by their beginning, so that closings that touch are one', () => {
    const { maintenance } = readDays([
      source,
      'maintenance:',
      '  - { from: 2027-03-02T03:00:00Z, to: 2027-03-02T04:00:00Z, why: second }',
      '  - { from: 2027-03-02T01:00:00Z, to: 2027-03-02T03:00:00Z, why: first }',
    ]);

    expect(maintenance.map(({ why }) => why)).toEqual(['first', 'second']);
  });
});

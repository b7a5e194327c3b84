/**
 * Goal: a partner counts as open only in its hours of a working day without maintenance; when it is
 * not, the calendar says why and exactly when it opens, across weekends, holidays, changes of the
 * clocks and years; a calendar that has ended never says "always open".
 * Method: a small calendar in YAML and moments around its edges, to the millisecond; then for any
 * moment of two years what must hold whatever the calendar says (seed 20261127).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  type BusinessCalendar,
  openingAt,
  validUntilMs,
} from '../../src/routing/business-calendar.ts';
import { readCalendar } from '../../src/routing/read-calendar.ts';

const YAML = `
version: 1
source: [the bank's agreement]
timeZone: Europe/Berlin
validUntil: 2027-12-31
businessDays: [mon, tue, wed, thu, fri]
windows: [{ opens: '08:00', cutOff: '12:00' }, { opens: '13:00', cutOff: '17:00' }]
holidays: { 2026-12-25: Christmas Day, 2027-01-01: New Year's Day }
extraWorkingDays: { 2026-12-05: makes up for the fair }
maintenance:
  - { from: '2026-12-01T09:00:00+01:00', to: '2026-12-01T10:00:00+01:00', why: new release }
  - { from: '2026-12-01T10:00:00+01:00', to: '2026-12-01T10:30:00+01:00', why: and its repair }
  - { from: '2026-12-02T16:00:00+01:00', to: '2026-12-03T09:00:00+01:00', why: move of the data centre }
`;

const calendar = (text = YAML) => readCalendar(text, 'bank.yaml', 'bank');
const look = (at: string, from: BusinessCalendar = calendar()) => openingAt(from, Date.parse(at));

/** What it says, with its time as Frankfurt's clocks would not: in UTC. */
function closedUntil(at: string, from?: BusinessCalendar) {
  const opening = look(at, from);
  return opening.open
    ? 'open'
    : [opening.failure, opening.why, new Date(opening.opensAtMs).toISOString()];
}

describe('the hours of a working day', () => {
  it.each([
    ['opens on the minute', '2026-11-27T08:00:00+01:00'],
    ['is open up to the last millisecond before the cut-off', '2026-11-27T16:59:59.999+01:00'],
    ['opens again after its pause', '2026-11-27T13:00:00+01:00'],
  ])('%s', (_what, at) => {
    expect(look(at)).toMatchObject({ open: true, note: null });
  });

  it.each([
    [
      'is closed a millisecond before it opens',
      '2026-11-27T07:59:59.999+01:00',
      ['partner.cutoff', 'before its hours', '2026-11-27T07:00:00.000Z'],
    ],
    [
      'is closed from the cut-off on, for the pause',
      '2026-11-27T12:00:00+01:00',
      ['partner.cutoff', 'past the cut-off', '2026-11-27T12:00:00.000Z'],
    ],
    [
      'is closed from the last cut-off on, over the weekend',
      '2026-11-27T17:00:00+01:00',
      ['partner.cutoff', 'past the cut-off', '2026-11-30T07:00:00.000Z'],
    ],
  ])('%s', (_what, at, said) => {
    expect(closedUntil(at)).toEqual(said);
  });
});

describe('windows that touch', () => {
  it('are one: the cut-off of the first is the opening of the second', () => {
    const touching = calendar(YAML.replace("opens: '13:00'", "opens: '12:00'"));

    const { open, untilMs } = look('2026-11-27T12:00:00+01:00', touching);

    expect([open, new Date(untilMs).toISOString()]).toEqual([true, '2026-11-27T16:00:00.000Z']);
  });
});

describe('days without work', () => {
  it.each([
    [
      'a weekend',
      '2026-11-29T12:00:00+01:00',
      ['partner.cutoff', 'no business day: sun', '2026-11-30T07:00:00.000Z'],
    ],
    [
      'a holiday with the weekend after it',
      '2026-12-25T10:00:00+01:00',
      ['partner.cutoff', 'holiday: Christmas Day', '2026-12-28T07:00:00.000Z'],
    ],
    [
      'the turn of the year',
      '2026-12-31T18:00:00+01:00',
      ['partner.cutoff', 'past the cut-off', '2027-01-04T07:00:00.000Z'],
    ],
    [
      'the first minute of the new year, which is still the old one in UTC',
      '2026-12-31T23:00:00Z',
      ['partner.cutoff', "holiday: New Year's Day", '2027-01-04T07:00:00.000Z'],
    ],
  ])('%s: closed until the next hours', (_what, at, said) => {
    expect(closedUntil(at)).toEqual(said);
  });

  it('a Saturday that is worked is open in the usual hours', () => {
    expect(closedUntil('2026-12-05T09:00:00+01:00')).toBe('open');
    expect(closedUntil('2026-12-04T17:00:00+01:00')).toEqual([
      'partner.cutoff',
      'past the cut-off',
      '2026-12-05T07:00:00.000Z',
    ]);
  });
});

describe('the change of the clocks', () => {
  it('moves the opening hour with it, in spring and in autumn', () => {
    // Friday evening before each change: Monday 8:00 is 6:00 UTC in summer time, 7:00 in winter time.
    expect(closedUntil('2027-03-26T18:00:00+01:00')).toContain('2027-03-29T06:00:00.000Z');
    expect(closedUntil('2026-10-23T18:00:00+02:00')).toContain('2026-10-26T07:00:00.000Z');
  });

  it('makes no hole and no overlap in a bank that never closes', () => {
    const always = calendar(`
version: 1
source: [none]
timeZone: Europe/Berlin
validUntil: 2027-12-31
businessDays: [sun, mon, tue, wed, thu, fri, sat]
`);
    for (const [from, to] of [
      [Date.UTC(2026, 2, 28, 12), Date.UTC(2026, 2, 30, 12)],
      [Date.UTC(2026, 9, 24, 12), Date.UTC(2026, 9, 26, 12)],
    ] as const) {
      const moments = Array.from(
        { length: (to - from) / 600_000 },
        (_, step) => from + step * 600_000,
      );
      const closed = moments.filter((atMs) => !openingAt(always, atMs).open);
      expect(closed.map((atMs) => new Date(atMs).toISOString())).toEqual([]);
    }
  });
});

describe('announced maintenance', () => {
  it('closes what would be open, under its own name, until the last of a chain has ended', () => {
    expect(closedUntil('2026-12-01T09:00:00+01:00')).toEqual([
      'partner.maintenance',
      'new release',
      '2026-12-01T09:30:00.000Z',
    ]);
    expect(closedUntil('2026-12-01T10:30:00+01:00')).toBe('open');
  });

  it('that lasts over the cut-off ends in the hours of the next day', () => {
    expect(closedUntil('2026-12-02T16:30:00+01:00')).toEqual([
      'partner.maintenance',
      'move of the data centre',
      '2026-12-03T08:00:00.000Z',
    ]);
  });

  it('is where an open hour ends', () => {
    expect(look('2026-12-01T08:30:00+01:00')).toMatchObject({
      open: true,
      untilMs: Date.parse('2026-12-01T09:00:00+01:00'),
    });
  });
});

describe('a calendar that has ended', () => {
  it('ends with the last millisecond of its last day', () => {
    expect(validUntilMs(calendar())).toBe(Date.parse('2028-01-01T00:00:00+01:00'));
    expect(look('2027-12-31T16:00:00+01:00').note).toBeNull();
    expect(look('2028-01-03T16:00:00+01:00').note).toContain('ended on 2027-12-31');
  });

  it('still keeps weekends and cut-offs, and says what it no longer knows', () => {
    expect(look('2028-01-08T12:00:00+01:00')).toMatchObject({
      open: false,
      why: 'no business day: sat',
      note: 'its calendar ended on 2027-12-31: holidays after it are not known',
    });
    expect(closedUntil('2028-01-07T17:00:00+01:00')).toContain('2028-01-10T07:00:00.000Z');
  });
});

describe('at any moment of two years', () => {
  const moments = fc.integer({ min: Date.UTC(2026, 10, 1), max: Date.UTC(2028, 10, 1) });

  it('a bank opens when it says, and says nothing else until then (seed 20261127)', () => {
    const bank = calendar();

    fc.assert(
      fc.property(moments, (nowMs) => {
        const opening = openingAt(bank, nowMs);

        expect(opening.untilMs).toBeGreaterThan(nowMs);
        expect(openingAt(bank, opening.untilMs - 1).open).toBe(opening.open);
        expect(openingAt(bank, opening.untilMs).open).toBe(!opening.open);
      }),
      { seed: 20_261_127, numRuns: 250 },
    );
  });
});

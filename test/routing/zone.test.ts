/**
 * Goal: a wall-clock time of a zone becomes the right moment on every day, also on the two days a year
 * on which the clocks change, and a moment falls on the right day there.
 * Method: moments worked out by hand from the zones' rules; for many zones and days, the way there and
 * back again (seed 20261127).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isDay, isTimeZone, nextDay, openZone, weekdayOf } from '../../src/routing/zone.ts';

const minute = (hours: number, minutes = 0) => hours * 60 + minutes;
const iso = (atMs: number) => new Date(atMs).toISOString();

describe('a wall-clock time', () => {
  it.each([
    ['in winter', 'Europe/Berlin', '2026-11-27', minute(17), '2026-11-27T16:00:00.000Z'],
    ['in summer', 'Europe/Berlin', '2026-07-01', minute(17), '2026-07-01T15:00:00.000Z'],
    ['where there is no summer time', 'Asia/Shanghai', '2026-07-01', 0, '2026-06-30T16:00:00.000Z'],
    ['of the end of a day', 'Asia/Shanghai', '2026-12-31', minute(24), '2026-12-31T16:00:00.000Z'],
    ['far in the west', 'Pacific/Honolulu', '2026-01-01', 0, '2026-01-01T10:00:00.000Z'],
    ['beyond the date line', 'Pacific/Kiritimati', '2026-01-01', 0, '2025-12-31T10:00:00.000Z'],
    ['with half an hour', 'Asia/Kolkata', '2026-01-01', minute(9, 30), '2026-01-01T04:00:00.000Z'],
  ])('%s is its moment', (_when, zone, day, minuteOfDay, moment) => {
    expect(iso(openZone(zone).momentOf(day, minuteOfDay))).toBe(moment);
  });

  it.each([
    ['before the clocks go forward', '2026-03-29', minute(1, 59), '2026-03-29T00:59:00.000Z'],
    ['that is skipped, as much later', '2026-03-29', minute(2, 30), '2026-03-29T01:30:00.000Z'],
    ['after the clocks went forward', '2026-03-29', minute(3), '2026-03-29T01:00:00.000Z'],
    ['before the clocks go back', '2026-10-25', minute(1, 59), '2026-10-24T23:59:00.000Z'],
    ['that happens twice, the first time', '2026-10-25', minute(2, 30), '2026-10-25T00:30:00.000Z'],
    ['after the clocks went back', '2026-10-25', minute(3), '2026-10-25T02:00:00.000Z'],
    ['of the long day’s end', '2026-10-25', minute(24), '2026-10-25T23:00:00.000Z'],
    ['of the short day’s end', '2026-03-29', minute(24), '2026-03-29T22:00:00.000Z'],
  ])('%s', (_when, day, minuteOfDay, moment) => {
    expect(iso(openZone('Europe/Berlin').momentOf(day, minuteOfDay))).toBe(moment);
  });

  it('leads back to its day, in every zone and season (seed 20261127)', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe'];
    const day = fc
      .integer({ min: Date.UTC(2020, 0, 1) / 86_400_000, max: Date.UTC(2035, 0, 1) / 86_400_000 })
      .map((days) => iso(days * 86_400_000).slice(0, 10));

    fc.assert(
      // The hours that no zone here skips or repeats.
      fc.property(
        fc.constantFrom(...zones),
        day,
        fc.integer({ min: 240, max: 1_439 }),
        (zone, on, at) => {
          const { dayAt, momentOf } = openZone(zone);
          const moment = momentOf(on, at);

          expect(dayAt(moment)).toBe(on);
          expect(momentOf(on, at + 1) - moment).toBe(60_000);
        },
      ),
      { seed: 20_261_127, numRuns: 2_000 },
    );
  });
});

describe('a moment', () => {
  it('falls on the day of the zone, not on that of UTC', () => {
    const newYear = Date.UTC(2026, 11, 31, 23, 30);

    expect(openZone('Europe/Berlin').dayAt(newYear)).toBe('2027-01-01');
    expect(openZone('America/New_York').dayAt(newYear)).toBe('2026-12-31');
  });
});

describe('the words of a calendar', () => {
  it.each(['2026-02-30', '2026-13-01', '26-01-01', '2026-1-1', '', 'soon', '2027-02-29'])(
    'do not take "%s" for a day',
    (text) => {
      expect(isDay(text)).toBe(false);
    },
  );

  it('know leap days, weekdays and the end of a year', () => {
    expect(isDay('2028-02-29')).toBe(true);
    expect(weekdayOf('2026-11-27')).toBe('fri');
    expect(nextDay('2026-12-31')).toBe('2027-01-01');
    expect(nextDay('2028-02-28')).toBe('2028-02-29');
  });

  it('know zones by name and no others', () => {
    expect(isTimeZone('Asia/Shanghai')).toBe(true);
    expect(isTimeZone('Europe/Mars')).toBe(false);
    expect(isTimeZone('')).toBe(false);
  });
});

/**
 * Goal: the calendars that are shipped say what their sources say.
 * Method: TARGET2's closing days are computed from the ECB's rule of 2000 with the Gregorian
 * computus; China's days off and days on of 2026 are counted as the State Council's notice counts
 * them.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { validUntilMs } from '../../src/routing/business-calendar.ts';
import { readCalendar } from '../../src/routing/read-calendar.ts';
import { weekdayOf } from '../../src/routing/zone.ts';

function shipped(name: string) {
  const file = new URL(`../../deploy/calendars/${name}.yaml`, import.meta.url);
  return readCalendar(readFileSync(file, 'utf8'), `deploy/calendars/${name}.yaml`, name);
}

/** Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8). */
function easterMs(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return Date.UTC(year, month - 1, ((h + l - 7 * m + 114) % 31) + 1);
}

const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
const DAY_MS = 86_400_000;

describe('TARGET2', () => {
  it('closes on the six days of the long-term calendar, in each year it covers', () => {
    const { holidays, businessDays } = shipped('t2');

    const ruled = [2026, 2027].flatMap((year) => [
      `${year}-01-01`,
      day(easterMs(year) - 2 * DAY_MS),
      day(easterMs(year) + DAY_MS),
      `${year}-05-01`,
      `${year}-12-25`,
      `${year}-12-26`,
    ]);

    expect([...holidays.keys()]).toEqual(ruled);
    expect([...businessDays]).toEqual(['mon', 'tue', 'wed', 'thu', 'fri']);
    expect(validUntilMs(shipped('t2'))).toBe(Date.parse('2028-01-01T00:00:00+01:00'));
  });

  it('takes customer payments from 7:00 to 17:00 in Frankfurt', () => {
    expect(shipped('t2').windows).toEqual([{ opensMinute: 420, cutOffMinute: 1_020 }]);
  });
});

describe('China in 2026', () => {
  it('is off on as many days as the notice says, each stretch in one piece', () => {
    const { holidays } = shipped('cn');

    const lengths = Object.entries(Object.groupBy([...holidays], ([, name]) => name)).map(
      ([name, days = []]) => [name, days.length],
    );

    expect(lengths).toEqual([
      ["New Year's Day", 3],
      ['Spring Festival', 9],
      ['Qingming', 3],
      ['Labour Day', 5],
      ['Dragon Boat Festival', 3],
      ['Mid-Autumn Festival', 3],
      ['National Day', 7],
    ]);
  });

  it('works on weekends only to make up for them', () => {
    const { extraWorkingDays, holidays } = shipped('cn');

    for (const worked of extraWorkingDays.keys()) {
      expect(['sat', 'sun']).toContain(weekdayOf(worked));
      expect(holidays.has(worked)).toBe(false);
    }
    expect(extraWorkingDays.size).toBe(6);
  });
});

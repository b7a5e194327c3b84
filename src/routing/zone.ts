const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** A day of some calendar, `YYYY-MM-DD`: no moment, only a name, so it may be compared as text. */
export type Day = string;

/** A time zone: its days, and when each of them and their hours begin. */
export interface Zone {
  /** The day that a moment falls on there. */
  dayAt(atMs: number): Day;
  /**
   * The moment of a wall-clock time, in minutes from 0 to 1440 of that day.
   *
   * An hour that happens twice (clocks go back) is taken the first time: a cut-off comes rather too
   * early than too late. One that is skipped (clocks go forward) is taken as much later as the
   * clocks jump, as `Temporal`'s "compatible" does.
   */
  momentOf(day: Day, minuteOfDay: number): number;
}

/** The weekdays as calendars write them, Sunday first as in `Date`. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** A day of the week as calendars write it. */
export type Weekday = (typeof WEEKDAYS)[number];

/** True for names of the IANA time zone database that this Node knows. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Throws RangeError for a zone that is not known: see {@link isTimeZone}. */
export function openZone(name: string): Zone {
  const format = formatOf(name);

  /** What the zone's clocks show at a moment, read as if it were UTC. */
  function wallClockMs(atMs: number): number {
    const shown = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    const field = (type: Intl.DateTimeFormatPartTypes) => Number(shown.get(type));
    return Date.UTC(
      field('year'),
      field('month') - 1,
      field('day'),
      field('hour'),
      field('minute'),
      field('second'),
    );
  }

  const offsetMs = (atMs: number) => wallClockMs(atMs) - Math.floor(atMs / SECOND_MS) * SECOND_MS;

  return {
    dayAt: (atMs) => dayOf(wallClockMs(atMs)),
    momentOf(day, minuteOfDay) {
      const wallMs = Date.parse(`${day}T00:00:00Z`) + minuteOfDay * MINUTE_MS;
      // Clocks change at most once in two days: these are the offsets before and after it.
      const before = wallMs - offsetMs(wallMs - DAY_MS);
      const after = wallMs - offsetMs(wallMs + DAY_MS);
      const real = [before, after].filter((atMs) => wallClockMs(atMs) === wallMs);
      return real.length === 0 ? before : Math.min(...real);
    },
  };
}

/** The day after. */
export function nextDay(day: Day): Day {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + DAY_MS);
}

/** The weekday of a day, which needs no time zone. */
export function weekdayOf(day: Day): Weekday {
  return WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? 'sun';
}

/** True for a day that exists, written `YYYY-MM-DD`: not for 2026-02-30. */
export function isDay(text: string): boolean {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(atMs) && dayOf(atMs) === text;
}

function dayOf(wallMs: number): Day {
  return new Date(wallMs).toISOString().slice(0, 10);
}

/** `Intl` is trusted with time zones, which it has from the IANA database, and with nothing else. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

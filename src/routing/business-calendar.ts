import type { Opening } from '../contract/routing.ts';
import { type Day, nextDay, type Weekday, weekdayOf, type Zone } from './zone.ts';

/** When a partner takes instructions: its file, read and checked. */
export interface BusinessCalendar {
  readonly name: string;
  readonly zone: Zone;
  /** The last day of which its holidays are known. */
  readonly validUntil: Day;
  readonly businessDays: ReadonlySet<Weekday>;
  /** Closed although it is a business day, with the holiday's name. */
  readonly holidays: ReadonlyMap<Day, string>;
  /** Open although it is none: make-up days for a bridged holiday. */
  readonly extraWorkingDays: ReadonlyMap<Day, string>;
  /** Within each working day, in order, not overlapping. */
  readonly windows: readonly DailyWindow[];
  /** Announced closings, by their beginning. */
  readonly maintenance: readonly MaintenanceWindow[];
}

/** Minutes of the day, from 0 to 1440: open from the first to before the last, the cut-off. */
export interface DailyWindow {
  readonly opensMinute: number;
  readonly cutOffMinute: number;
}

/** A time in which the partner takes nothing, in Unix ms; `toMs` is outside it. */
export interface MaintenanceWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly why: string;
}

/** An {@link Opening} with the time until which it says the same. */
export type TimedOpening = Opening & { readonly untilMs: number };

/** No bank closes for a month; a calendar that says so is looked at again after one. */
const DAYS_AHEAD_MAX = 31;

/**
 * Whether the partner takes instructions at a moment, why not, and when it will. Pure.
 *
 * Past `validUntil` nobody knows the holidays any more. Weekends, cut-offs and maintenance still
 * hold, and the note says so: on a holiday we do not know of the bank itself refuses or waits,
 * which costs time and no money, whereas closing a partner for ever over a forgotten file stops
 * every payout.
 */
export function openingAt(calendar: BusinessCalendar, nowMs: number): TimedOpening {
  const note = isStale(calendar, nowMs)
    ? `its calendar ended on ${calendar.validUntil}: holidays after it are not known`
    : null;
  const opensAtMs = nextOpeningMs(calendar, nowMs);
  if (opensAtMs === nowMs) return { open: true, note, untilMs: closingMs(calendar, nowMs) };
  const maintenance = calendar.maintenance.find((window) => covers(window, nowMs));
  const failure = maintenance === undefined ? 'partner.cutoff' : 'partner.maintenance';
  const why = maintenance?.why ?? whyClosed(calendar, nowMs);
  return { open: false, failure, why, opensAtMs, note, untilMs: opensAtMs };
}

/** The end of the last day that the calendar knows, Unix ms. */
export function validUntilMs({ zone, validUntil }: BusinessCalendar): number {
  return zone.momentOf(nextDay(validUntil), 0);
}

/** True once the calendar has ended. */
function isStale(calendar: BusinessCalendar, nowMs: number): boolean {
  return nowMs >= validUntilMs(calendar);
}

/** The first moment, now or later, at which it takes instructions. */
function nextOpeningMs(calendar: BusinessCalendar, nowMs: number): number {
  let day = calendar.zone.dayAt(nowMs);
  for (let ahead = 0; ahead <= DAYS_AHEAD_MAX; ahead += 1, day = nextDay(day)) {
    for (const { fromMs, toMs } of spansOf(calendar, day)) {
      const opensMs = afterMaintenance(calendar, Math.max(nowMs, fromMs));
      if (opensMs < toMs) return opensMs;
    }
  }
  return calendar.zone.momentOf(day, 0);
}

/** When what is open now closes: at the cut-off, or before the next maintenance. */
function closingMs(calendar: BusinessCalendar, nowMs: number): number {
  const spans = spansOf(calendar, calendar.zone.dayAt(nowMs));
  const cutOff = spans.find((span) => covers(span, nowMs));
  const maintenance = calendar.maintenance.filter(({ fromMs }) => fromMs > nowMs);
  return Math.min(cutOff?.toMs ?? nowMs, ...maintenance.map(({ fromMs }) => fromMs));
}

/** The open spans of a day in real time; none on a day without work. */
function spansOf(calendar: BusinessCalendar, day: Day) {
  if (!isWorkingDay(calendar, day)) return [];
  return calendar.windows.map(({ opensMinute, cutOffMinute }) => ({
    fromMs: calendar.zone.momentOf(day, opensMinute),
    toMs: calendar.zone.momentOf(day, cutOffMinute),
  }));
}

function isWorkingDay(calendar: BusinessCalendar, day: Day): boolean {
  if (calendar.extraWorkingDays.has(day)) return true;
  return calendar.businessDays.has(weekdayOf(day)) && !calendar.holidays.has(day);
}

/** Windows stand in order, so one pass also crosses those that touch. */
function afterMaintenance({ maintenance }: BusinessCalendar, fromMs: number): number {
  return maintenance.reduce((atMs, window) => (covers(window, atMs) ? window.toMs : atMs), fromMs);
}

function whyClosed(calendar: BusinessCalendar, nowMs: number): string {
  const day = calendar.zone.dayAt(nowMs);
  const holiday = calendar.holidays.get(day);
  if (holiday !== undefined) return `holiday: ${holiday}`;
  if (!isWorkingDay(calendar, day)) return `no business day: ${weekdayOf(day)}`;
  const opened = spansOf(calendar, day).some(({ fromMs }) => fromMs <= nowMs);
  return opened ? 'past the cut-off' : 'before its hours';
}

function covers(span: { readonly fromMs: number; readonly toMs: number }, atMs: number): boolean {
  return span.fromMs <= atMs && atMs < span.toMs;
}

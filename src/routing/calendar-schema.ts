import { z } from 'zod';

import { isDay, isTimeZone, WEEKDAYS } from './zone.ts';

const day = z.string().refine(isDay, 'a day such as 2026-12-25');
const words = z.string().min(1).max(200);

/** `24:00` is the end of the day. Quote it in YAML all the same: older readers take it for seconds. */
const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day such as "17:00", in quotes');

/** With its offset: a time without one is hours wrong for somebody, and twice true in October. */
const moment = z.iso.datetime({
  offset: true,
  error: 'a time with its offset, such as 2026-12-05T22:00:00+08:00',
});

const DAYS_MAX = 2_000;

const days = z
  .record(day, words)
  .refine((listed) => Object.keys(listed).length <= DAYS_MAX, `at most ${DAYS_MAX} days`)
  .default({});

/** A calendar file, as written. */
export const calendarSchema = z.strictObject({
  version: z.literal(1),
  /** Where the days were read: whoever renews the file has to look there again. */
  source: z.array(words).min(1).max(20),
  timeZone: z.string().refine(isTimeZone, 'an IANA time zone such as Europe/Berlin'),
  /** The last day whose holidays are listed. */
  validUntil: day,
  businessDays: z.array(z.enum(WEEKDAYS)).min(1).max(WEEKDAYS.length),
  /** Hours of each working day; left out: all of it. */
  windows: z
    .array(z.strictObject({ opens: timeOfDay, cutOff: timeOfDay }))
    .min(1)
    .max(12)
    .default([{ opens: '00:00', cutOff: '24:00' }]),
  holidays: days,
  extraWorkingDays: days,
  maintenance: z
    .array(z.strictObject({ from: moment, to: moment, why: words }))
    .max(200)
    .default([]),
});

/** A calendar as its file writes it, checked field by field. */
export type CalendarFile = z.infer<typeof calendarSchema>;

/**
 * When the engine looks again. Pure: the jitter comes from the payout's own id, so that a payout
 * has the same schedule in every replay and a thousand payouts do not ask in the same second.
 */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Moments since the doubt began; hourly after the last (docs/MONEY.md#the-inquiry-schedule). */
const INQUIRY_MOMENTS_MS = [
  2 * SECOND_MS,
  5 * SECOND_MS,
  15 * SECOND_MS,
  45 * SECOND_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
] as const;

/** The longest pause of the schedule, whatever a partner wishes: doubt is asked about every hour. */
export const INQUIRY_PAUSE_MS_MAX = HOUR_MS;

const JITTER_SHARE = 0.1;
const POSTPONE_MS_MIN = 250;
const POSTPONE_MS_MAX = MINUTE_MS;
const PARK_MS_MAX = 15 * MINUTE_MS;

/** The longest pause of a queued payout that no calendar and no refusal put off. */
export const ROUTE_PAUSE_MS_MAX = POSTPONE_MS_MAX * (1 + JITTER_SHARE);

/** How long a sent attempt may go unheard of before the scheduler looks whether anyone waits. */
export const ANSWER_WATCH_MS = 2 * MINUTE_MS;

/** When a payout that still waits for a partner gets a case: nobody is told sooner or again. */
export const WAITING_CASE_MS = HOUR_MS;

/** How long a held payout waits before its owner is reminded. */
export const REVIEW_REMINDER_MS = 24 * HOUR_MS;

/** The pause before inquiry number `inquiries + 1`, at least `notBeforeMs`. */
export function inquiryDelayMs(inquiries: number, notBeforeMs: number, key: string): number {
  const momentMs = INQUIRY_MOMENTS_MS[inquiries];
  const stepMs =
    momentMs === undefined ? HOUR_MS : momentMs - (INQUIRY_MOMENTS_MS[inquiries - 1] ?? 0);
  const earliestMs = inquiries === 0 ? Math.max(stepMs, notBeforeMs) : stepMs;
  return spread(earliestMs, `${key}:inquiry:${inquiries}`);
}

/** The pause before a queued payout looks for a route again: 250 ms doubling up to a minute. */
export function postponeDelayMs(postponements: number, key: string): number {
  const stepMs = Math.min(POSTPONE_MS_MAX, POSTPONE_MS_MIN * 2 ** Math.min(postponements, 16));
  return spread(stepMs, `${key}:postpone:${postponements}`);
}

/**
 * The pause after the payout's death number `deaths`, where none of them judged it: 250 ms doubling
 * up to a quarter of an hour, so that a hundred attempts last about a day.
 */
export function parkDelayMs(deaths: number, key: string): number {
  const stepMs = Math.min(PARK_MS_MAX, POSTPONE_MS_MIN * 2 ** Math.min(deaths - 1, 16));
  return spread(stepMs, `${key}:park:${deaths}`);
}

/** Adds 0 to 10 %, drawn from the key: never earlier than asked. */
function spread(delayMs: number, key: string): number {
  return Math.round(delayMs * (1 + JITTER_SHARE * fraction(key)));
}

/** FNV-1a over the key, as a fraction in [0, 1). Spreads load; keeps no secret. */
function fraction(key: string): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01_00_01_93);
  }
  return (hash >>> 0) / 4_294_967_296;
}

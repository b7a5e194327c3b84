const HOUR_MS = 3_600_000;

/** `2026-11-24T09:00:00` on a clock so many whole hours ahead of UTC, the whole year. */
export function wallTime(atMs: number, hoursAhead: number): string {
  return new Date(atMs + hoursAhead * HOUR_MS).toISOString().slice(0, 19);
}

/** RFC 3339 to the second with its offset: `2026-11-24T09:00:00+08:00`. */
export function offsetTime(atMs: number, hoursAhead: number): string {
  return `${wallTime(atMs, hoursAhead)}+${hoursAhead.toString().padStart(2, '0')}:00`;
}

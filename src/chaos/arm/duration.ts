const UNIT_MS = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

const SHORT = /^(\d{1,9})(ms|s|m|h)$/;
const ISO = /^PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,3})?)S)?$/;

/** Reads `250ms`, `30s`, `5m`, `1h` or ISO 8601 `PT1M30S`; `null` for anything else. */
export function parseDurationMs(text: string): number | null {
  const short = SHORT.exec(text);
  if (short !== null) {
    const unitMs = UNIT_MS.get(short[2] ?? '');
    return unitMs === undefined ? null : Number(short[1]) * unitMs;
  }
  const iso = ISO.exec(text);
  if (iso === null || text === 'PT') return null;
  const [, hours = '0', minutes = '0', seconds = '0'] = iso;
  return Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1_000;
}

const BEIJING_MS = 8 * 3_600_000;
const MOMENT = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;

/** `yyyyMMddHHmmss` on the bank's clock. */
export function momentOf(atMs: number): string {
  const iso = new Date(atMs + BEIJING_MS).toISOString();
  return iso.slice(0, 19).replaceAll(/[-:T]/g, '');
}

/** `yyyyMMdd` on the bank's clock. */
export function dayOf(atMs: number): string {
  return momentOf(atMs).slice(0, 8);
}

/** Reads `yyyyMMddHHmmss` of the bank's clock as Unix ms; `NaN` for anything else. */
export function msOf(moment: string): number {
  const [, year, month, day, hour, minute, second] = MOMENT.exec(moment) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
}

import { wallTime } from '../../server/times.ts';

const MOMENT = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;

/** `yyyyMMddHHmmss` on the bank's clock. */
export function momentOf(atMs: number): string {
  return wallTime(atMs, 8).replaceAll(/[-:T]/g, '');
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

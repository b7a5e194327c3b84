/** How many digits a decimal may have before and after its point. */
export interface DecimalForm {
  readonly wholeDigitsMax: number;
  readonly places: number;
}

/**
 * Reads `"12.3"` in minor units: 1230 with two places. `null` for anything but digits with at most
 * one point between them, and for more digits than the form allows. Zero is read as zero.
 */
export function readDecimal(text: string, { wholeDigitsMax, places }: DecimalForm): bigint | null {
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '' || whole.length > wholeDigitsMax || fraction.length > places) return null;
  return BigInt(whole + fraction.padEnd(places, '0'));
}

/** Writes minor units as a decimal with exactly so many places; a debit with its minus sign. */
export function writeDecimal(minor: bigint, places: number): string {
  const sign = minor < 0n ? '-' : '';
  const digits = (minor < 0n ? -minor : minor).toString().padStart(places + 1, '0');
  const point = digits.length - places;
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

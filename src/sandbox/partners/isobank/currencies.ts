import { writeDecimal } from '../../server/decimals.ts';

/** The currencies the bank keeps the client's account in, with their decimals (ISO 4217). */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ['CNY', 2],
  ['EUR', 2],
  ['USD', 2],
  ['GBP', 2],
  ['HKD', 2],
  ['SGD', 2],
  ['CHF', 2],
  ['JPY', 0],
  ['KWD', 3],
]);

/** The currencies by code; the first is the account's own. */
export const CURRENCIES: readonly string[] = [...DECIMALS.keys()];

/** Counts a decimal in minor units, or names the ISO reason why the bank rejects it. */
export function countMinor(decimal: string, currency: string): bigint | 'AM03' | 'AM12' | 'CH20' {
  const places = DECIMALS.get(currency);
  if (places === undefined) return 'AM03';
  const [whole = '', fraction = '', ...rest] = decimal.split('.');
  const isDecimal = rest.length === 0 && /^\d{1,18}$/.test(whole) && /^\d*$/.test(fraction);
  if (!isDecimal || whole.length + fraction.length > 18) return 'AM12';
  if (fraction.length > places) return 'CH20';
  return BigInt(whole + fraction.padEnd(places, '0'));
}

/** Writes minor units as the decimal that messages carry. */
export function decimalOf(minor: bigint, currency: string): string {
  return writeDecimal(minor, DECIMALS.get(currency) ?? 2);
}

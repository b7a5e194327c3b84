import { readDecimal, writeDecimal } from '../../server/decimals.ts';

/**
 * The currencies that the simulated PayPal keeps accounts in, with the decimals of their amounts.
 * Written from PayPal's page of currencies: "does not support decimals" stands beside three of them.
 */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ...'USD AUD BRL CAD CHF CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN SEK SGD THB'
    .split(' ')
    .map((code) => [code, 2] as const),
  ...['HUF', 'JPY', 'TWD'].map((code) => [code, 0] as const),
]);

/** Their codes; the first is the one a balance without a currency is in. */
export const CURRENCIES: readonly string[] = [...DECIMALS.keys()];

/**
 * Reads `"12.34"` in the currency's smallest unit; `null` for anything else, more decimals than the
 * currency has among it, and for a currency that PayPal does not have.
 */
export function readAmount(currency: string, value: string): bigint | null {
  const places = DECIMALS.get(currency);
  return places === undefined ? null : readDecimal(value, { wholeDigitsMax: 12, places });
}

/** Writes an amount the way PayPal shows it. */
export function showAmount(currency: string, minor: bigint) {
  return { currency, value: writeDecimal(minor, DECIMALS.get(currency) ?? 2) };
}

import { type Currency, isCurrency } from '../../src/contract/currency.ts';
import type { Money } from '../../src/contract/money.ts';
import { fieldOf, type JsonObject } from '../../src/contract/read.ts';

/**
 * The currencies that Adyen counts otherwise than ISO 4217 does: CLP and ISK with two decimals, CVE
 * and IDR with none (its page of currency codes: "the decimals in the table on this page are
 * leading"). An amount in one of them would be wrong by a factor of a hundred, so we neither send
 * nor read one.
 */
const COUNTED_DIFFERENTLY: ReadonlySet<Currency> = new Set(['CLP', 'CVE', 'IDR', 'ISK']);

/** True when Adyen's minor units of the currency are ISO 4217's, and ours. */
export function countsAsWeDo(currency: Currency): boolean {
  return !COUNTED_DIFFERENTLY.has(currency);
}

/**
 * Reads `{ currency, value }` of Adyen's: a JSON integer of minor units. A fraction, a text, a
 * negative number, what a double cannot hold, or a currency that is counted differently is
 * `'unreadable'`.
 */
export function readAmount(amount: JsonObject): Money | 'unreadable' {
  const currency = fieldOf(amount, 'currency');
  const value = fieldOf(amount, 'value');
  if (typeof currency !== 'string' || !isCurrency(currency)) return 'unreadable';
  if (!countsAsWeDo(currency)) return 'unreadable';
  const isCountable = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  return isCountable ? { currency, minor: BigInt(value) } : 'unreadable';
}

import type { Currency } from '../../../src/contract/currency.ts';

/**
 * How many decimals PayPal takes in each currency it pays in.
 *
 * "This currency does not support decimals. If you pass a decimal amount, an error occurs" stands
 * beside HUF, JPY and TWD (PP-CURRENCIES); all others have two. For HUF and TWD that is not ISO
 * 4217, which counts both in hundredths. BRL and MYR are for accounts in the country; which of the
 * others an account may send is PayPal's to say (NON_HOLDING_CURRENCY).
 */
export const PAYPAL_DECIMALS: ReadonlyMap<Currency, 0 | 2> = new Map<Currency, 0 | 2>([
  ['AUD', 2],
  ['BRL', 2],
  ['CAD', 2],
  ['CHF', 2],
  ['CZK', 2],
  ['DKK', 2],
  ['EUR', 2],
  ['GBP', 2],
  ['HKD', 2],
  ['HUF', 0],
  ['ILS', 2],
  ['JPY', 0],
  ['MXN', 2],
  ['MYR', 2],
  ['NOK', 2],
  ['NZD', 2],
  ['PHP', 2],
  ['PLN', 2],
  ['SEK', 2],
  ['SGD', 2],
  ['THB', 2],
  ['TWD', 0],
  ['USD', 2],
]);

import assert from 'node:assert/strict';

import { CURRENCY_EXPONENTS, type Currency } from './currency.ts';

/**
 * An amount of money in minor units: `{ currency: 'CNY', minor: 12_345n }` is 123.45 yuan.
 *
 * Never a float and never a bare number: the amount and its currency travel together.
 */
export interface Money {
  readonly currency: Currency;
  readonly minor: bigint;
}

/** The largest amount any part of the gateway carries, in minor units (18 digits, ISO 20022). */
export const AMOUNT_MINOR_MAX = 999_999_999_999_999_999n;

/** Writes money as a decimal string in major units: 12_345n fen becomes `"123.45"`. */
export function formatDecimal({ currency, minor }: Money): string {
  assert(minor >= 0n, 'a payout amount is never negative');
  const exponent = CURRENCY_EXPONENTS[currency];
  const digits = minor.toString().padStart(exponent + 1, '0');
  if (exponent === 0) return digits;
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

const DECIMAL = /^(\d{1,18})(?:\.(\d{1,5}))?$/;

/**
 * Reads a decimal string in major units: `"123.4"` yuan becomes 12_340n fen.
 *
 * Returns `null` for anything that is not exactly representable in the currency's minor units; an
 * amount we cannot read is an echo that does not match, hence doubt.
 */
export function parseDecimal(text: string, currency: Currency): Money | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const exponent = CURRENCY_EXPONENTS[currency];
  const fraction = (match[2] ?? '').padEnd(exponent, '0');
  if (/[^0]/.test(fraction.slice(exponent))) return null;
  const minor = BigInt(`${match[1] ?? ''}${fraction.slice(0, exponent)}`);
  return minor > AMOUNT_MINOR_MAX ? null : { currency, minor };
}

/** True when both carry the same currency and the same number of minor units. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.currency === b.currency && a.minor === b.minor;
}

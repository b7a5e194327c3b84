import { formatDecimal, type Money, parseDecimal } from '../../src/contract/money.ts';
import type { JsonObject } from '../../src/contract/read.ts';

/** Writes an amount as Alipay wants it: yuan with two decimals, `"123.45"`. */
export function toYuan(amount: Money): string {
  return formatDecimal(amount);
}

/**
 * Reads the amount that Alipay repeats, in yuan: `undefined` when none stands there, `'unreadable'`
 * for anything but a string that is exact in fen. `trans_amount` stands in queries and messages,
 * `amount` in answers to transfers (fixtures/alipay/SOURCES.md F3).
 */
export function amountIn(fields: JsonObject): Money | 'unreadable' | undefined {
  const name = ['trans_amount', 'amount'].find((field) => Object.hasOwn(fields, field));
  if (name === undefined) return undefined;
  const value = fields[name];
  const money = typeof value === 'string' ? parseDecimal(value, 'CNY') : null;
  return money ?? 'unreadable';
}

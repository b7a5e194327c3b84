import { formatDecimal, type Money, parseDecimal, sameMoney } from '../../src/contract/money.ts';
import type { JsonObject } from '../../src/contract/read.ts';

/** Writes an amount as Alipay wants it: yuan with two decimals, `"123.45"`. */
export function toYuan(amount: Money): string {
  return formatDecimal(amount);
}

/**
 * Reads the amount that Alipay repeats, in yuan: `undefined` when none stands there, `'unreadable'`
 * for anything but a string that is exact in fen. `trans_amount` stands in queries and messages,
 * `amount` in answers to transfers (fixtures/alipay/SOURCES.md F3); two that differ are no amount.
 */
export function amountIn(fields: JsonObject): Money | 'unreadable' | undefined {
  const found = ['trans_amount', 'amount'].filter((field) => Object.hasOwn(fields, field));
  const [first, second] = found.map((field) => yuanIn(fields[field]));
  if (first === undefined || second === undefined) return first;
  const agree = first !== 'unreadable' && second !== 'unreadable' && sameMoney(first, second);
  return agree ? first : 'unreadable';
}

function yuanIn(value: unknown): Money | 'unreadable' {
  return (typeof value === 'string' ? parseDecimal(value, 'CNY') : null) ?? 'unreadable';
}

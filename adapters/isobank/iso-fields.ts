import { isCurrency } from '../../src/contract/currency.ts';
import { type Money, parseDecimal } from '../../src/contract/money.ts';
import { descend, optionalChild, textAt, type XmlElement } from './xml-read.ts';

/** Why a payment was rejected or returned: a code of the external set, or the bank's own word. */
export interface Reason {
  readonly set: 'external' | 'proprietary';
  readonly code: string;
}

const CODE = /^[A-Z0-9]{4}$/;

/**
 * Reads an amount with its `Ccy`; `undefined` when the element is absent, `'unreadable'` when it
 * cannot be counted exactly in a currency we know.
 */
export function moneyAt(
  from: XmlElement,
  ...path: readonly string[]
): Money | 'unreadable' | undefined {
  const amount = descend(from, ...path);
  if (amount === undefined) return undefined;
  const currency = amount.attributes.get('Ccy') ?? '';
  return (isCurrency(currency) ? parseDecimal(amount.text, currency) : null) ?? 'unreadable';
}

/** Reads `CdtrAcct` below the element: an IBAN or another number. */
export function creditorAccountAt(
  from: XmlElement,
  ...path: readonly string[]
): string | undefined {
  const id = descend(from, ...path, 'CdtrAcct', 'Id');
  return id && (textAt(id, 'IBAN') ?? textAt(id, 'Othr', 'Id'));
}

/**
 * Reads a `Rsn` choice. A code that does not look like one becomes the bank's own word `?`, which
 * no table has: text of unknown length and content must not travel on as a code.
 */
export function reasonAt(from: XmlElement): Reason | undefined {
  const reason = optionalChild(from, 'Rsn');
  if (reason === undefined) return undefined;
  const code = textAt(reason, 'Cd');
  if (code !== undefined && CODE.test(code)) return { set: 'external', code };
  const own = textAt(reason, 'Prtry') ?? '';
  return { set: 'proprietary', code: /^[A-Z0-9_-]{1,35}$/.test(own) ? own : '?' };
}

import { isCurrency } from '../../src/contract/currency.ts';
import { type Money, parseDecimal } from '../../src/contract/money.ts';
import { descend, optionalChild, textAt, type XmlElement } from './xml-read.ts';

/** Why a payment was rejected or returned: a code of the external set, or the bank's own word. */
export interface Reason {
  readonly set: 'external' | 'proprietary';
  readonly code: string;
}

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
 * Reads a `Rsn` choice as it stands. It is text from outside: look it up in a table, and let it
 * travel on only as a key of that table or through `unreadable`.
 */
export function reasonAt(from: XmlElement): Reason | undefined {
  const reason = optionalChild(from, 'Rsn');
  if (reason === undefined) return undefined;
  const code = textAt(reason, 'Cd');
  return code === undefined
    ? { set: 'proprietary', code: textAt(reason, 'Prtry') ?? '' }
    : { set: 'external', code };
}

import { createHash } from 'node:crypto';

import type { BankInstruction } from '../../bank/bank.ts';
import { decimalOf } from './currencies.ts';
import type { Transfer } from './read-order.ts';
import { amountTag, tag, type Xml } from './xml-text.ts';

/** One payment as the bank reports it. */
export interface PaymentView {
  readonly transfer: Transfer;
  /** `null` for an order that was rejected before it became an instruction. */
  readonly instruction: BankInstruction | null;
  /** ISO transaction status. */
  readonly status: string;
  readonly reasonCode: string | null;
  readonly atMs: number;
  /** What the bank says it was told to pay; more than the truth when it lies. */
  readonly shownMinor: bigint;
}

/** The id of a message about something that happened: the same for each delivery of it. */
export function messageId(...about: readonly string[]): string {
  return `B${createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 31)}`;
}

/** An instant as messages carry it. */
export function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** An amount of the payment's own currency. */
export function amount(name: string, minor: bigint, { currency }: Transfer): Xml {
  return amountTag(name, decimalOf(minor, currency), currency);
}

/** The creditor's account, as it was given. */
export function creditorAccount({ creditorAccount: number, accountIsIban }: Transfer): Xml {
  return tag('CdtrAcct', accountId(number, accountIsIban));
}

/** An account's `Id` choice. */
export function accountId(number: string, isIban: boolean): Xml {
  return tag('Id', isIban ? tag('IBAN', number) : tag('Othr', tag('Id', number)));
}

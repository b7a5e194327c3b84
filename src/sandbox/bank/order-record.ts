import { createHash } from 'node:crypto';

import type { BankInstruction, BankOrder, BookEntry } from './bank.ts';

/** One status an instruction has had, with the moment it took it. */
export interface StatusLine {
  readonly status: BankInstruction['status'];
  readonly reasonCode: string | null;
  readonly atMs: number;
}

/** One taken order: what was asked, what became of it, and the way to stop its settlement. */
export interface OrderRecord {
  readonly order: BankOrder;
  instruction: BankInstruction;
  readonly history: StatusLine[];
  executedAtMs: number | null;
  returnedMinor: bigint;
  stopSettlement: () => void;
}

/** Opens the record of an order that the bank has just taken. */
export function openRecord(order: BankOrder, bankReference: string, nowMs: number): OrderRecord {
  const { reference, amountMinor, currency, creditorAccount, creditorName } = order;
  return {
    order,
    instruction: {
      reference,
      bankReference,
      amountMinor,
      currency,
      creditorAccount,
      creditorName,
      status: 'accepted',
      reasonCode: null,
      feeMinor: 0n,
      placedAtMs: nowMs,
      changedAtMs: nowMs,
    },
    history: [{ status: 'accepted', reasonCode: null, atMs: nowMs }],
    executedAtMs: null,
    returnedMinor: 0n,
    stopSettlement: () => {},
  };
}

/** True when a repeat asks for exactly what was asked first: money, payee and all other content. */
export function sameContent(one: BankOrder, other: BankOrder): boolean {
  return (
    one.amountMinor === other.amountMinor &&
    one.currency === other.currency &&
    one.creditorAccount === other.creditorAccount &&
    one.creditorName === other.creditorName &&
    one.content === other.content
  );
}

/**
 * The bank's own number for the nth order under a reference: the day and 20 digits.
 *
 * Derived and not counted, so that a replay gives each order the same number, whatever the order
 * of arrival.
 */
export function bankReferenceOf(
  partner: string,
  reference: string,
  orderIndex: number,
  nowMs: number,
): string {
  const key = JSON.stringify([partner, reference, orderIndex]);
  const digits = BigInt(`0x${createHash('sha256').update(key).digest('hex').slice(0, 16)}`);
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '');
  return `${day}${digits.toString().padStart(20, '0')}`;
}

/**
 * Writes all orders under one reference as one line of the books, or `null` when none was executed.
 *
 * `executions` counts the executed orders; amount and creditor are those of the first of them.
 */
export function bookEntryOf(partner: string, records: readonly OrderRecord[]): BookEntry | null {
  const executed = records.filter((record) => record.executedAtMs !== null);
  const first = executed.at(0);
  const last = executed.at(-1);
  if (first === undefined || last === undefined || first.executedAtMs === null) return null;
  const { reference, bankReference, amountMinor, currency, creditorAccount, creditorName } =
    first.instruction;
  const returnedMinor = executed.reduce((sum, record) => sum + record.returnedMinor, 0n);
  return {
    partner,
    reference,
    bankReference,
    amountMinor: amountMinor.toString(),
    currency,
    creditorAccount,
    creditorName,
    executions: executed.length,
    status: last.instruction.status,
    executedAtMs: first.executedAtMs,
    returnedMinor: returnedMinor.toString(),
  };
}

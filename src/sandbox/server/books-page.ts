import type { BookEntry } from '../bank/bank.ts';
import type { LedgerBank, MoneyTotals } from '../bank/ledger-bank.ts';

/** The books of the banks asked for, as `GET /books` shows them. */
export interface BooksPage {
  readonly entries: readonly BookEntry[];
}

/** The money equation of all banks, as `GET /books/equation` shows it. */
export interface EquationPage {
  /** True when every account's balance equals its opening less what was paid and not returned. */
  readonly holds: boolean;
  readonly executions: number;
  /** References that were executed at least once. */
  readonly references: number;
  /** Executions beyond the first under one reference: money paid again. */
  readonly doubleExecutions: number;
  readonly accounts: readonly EquationLine[];
}

/** One account's line of the equation, in minor units. */
interface EquationLine extends MoneyTotals {
  readonly partner: string;
  readonly holds: boolean;
}

/** Collects every executed instruction of the given banks. */
export function booksPage(banks: readonly LedgerBank[]): BooksPage {
  return { entries: banks.flatMap((bank) => bank.books()) };
}

/** Adds the banks up: `balance + executed - returned = opening` per account. */
export function equationPage(banks: readonly LedgerBank[]): EquationPage {
  const accounts = banks.flatMap((bank) =>
    bank.totals().map((totals) => ({ partner: bank.partner, ...totals, holds: holds(totals) })),
  );
  const entries = banks.flatMap((bank) => bank.books());
  const executions = entries.reduce((sum, entry) => sum + entry.executions, 0);
  return {
    holds: accounts.every((account) => account.holds),
    executions,
    references: entries.length,
    doubleExecutions: executions - entries.length,
    accounts,
  };
}

function holds({ openingMinor, balanceMinor, executedMinor, returnedMinor }: MoneyTotals): boolean {
  return balanceMinor + executedMinor - returnedMinor === openingMinor;
}

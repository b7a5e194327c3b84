import * as z from 'zod';

import { readSamplePayouts } from '../../config/sample-payouts.ts';
import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import { payerOf } from '../crash/crash-order.ts';
import type { Loan, Statement } from './statement.ts';

const AMOUNT_MINOR_FIRST = 20_000;

/** What the gateway says of a payout, in answers and in webhooks. */
export const toldSchema = z.object({
  id: z.string(),
  state: z.string(),
  moneyMoved: z.string(),
  safeToResubmit: z.boolean(),
  failure: z.object({ code: z.string(), detail: z.string() }).nullish(),
});

/** A loan as it is posted: its amount is that of no other, and its creditor is its own. */
export interface StormOrder {
  readonly key: string;
  readonly partner: string;
  readonly body: {
    readonly obligation: string;
    readonly amount: { readonly value: number; readonly currency: string };
    readonly creditor: { readonly name: string; readonly account: { readonly value: string } };
    readonly remittance: string;
    readonly route?: readonly string[];
  };
}

/** Everything that was ever said of the loans, by their numbers. */
export interface LoanBooks {
  orderOf(no: number): StormOrder;
  /** Writes down what was said. A webhook of a payout that nobody posted is dropped. */
  hear(no: number, told: z.output<typeof toldSchema>, about: Heard): void;
  hearWebhook(told: z.output<typeof toldSchema>, sinceMs: number): void;
  /** The payout that the loan was last acknowledged as. */
  payoutOf(no: number): string | undefined;
  /**
   * The gateway does not know the payout any more. The state that stands all the same: a loan that was told
   * to be over is not ordered again, since it may have been ordered anew under another key.
   */
  forgotten(no: number): string | null;
  loans(): readonly Loan[];
}

/** Since when the gateway knew what it said, and in what. */
export type Heard = Pick<Statement, 'sinceMs' | 'by'>;

const GIVEN_UP: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED']);

interface Book {
  readonly order: StormOrder;
  readonly payoutIds: string[];
  readonly statements: Statement[];
  end: Statement | null;
}

/** Books of loans whose amounts and creditors the seed draws. */
export function createLoanBooks(seed: string): LoanBooks {
  const books = new Map<number, Book>();
  const noOf = new Map<string, number>();

  function bookOf(no: number): Book {
    const known = books.get(no);
    if (known !== undefined) return known;
    const book = { order: orderOf(seed, no), payoutIds: [], statements: [], end: null };
    books.set(no, book);
    return book;
  }

  function hear(no: number, told: z.output<typeof toldSchema>, about: Heard): void {
    const book = bookOf(no);
    const { id: payoutId, state, moneyMoved, safeToResubmit, failure } = told;
    const why = failure == null ? '' : `${failure.code}, ${failure.detail}`;
    const statement = { payoutId, state, moneyMoved, safeToResubmit, why, ...about };
    book.statements.push(statement);
    if (about.by !== 'webhook') book.end = statement;
    if (about.by === 'post' && !book.payoutIds.includes(payoutId)) book.payoutIds.push(payoutId);
    noOf.set(payoutId, no);
  }

  return {
    orderOf: (no) => bookOf(no).order,
    hear,
    hearWebhook(told, sinceMs) {
      const no = noOf.get(told.id);
      if (no !== undefined) hear(no, told, { sinceMs, by: 'webhook' });
    },
    payoutOf: (no) => bookOf(no).payoutIds.at(-1),
    forgotten(no) {
      const book = bookOf(no);
      if (book.end === null || !GIVEN_UP.has(book.end.state)) book.end = null;
      return book.end?.state ?? null;
    },
    loans: () => [...books.values()].map(loanOf),
  };
}

function loanOf({ order, payoutIds, statements, end }: Book): Loan {
  const { obligation, amount, creditor } = order.body;
  return {
    obligation,
    partner: order.partner,
    currency: amount.currency,
    amountMinor: BigInt(amount.value),
    account: creditor.account.value,
    payoutIds,
    statements,
    end,
  };
}

function orderOf(seed: string, no: number): StormOrder {
  const partner = payerOf(no);
  const { account, currency, route } = readSamplePayouts(partner, FIXTURES_FOLDER);
  return {
    key: `${seed}-${no}`,
    partner,
    body: {
      obligation: `${seed}-loan-${no}`,
      amount: { value: AMOUNT_MINOR_FIRST + no, currency },
      creditor: { name: 'Zhang San', account: account(no) },
      remittance: 'loan',
      ...(route === undefined ? {} : { route: [partner] }),
    },
  };
}

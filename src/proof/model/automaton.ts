import type { Bounds } from './bounds.ts';
import { createOracle } from './payout-table.ts';
import { type Progress, QUIET } from './progress.ts';
import type { Outcome, Row } from './row.ts';
import type { Product } from './product.ts';
import { CLOCKS_MS, DEADLINE_CLOCK, factsOf, isAskable } from './questions.ts';

/**
 * The product's `decide()` written out: every abstract payout that any sequence of facts leads to,
 * and what it answers to each of them. No world is asked whether it would tell such facts.
 */
export interface Automaton {
  readonly born: number;
  readonly rows: readonly Row[];
  /** Facts times clocks: a question is a place in {@link answers} of a row. */
  readonly questions: readonly { readonly fact: number; readonly clock: number }[];
  /** Per row, per question: the next row + NEXT_ROOM * the label, or UNASKED. */
  readonly answers: readonly Int32Array[];
  readonly labels: readonly Label[];
}

/** What an answer does besides leading to another payout. */
export type Label = Omit<Outcome, 'next'>;

/** In place of an answer: the question is never put to this payout. */
export const UNASKED = -1;
/** An answer is `next + NEXT_ROOM * label`: room for so many payouts. */
export const NEXT_ROOM = 2 ** 20;

/** Payouts between two lines of progress. */
const ROWS_PER_LINE = 5_000;

/** Asks the product everything. */
export function writeOut(product: Product, bounds: Bounds, progress: Progress = QUIET): Automaton {
  const oracle = createOracle(product, bounds);
  const questions = factsOf(bounds).flatMap((fact) =>
    CLOCKS_MS.map((_, clock) => ({ fact, clock })),
  );
  const labels: Label[] = [];
  const numbers = new Map<string, number>();
  const answers: Int32Array[] = [];
  const rows: Row[] = [];

  const labelOf = ({ effects, flaw }: Label): number => {
    const key = effects.length === 0 && flaw === null ? '' : JSON.stringify([effects, flaw]);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, labels.length);
    return labels.push({ effects, flaw }) - 1;
  };

  for (let payoutId = 0; payoutId < oracle.size(); payoutId++) {
    if (payoutId > 0 && payoutId % ROWS_PER_LINE === 0) {
      progress(`${payoutId} payouts asked everything, of ${oracle.size()} met so far`);
    }
    const row = oracle.row(payoutId);
    if (rows.push(row) > NEXT_ROOM) throw new Error('more payouts than an answer leaves room for');
    answers.push(
      Int32Array.from(questions, ({ fact, clock }) => {
        if (row.state === 'CONFLICT' || !isAskable(row, fact, bounds)) return UNASKED;
        if (clock === DEADLINE_CLOCK && !bounds.deadline) return UNASKED;
        const outcome = oracle.decide(payoutId, payoutId, fact, clock);
        return outcome.next + NEXT_ROOM * labelOf(outcome);
      }),
    );
  }
  return { born: oracle.born, rows, questions, answers, labels };
}

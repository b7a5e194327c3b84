import type { PayoutRecord } from './evidence.ts';
import { isEverMoney, type OrderBook } from './order-book.ts';
import type { Finding } from './wrongs.ts';

/** At no moment may a loan have been paid, and kept, by two payouts. */
export function judgeLoans(
  payouts: readonly PayoutRecord[],
  book: OrderBook,
  betrayed: ReadonlySet<string>,
): readonly Finding[] {
  const byLoan = Map.groupBy(payouts, ({ loan }) => loan);
  return [...byLoan].flatMap(([loan, ofLoan]): Finding[] => {
    if (ofLoan.length === 1 || ofLoan.some(({ id }) => betrayed.has(id))) return [];
    const paid = ofLoan
      .flatMap(({ id }) => book.ofPayout(id))
      .filter(({ executedAt }) => executedAt !== null)
      .toSorted((a, b) => (a.executedAt ?? 0) - (b.executedAt ?? 0));
    const again = paid.find((order, index) => {
      const before = paid[index - 1];
      return before !== undefined && isEverMoney(before, order.executedAt ?? 0);
    });
    if (again === undefined) return [];
    const payers = new Set(paid.map((order) => book.ownerOf(order)?.payout.id));
    // Two executions of one payout are found with that payout.
    if (payers.size === 1) return [];
    const detail = `${loan} by ${paid.length} payouts`;
    return [{ wrong: 'paidTwice', id: loan, detail, amount: again.amount }];
  });
}

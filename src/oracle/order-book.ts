import type { AttemptRecord, BankOrder, Evidence, PayoutRecord } from './evidence.ts';

/** The banks' orders, each with the attempt and the payout that made it. */
export interface OrderBook {
  /** The orders of one payout's attempts, in the order of the books. */
  ofPayout(payoutId: string): readonly BankOrder[];
  /** Whose an order is; `null` when no payout made it. */
  ownerOf(order: BankOrder): Owner | null;
  readonly all: readonly BankOrder[];
}

/** Who made an order. */
export interface Owner {
  readonly payout: PayoutRecord;
  readonly attempt: AttemptRecord;
}

/** Puts the orders in the hands of the payouts that made them: by partner and key, by nothing else. */
export function openOrderBook({
  orders,
  payouts,
}: Pick<Evidence, 'orders' | 'payouts'>): OrderBook {
  const owners = new Map<string, Owner>();
  for (const payout of payouts) {
    for (const attempt of payout.attempts) {
      owners.set(keyOf(attempt.partner, attempt.partnerKey), { payout, attempt });
    }
  }
  const ownerOf = ({ partner, reference }: BankOrder) =>
    owners.get(keyOf(partner, reference)) ?? null;
  const byPayout = Map.groupBy(orders, (order) => ownerOf(order)?.payout.id ?? null);
  return { all: orders, ofPayout: (payoutId) => byPayout.get(payoutId) ?? [], ownerOf };
}

/** Whether an order was executed, or will be, without its money being back at that moment. */
export function isEverMoney({ executedAt, returnedAt }: BankOrder, moment: number): boolean {
  return executedAt !== null && (returnedAt === null || returnedAt > moment);
}

/** Executed and kept, or on the way to it, at a moment: what "no" would be wrong about. */
export function isMoneyAt(order: BankOrder, moment: number): boolean {
  return order.leftAt <= moment && isEverMoney(order, moment);
}

function keyOf(partner: string, reference: string): string {
  return `${partner} ${reference}`;
}

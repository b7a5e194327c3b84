import type { BankOrder, PayoutRecord, Statement } from './evidence.ts';
import { isEverMoney, isMoneyAt } from './order-book.ts';
import type { Finding } from './wrongs.ts';

/** Holds what was told against what the banks had done at the moment of which it speaks. */
export function judgeStatement(
  statement: Statement,
  orders: readonly BankOrder[],
  payout: PayoutRecord | null,
): readonly Finding[] {
  const { state, moneyMoved, safeToResubmit, asOf } = statement;
  const said = (details: string) => finding(statement, payout, `, ${details}`);
  const found: Finding[] = [];
  if (moneyMoved === 'no' && orders.some((order) => isMoneyAt(order, asOf))) {
    found.push(said('moneyMoved no, and a bank had it or was getting it'));
  }
  const executed = orders.some(({ executedAt }) => executedAt !== null && executedAt <= asOf);
  if (moneyMoved === 'yes' && !executed) found.push(said('moneyMoved yes, and none had moved'));
  const isDead = state === 'FAILED' || state === 'CANCELLED' || safeToResubmit;
  if (isDead && orders.some((order) => isEverMoney(order, asOf))) {
    found.push(said('safe to resubmit, and a bank paid it'));
  }
  return found;
}

/** Once a lie is known, nothing but the worst may be said. */
export function judgeWarning(
  statement: Statement,
  conflictAt: number,
  payout: PayoutRecord | null,
): readonly Finding[] {
  const { state, moneyMoved, safeToResubmit, asOf } = statement;
  if (asOf < conflictAt) return [];
  const warned = state === 'CONFLICT' && moneyMoved === 'yes' && !safeToResubmit;
  return warned ? [] : [finding(statement, payout, ' after the conflict was known')];
}

function finding(
  { payoutId, how, state }: Statement,
  payout: PayoutRecord | null,
  rest: string,
): Finding {
  return {
    wrong: 'toldWrong',
    id: payoutId,
    detail: `${payoutId} by ${how}, ${state}${rest}`,
    amount: payout?.amount ?? null,
  };
}

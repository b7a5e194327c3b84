import { isFinal, type PayoutState } from '../payouts/model/payout.ts';
import type { BankOrder, PayoutRecord } from './evidence.ts';
import { judgeState, type StateWrong } from './judge-state.ts';
import type { Finding, Wrong } from './wrongs.ts';

/** How a state that is wrong is put into words. */
const STATE_WORDS: Readonly<
  Record<StateWrong, (state: PayoutState, executions: number) => string>
> = {
  paidTwice: (_state: PayoutState, executions: number) => `${executions} executions`,
  diedAndPaid: (state: PayoutState) => `is ${state}, and a bank paid it`,
  paidWithoutPayment: (state: PayoutState) => `is ${state}, and no bank paid it`,
  conflictOfTheHonest: () => 'is CONFLICT, and nobody lied',
};

/** How a payout may have ended among honest banks: I1, I2, I3 and I5 of docs/MONEY.md. */
export function judgePayout(
  payout: PayoutRecord,
  orders: readonly BankOrder[],
): readonly Finding[] {
  const { id, state, isDue, amount } = payout;
  const executed = orders.filter(({ executedAt }) => executedAt !== null);
  const kept = executed.filter(({ returnedAt }) => returnedAt === null);
  const findings: Finding[] = [];
  const find = (wrong: Wrong, detail: string, money = amount) =>
    findings.push({ wrong, id, detail: `${id} ${detail}`, amount: money });

  const wrong = judgeState(state, executed.length);
  if (wrong === 'paidTwice') {
    for (const again of executed.slice(1)) {
      find('paidTwice', STATE_WORDS.paidTwice(state, executed.length), again.amount);
    }
  } else if (wrong !== null) {
    find('toldWrong', STATE_WORDS[wrong](state, executed.length));
  }
  if (!isFinal(state) && !isDue) find('stuck', `in ${state} without a next action`);
  if (executed.length > 0) {
    if (state === 'PAID' && kept.length === 0)
      find('toldWrong', 'is PAID, and the money came back');
    if (state === 'RETURNED' && kept.length > 0) {
      find('toldWrong', 'is RETURNED, and the money did not come back');
    }
    if (state === 'PAID' && !executed.some((order) => isAsOrdered(order, payout))) {
      find('toldWrong', 'is PAID, and no bank paid this amount to this account');
    }
  }
  return findings;
}

/** Whether each execution moved what was ordered to whom it was ordered; lies excuse nothing here. */
export function judgeExecutions(
  payout: PayoutRecord,
  orders: readonly BankOrder[],
): readonly Finding[] {
  const { id } = payout;
  return orders
    .filter(({ executedAt }) => executedAt !== null)
    .flatMap((order): Finding[] => {
      const { partner, amount } = order;
      const wrongs: Wrong[] = [];
      if (!isAmountOrdered(order, payout)) wrongs.push('wrongAmount');
      if (!isPayeeOrdered(order, payout)) wrongs.push('wrongPayee');
      return wrongs.map((wrong) => ({ wrong, id, detail: `${id} at ${partner}`, amount }));
    });
}

function isAsOrdered(order: BankOrder, payout: PayoutRecord): boolean {
  return isAmountOrdered(order, payout) && isPayeeOrdered(order, payout);
}

function isAmountOrdered(order: BankOrder, { amount }: PayoutRecord): boolean {
  return order.amount.minor === amount.minor && order.amount.currency === amount.currency;
}

function isPayeeOrdered(order: BankOrder, { payee }: PayoutRecord): boolean {
  return order.payee === null || payee === null || order.payee === payee;
}

import type { PayoutState } from '../payouts/model/payout.ts';

/** What a state must never be, as long as every bank of the payout keeps its word. */
export type StateWrong = 'paidTwice' | 'diedAndPaid' | 'paidWithoutPayment' | 'conflictOfTheHonest';

/**
 * What a payout's state breaks at any moment, given how often its orders were executed so far, or
 * `null`: docs/MONEY.md I1, I2 and I3. Asked millions of times by the model check, so it takes numbers.
 */
export function judgeState(state: PayoutState, executions: number): StateWrong | null {
  if (executions > 1) return 'paidTwice';
  switch (state) {
    case 'FAILED':
    case 'CANCELLED':
      return executions > 0 ? 'diedAndPaid' : null;
    case 'PAID':
    case 'RETURNED':
      return executions === 0 ? 'paidWithoutPayment' : null;
    case 'CONFLICT':
      return 'conflictOfTheHonest';
    case 'RECEIVED':
    case 'HELD':
    case 'QUEUED':
    case 'DISPATCHING':
    case 'IN_DOUBT':
    case 'PROCESSING':
      return null;
  }
}

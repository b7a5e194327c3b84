import { judgeState, type StateWrong } from '../../oracle/judge-state.ts';
import type { PayoutState } from '../../payouts/model/payout.ts';
import { at, AT, hasLied } from './layout.ts';
import type { Row } from './row.ts';

/** How the model names what the oracle finds (docs/MONEY.md I1 to I3). */
const NAMES: Readonly<Record<StateWrong, (state: PayoutState) => string>> = {
  paidTwice: () => 'DOUBLE PAY (I1)',
  diedAndPaid: (state) => `REPORTED ${state} BUT MONEY MOVED (I2)`,
  paidWithoutPayment: () => 'FALSE SUCCESS (I3)',
  conflictOfTheHonest: () => 'CONFLICT ALTHOUGH EVERY BANK WAS HONEST',
};

/** Which promise a state breaks, held against the banks' own books (I1-I3), or `null`. */
export function bookFlaw(state: Uint8Array, row: Row): string | null {
  const isHonest = !hasLied(state);
  const wrong = isHonest ? judgeState(row.state, at(state, AT.executed)) : null;
  // Two payments are the worst, whatever else is wrong with the payout.
  if (wrong === null || (row.flaw !== null && wrong !== 'paidTwice')) return row.flaw;
  return NAMES[wrong](row.state);
}

import { simPartner } from '../partners/sim-partners.ts';
import type { Arrival } from '../plan/plan.ts';

/** The body of a POST for an arrival's loan; `replaces`: the returned payout before it. */
export function orderBody(arrival: Arrival, replaces: string | null, nowMs: number): string {
  const { payee, payeeNo, amountMinor, loan, borrower, deadlineAfterMs } = arrival;
  const { samples } = simPartner(payee);
  return JSON.stringify({
    obligation: loan,
    amount: { value: amountMinor, currency: samples.currency },
    creditor: { name: 'Zhang San', account: samples.account(payeeNo) },
    remittance: 'loan',
    ...(samples.route === undefined ? {} : { route: samples.route }),
    ...(deadlineAfterMs === null
      ? {}
      : { deadline: new Date(nowMs + deadlineAfterMs).toISOString() }),
    ...(BORROWERS[borrower] === null ? {} : { borrower: BORROWERS[borrower] }),
    ...(replaces === null ? {} : { replaces }),
  });
}

const BORROWERS = {
  fine: null,
  identityIncomplete: { identity: 'incomplete' },
  incomeMissing: { income: 'missing' },
} as const satisfies Record<Arrival['borrower'], object | null>;

import { sameMoney } from '../../contract/money.ts';
import type { Echo, Verdict } from '../../contract/verdict.ts';
import type { Attempt, PayoutRequest } from '../model/payout.ts';

/**
 * Holds what the partner repeats against what we sent. Any difference makes the message speak of
 * some other payment, hence `unknown`: neither paid nor refused.
 */
export function checkEcho(verdict: Verdict, attempt: Attempt, request: PayoutRequest): Verdict {
  if (!('echo' in verdict)) return verdict;
  const differing = differences(verdict.echo, attempt, request);
  if (differing.length === 0) return verdict;
  return {
    kind: 'unknown',
    failure: 'technical.thirdparty.contract',
    detail: `${verdict.kind}, but the partner's ${differing.join(' and ')} differs from ours`,
  };
}

function differences(echo: Echo, attempt: Attempt, request: PayoutRequest): readonly string[] {
  const { partnerKey, amount, account } = echo;
  const differing: string[] = [];
  if (partnerKey !== undefined && partnerKey !== attempt.partnerKey) differing.push('reference');
  if (amount === 'unreadable') differing.push('amount');
  else if (amount !== undefined && !sameMoney(amount, request.amount)) differing.push('amount');
  if (account !== undefined && account !== request.creditor.account.value) differing.push('payee');
  return differing;
}

import { sameMoney } from '../../contract/money.ts';
import type { Echo, Verdict } from '../../contract/verdict.ts';
import type { Attempt, PayoutRequest } from '../model/payout.ts';

/**
 * Holds what the partner repeats against what we sent. Any difference makes the message speak of
 * some other payment, hence `unknown`: neither paid, refused nor returned. But for one: money that
 * moved under our key contradicts that the attempt is dead, whatever its amount (row 17).
 */
export function checkEcho(verdict: Verdict, attempt: Attempt, request: PayoutRequest): Verdict {
  if (!('echo' in verdict)) return verdict;
  const differing = differences(verdict.echo, attempt, request);
  if (movedAfterDeath(verdict, attempt) && differing.every((what) => what === 'amount')) {
    return verdict;
  }
  if (differing.length > 0) {
    return mismatch(
      `${verdict.kind}, but the partner's ${differing.join(' and ')} differs from ours`,
    );
  }
  return verdict.kind === 'returned' ? checkReturn(verdict, request) : verdict;
}

/** True when a payment of this verdict is of another amount than ours, or of one that is not counted. */
export function isOfAnotherAmount({ echo }: { readonly echo: Echo }, request: PayoutRequest) {
  const { amount } = echo;
  return amount !== undefined && (amount === 'unreadable' || !sameMoney(amount, request.amount));
}

/** An execution under our own key, of more than nothing, of an attempt that was declared dead. */
function movedAfterDeath(verdict: Verdict, { state, partnerKey }: Attempt): boolean {
  if (verdict.kind !== 'executed' || state !== 'DEAD') return false;
  const { echo } = verdict;
  return (
    echo.partnerKey === partnerKey && (typeof echo.amount !== 'object' || echo.amount.minor > 0n)
  );
}

/**
 * A return has an upper bound: no more can come back, fee included, than had gone out, and in no
 * other currency. Anything else is about more than this payout, and no reason to pay it again.
 */
function checkReturn(verdict: Verdict & { kind: 'returned' }, request: PayoutRequest): Verdict {
  const { amount, feeMinor } = verdict;
  const paid = request.amount;
  const isPossible =
    amount.currency === paid.currency &&
    amount.minor > 0n &&
    feeMinor >= 0n &&
    amount.minor + feeMinor <= paid.minor;
  return isPossible ? verdict : mismatch('returned, but not out of what was paid');
}

function mismatch(detail: string): Verdict {
  return { kind: 'unknown', failure: 'technical.thirdparty.contract', detail };
}

function differences(echo: Echo, attempt: Attempt, request: PayoutRequest): readonly string[] {
  const { partnerKey, account } = echo;
  const differing: string[] = [];
  if (partnerKey !== undefined && partnerKey !== attempt.partnerKey) differing.push('reference');
  if (isOfAnotherAmount({ echo }, request)) differing.push('amount');
  if (account !== undefined && account !== request.creditor.account.value) differing.push('payee');
  return differing;
}

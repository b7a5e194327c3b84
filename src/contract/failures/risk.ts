import type { FailureMeaning } from '../failure-meaning.ts';
import { CUSTOMER_TEXTS } from './customer-texts.ts';

/**
 * What a risk policy decided, ours or the partner's (docs/FAILURES.md). The customer's text never
 * tells the reason; the case, seen by the owner, does.
 */
export const RISK_FAILURES = {
  'risk.limit.amount': {
    title: 'The amount is over the limit of one payout.',
    money: 'no',
    course: 'fail',
    failover: true,
    iso: { set: 'status', code: 'AM02' },
    owner: 'risk-ops',
    customer: CUSTOMER_TEXTS.amountLimit,
    remedy: 'Lower the amount, raise the limit, or split it where the policy allows that.',
  },
  'risk.limit.velocity': {
    title: 'Too many payouts, or too large a sum, for this payee or product in the window.',
    money: 'no',
    course: 'hold',
    failover: false,
    iso: { set: 'status', code: 'AM14' },
    owner: 'risk-ops',
    customer: CUSTOMER_TEXTS.limitResets,
    remedy: 'Nothing: it is released when the window ends, or earlier by an operator.',
  },
  'risk.fraud.suspected': {
    title: 'A score, a blocklist or the partner suspects fraud.',
    money: 'no',
    course: 'hold',
    failover: false,
    iso: { set: 'status', code: 'FR01' },
    owner: 'fraud-ops',
    customer: CUSTOMER_TEXTS.checking,
    remedy: 'Review the case; release or refuse it. Never sent again by itself.',
  },
  'risk.duplicate.suspected': {
    title: 'Another payout for the same obligation, or the same payee and amount, is under way.',
    money: 'no',
    course: 'hold',
    failover: false,
    iso: { set: 'status', code: 'AM05' },
    owner: 'risk-ops',
    customer: CUSTOMER_TEXTS.similarInProgress,
    remedy: 'Confirm with the caller that both are owed, or cancel this one.',
  },
  'risk.payee.quarantined': {
    title: 'An earlier payout to this account bounced or contradicted itself.',
    money: 'no',
    course: 'hold',
    failover: false,
    iso: { set: 'status', code: 'AC06' },
    owner: 'customer-ops',
    customer: CUSTOMER_TEXTS.checkBankDetails,
    remedy: 'Ask the payee for another account, or clear the quarantine with a reason.',
  },
  'risk.liquidity': {
    title: 'Our prefunding at the partner does not cover the amount.',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: { set: 'status', code: 'AM04' },
    owner: 'treasury',
    customer: CUSTOMER_TEXTS.queued,
    remedy: 'Top up the account at the partner; queued payouts go out by themselves.',
  },
} as const satisfies Record<string, FailureMeaning>;

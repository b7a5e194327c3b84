import type { FailureMeaning } from '../failure-meaning.ts';
import { CUSTOMER_TEXTS } from './customer-texts.ts';

/**
 * What lies between two companies: outages, windows, agreements, late files, money that came back
 * (docs/FAILURES.md).
 */
export const PARTNER_FAILURES = {
  // Queued payouts only. What was in flight when the outage began is in doubt under a technical row.
  'partner.outage': {
    title: 'The partner is down for longer than a breaker’s pause; the payout was not sent.',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: { set: 'status', code: 'AB08' },
    owner: 'partner-management',
    customer: CUSTOMER_TEXTS.bankInterrupted,
    remedy: 'Open an incident with the partner and claim the service level; publish the ETA.',
  },
  'partner.maintenance': {
    title: 'The partner announced a maintenance window.',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: { set: 'status', code: 'TM01' },
    owner: 'partner-management',
    customer: CUSTOMER_TEXTS.bankMaintenance,
    remedy: 'Keep the partner’s calendar current; it is sent when the window ends.',
  },
  'partner.cutoff': {
    title: 'The partner’s cut-off has passed, or it is a holiday there.',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: { set: 'status', code: 'TM01' },
    owner: 'treasury',
    customer: CUSTOMER_TEXTS.nextBankWindow,
    remedy: 'It is sent in the next window; allow an instant rail where the cost is worth it.',
  },
  // PDNG is a transaction status, not a reason: ISO 20022 has no reason for "no news yet".
  'partner.delay.webhook': {
    title: 'The partner took the payout and its notification is overdue.',
    money: 'unknown',
    course: 'inquire',
    failover: false,
    iso: { set: 'status', code: 'PDNG' },
    owner: 'partner-integration',
    customer: CUSTOMER_TEXTS.confirming,
    remedy: 'The resolver inquires by our key; ask the partner for its delivery log.',
  },
  'partner.delay.statement': {
    title: 'The payout is paid, but the statement that proves it is late or incomplete.',
    money: 'yes',
    course: 'none',
    failover: false,
    iso: { set: 'status', code: 'PDNG' },
    owner: 'finance-ops',
    customer: null,
    remedy: 'Chase the partner for the statement.',
  },
  'partner.mismatch': {
    title: 'What the partner says of the money contradicts what it said before, or what we sent.',
    money: 'yes',
    course: 'none',
    failover: false,
    iso: { set: 'status', code: 'AM09' },
    owner: 'finance-ops',
    customer: null,
    remedy: 'Investigate with the partner on the strength of both records.',
  },
  'partner.agreement': {
    title: 'The partner does not offer us this product, or does not know our address.',
    money: 'no',
    course: 'wait',
    failover: true,
    iso: { set: 'status', code: 'AG03' },
    owner: 'partner-management',
    customer: CUSTOMER_TEXTS.queued,
    remedy: 'Have the product enabled or the address allow-listed; the route is paused until then.',
  },
  // A machine must not send again, here or elsewhere, what somebody has stopped.
  'partner.review': {
    title: 'Somebody at a bank, or of ours there, refused it or holds it, and gave no reason.',
    money: 'no',
    course: 'hold',
    failover: false,
    iso: { set: 'status', code: 'MS03' },
    owner: 'payments-ops',
    customer: CUSTOMER_TEXTS.checking,
    remedy: 'Ask the partner who stopped it and why; then release the payout or cancel it.',
  },
  'partner.unreachable.bank': {
    title: 'The payee’s bank does not take part in this partner’s rail.',
    money: 'no',
    course: 'fail',
    failover: true,
    iso: { set: 'status', code: 'CNOR' },
    owner: 'payments-ops',
    customer: CUSTOMER_TEXTS.otherWay,
    remedy: 'Another rail is tried; otherwise ask for an account at another bank.',
  },
  'partner.returned': {
    title: 'The money went out and came back.',
    money: 'yes',
    course: 'none',
    failover: false,
    iso: { set: 'return', code: 'MS03' },
    owner: 'customer-ops',
    customer: CUSTOMER_TEXTS.sentBack,
    remedy: 'Correct the account; submit a new payout that `replaces` this one.',
  },
} as const satisfies Record<string, FailureMeaning>;

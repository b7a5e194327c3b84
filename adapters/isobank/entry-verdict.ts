import type { Money } from '../../src/contract/money.ts';
import type { Echo, Verdict } from '../../src/contract/verdict.ts';
import { paidBy } from './booked-amount.ts';
import type { AccountEntry } from './camt054.ts';
import type { Reason } from './iso-fields.ts';
import { RETURN_REASONS } from './tables/return-reasons.ts';
import { unreadable } from './words.ts';

/**
 * What the statuses of an entry mean (ExternalEntryStatus1Code). `BOOK` is money that moved between
 * the bank and us; the others announce. A status that is not here is doubt.
 */
const ENTRY_STATUSES: ReadonlyMap<string, 'booked' | 'announced'> = new Map([
  ['BOOK', 'booked'],
  ['PDNG', 'announced'],
  ['FUTR', 'announced'],
  ['INFO', 'announced'],
]);

/**
 * Says what an entry on our account means for its payment, by its kind first and then by what was
 * booked: a debit of a credit transfer is the payment itself, a credit that is a return, has a
 * return reason or a reversal mark is the money coming back. A charge, or an adjustment, is kept
 * and decides nothing, whatever references and amounts it repeats.
 */
export function judgeEntry(entry: AccountEntry): Verdict {
  const status = ENTRY_STATUSES.get(entry.status);
  if (status === undefined) return unreadable('an entry status we do not know', entry.status);
  if (entry.kind === 'charge') return unreadable('a charge, which is not the payment');
  if (entry.kind === 'other') return unreadable('a booking of another kind than a transfer');
  const comesBack = entry.isReversal || entry.isReturn || entry.kind === 'return';
  const outgoing = entry.direction === 'DBIT' && !comesBack;
  const incoming = entry.direction === 'CRDT' && comesBack;
  if (!outgoing && !incoming) return unreadable('a booking that no payment of ours explains');
  if (outgoing) return judgeDebit(entry, status);
  return status === 'booked'
    ? judgeReturn(entry)
    : unreadable('a return is announced, not booked', entry.status);
}

function judgeDebit(entry: AccountEntry, status: 'booked' | 'announced'): Verdict {
  const isTransfer = entry.kind === 'transfer';
  const paid = paidBy(entry.amounts, isTransfer);
  if (paid.kind === 'problem') return unreadable(paid.detail);
  if (paid.kind === 'another' && status === 'announced') {
    return unreadable('a debit of another amount is announced, not booked', entry.status);
  }
  // Never the number itself: it may happen to be the payment's, where the bank was told another one.
  const amount = paid.kind === 'paid' ? paid.amount : 'unreadable';
  // A charge may repeat our key: only what says that it is a transfer is money moved under it.
  const echo = echoOf(isTransfer ? entry : { account: entry.account }, amount);
  return status === 'booked'
    ? { kind: 'executed', finality: 'reconciled', ...reference(entry), echo }
    : { kind: 'accepted', ...reference(entry), echo };
}

/**
 * `amount` is what was credited to us; with the charges it makes up what had gone out. Where the
 * whole came back, charges were taken elsewhere.
 */
function judgeReturn(entry: AccountEntry): Verdict {
  const { returnReason } = entry;
  const { booked, charges, instructed } = entry.amounts;
  if (booked === 'unreadable' || charges === 'unreadable') {
    return unreadable('a return whose amount we cannot count', returnReason?.code);
  }
  if (charges !== undefined && charges.currency !== booked.currency) {
    return unreadable('a return with charges in another currency', returnReason?.code);
  }
  const failure = failureOf(returnReason);
  if (failure === undefined) {
    return unreadable('returned for a reason we do not know', returnReason?.code);
  }
  const isWhole = typeof instructed === 'object' && instructed.minor === booked.minor;
  return {
    kind: 'returned',
    amount: booked,
    feeMinor: isWhole ? 0n : (charges?.minor ?? 0n),
    failure,
    partnerCode: returnReason?.code ?? (entry.isReversal ? 'RvslInd' : 'RRTN'),
    echo: echoOf(entry, instructed),
  };
}

/** A reversal by mark or kind alone gives no reason, and needs none to be money. */
function failureOf(reason: Reason | undefined) {
  if (reason === undefined) return 'partner.returned';
  return reason.set === 'external' ? RETURN_REASONS.get(reason.code) : undefined;
}

function echoOf(
  { partnerKey, account }: Pick<AccountEntry, 'account'> & Partial<AccountEntry>,
  amount: Money | 'unreadable' | undefined,
): Echo {
  return {
    ...(partnerKey === undefined ? {} : { partnerKey }),
    ...(amount === undefined ? {} : { amount }),
    ...(account === undefined ? {} : { account }),
  };
}

function reference({ bankReference }: AccountEntry): { partnerReference?: string } {
  return bankReference === undefined ? {} : { partnerReference: bankReference };
}

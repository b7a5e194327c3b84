import type { Money } from '../../src/contract/money.ts';
import type { Echo, Verdict } from '../../src/contract/verdict.ts';
import type { AccountEntry } from './camt054.ts';
import { unreadable } from './words.ts';
import type { Reason } from './iso-fields.ts';
import { RETURN_REASONS } from './tables/return-reasons.ts';

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
 * Says what an entry on our account means for its payment: a booked debit is the payment itself,
 * a booked credit with a reversal mark or a return reason is the money coming back.
 */
export function judgeEntry(entry: AccountEntry): Verdict {
  const status = ENTRY_STATUSES.get(entry.status);
  if (status === undefined) return unreadable('an entry status we do not know', entry.status);
  const comesBack = entry.isReversal || entry.isReturn;
  const outgoing = entry.direction === 'DBIT' && !comesBack;
  const incoming = entry.direction === 'CRDT' && comesBack;
  if (!outgoing && !incoming) return unreadable('a booking that no payment of ours explains');
  if (incoming) {
    return status === 'booked'
      ? judgeReturn(entry)
      : unreadable('a return is announced, not booked', entry.status);
  }
  const echo = echoOf(entry, entry.instructed ?? entry.booked);
  return status === 'booked'
    ? { kind: 'executed', finality: 'reconciled', ...reference(entry), echo }
    : { kind: 'accepted', ...reference(entry), echo };
}

/** `amount` is what was credited to us; with the charges it makes up what had gone out. */
function judgeReturn(entry: AccountEntry): Verdict {
  const { booked, charges, returnReason } = entry;
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
  return {
    kind: 'returned',
    amount: booked,
    feeMinor: charges?.minor ?? 0n,
    failure,
    partnerCode: returnReason?.code ?? 'RvslInd',
    echo: echoOf(entry, entry.instructed),
  };
}

/** A reversal by mark alone gives no reason, and needs none to be money. */
function failureOf(reason: Reason | undefined) {
  if (reason === undefined) return 'partner.returned';
  return reason.set === 'external' ? RETURN_REASONS.get(reason.code) : undefined;
}

function echoOf(
  { partnerKey, account }: AccountEntry,
  amount: Money | 'unreadable' | undefined,
): Echo {
  return {
    partnerKey,
    ...(amount === undefined ? {} : { amount }),
    ...(account === undefined ? {} : { account }),
  };
}

function reference({ bankReference }: AccountEntry): { partnerReference?: string } {
  return bankReference === undefined ? {} : { partnerReference: bankReference };
}

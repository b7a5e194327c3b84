import type { Money } from '../../src/contract/money.ts';
import { isPartnerKey, uetrOf } from './ids.ts';
import { creditorAccountAt, moneyAt, type Reason, reasonAt } from './iso-fields.ts';
import {
  childrenNamed,
  descend,
  optionalChild,
  requiredChild,
  requiredText,
  textAt,
  UnreadableXml,
  type XmlElement,
} from './xml-read.ts';

/** The namespace of the one version of the notification that the agreement names. */
export const CAMT_054_NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:camt.054.001.08';

/** More than the bank ever sends at once; the rest of a longer one is refused with it. */
const ENTRIES_MAX = 1_000;

/** What a debit-credit notification says about our account. */
export interface Notification {
  readonly messageId: string;
  readonly entries: readonly AccountEntry[];
}

/** One transaction on our account that carries a key of ours. */
export interface AccountEntry {
  readonly partnerKey: string;
  /** ExternalEntryStatus1Code; only `BOOK` is money. */
  readonly status: string;
  readonly direction: 'DBIT' | 'CRDT';
  readonly isReversal: boolean;
  readonly returnReason: Reason | undefined;
  /** True when the entry says why it came back, even in no word we know. */
  readonly isReturn: boolean;
  /** What was booked for this payment. */
  readonly booked: Money | 'unreadable';
  /** What we had instructed, where the bank repeats it. */
  readonly instructed: Money | 'unreadable' | undefined;
  readonly charges: Money | 'unreadable' | undefined;
  readonly bankReference: string | undefined;
  readonly account: string | undefined;
}

/**
 * Reads `BkToCstmrDbtCdtNtfctn`, or throws {@link UnreadableXml}.
 *
 * Entries that carry no key of ours are left out: the account has other business. An account other
 * than ours makes the whole message unreadable.
 */
export function readNotification(document: XmlElement, ownAccount: string): Notification {
  const message = requiredChild(document, 'BkToCstmrDbtCdtNtfctn');
  const notifications = childrenNamed(message, 'Ntfctn');
  if (notifications.length === 0) throw new UnreadableXml('it notifies of nothing');
  const entries = notifications.flatMap((notification) => {
    const id = descend(notification, 'Acct', 'Id');
    const account = id && (textAt(id, 'IBAN') ?? textAt(id, 'Othr', 'Id'));
    if (account !== ownAccount) throw new UnreadableXml('it is about another account');
    return childrenNamed(notification, 'Ntry');
  });
  if (entries.length > ENTRIES_MAX) throw new UnreadableXml('it has too many entries');
  return {
    messageId: requiredText(message, 'GrpHdr', 'MsgId'),
    entries: entries.flatMap(ownTransactions),
  };
}

function ownTransactions(entry: XmlElement): readonly AccountEntry[] {
  const transactions = childrenNamed(entry, 'NtryDtls').flatMap((details) =>
    childrenNamed(details, 'TxDtls'),
  );
  const isAlone = transactions.length === 1;
  return transactions.flatMap((transaction) => {
    const partnerKey = textAt(transaction, 'Refs', 'EndToEndId');
    if (partnerKey === undefined || !isPartnerKey(partnerKey)) return [];
    return [ownTransaction(entry, transaction, partnerKey, isAlone)];
  });
}

function ownTransaction(
  entry: XmlElement,
  transaction: XmlElement,
  partnerKey: string,
  isAlone: boolean,
): AccountEntry {
  const uetr = textAt(transaction, 'Refs', 'UETR') ?? uetrOf(partnerKey);
  if (uetr !== uetrOf(partnerKey)) throw new UnreadableXml('our key stands beside another UETR');
  const returned = optionalChild(transaction, 'RtrInf');
  // The entry's own amount is a batch total unless it stands for one transaction.
  const entryAmount = isAlone ? moneyAt(entry, 'Amt') : undefined;
  return {
    partnerKey,
    status: requiredText(entry, 'Sts', 'Cd'),
    direction: directionOf(entry, transaction),
    isReversal: isTrue(textAt(entry, 'RvslInd')),
    isReturn: returned !== undefined,
    returnReason: returned && reasonAt(returned),
    booked: moneyAt(transaction, 'Amt') ?? entryAmount ?? 'unreadable',
    instructed: moneyAt(transaction, 'AmtDtls', 'InstdAmt', 'Amt'),
    charges: moneyAt(transaction, 'Chrgs', 'TtlChrgsAndTaxAmt'),
    bankReference: textAt(transaction, 'Refs', 'AcctSvcrRef') ?? textAt(entry, 'AcctSvcrRef'),
    account: creditorAccountAt(transaction, 'RltdPties'),
  };
}

function directionOf(entry: XmlElement, transaction: XmlElement): 'DBIT' | 'CRDT' {
  const outer = requiredText(entry, 'CdtDbtInd');
  const inner = textAt(transaction, 'CdtDbtInd') ?? outer;
  if (inner !== outer || (outer !== 'DBIT' && outer !== 'CRDT')) {
    throw new UnreadableXml('neither clearly a debit nor a credit');
  }
  return outer;
}

/** `xs:boolean` has two spellings of each value. */
function isTrue(text: string | undefined): boolean {
  if (text === undefined || text === 'false' || text === '0') return false;
  if (text === 'true' || text === '1') return true;
  throw new UnreadableXml('RvslInd is neither true nor false');
}

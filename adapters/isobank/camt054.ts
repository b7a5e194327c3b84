import type { StatedAmounts } from './booked-amount.ts';
import { entryKindOf } from './entry-kind.ts';
import { type OwnBooking, ownBookings } from './entry-names.ts';
import { uetrOf } from './ids.ts';
import { creditorAccountAt, moneyAt, type Reason, reasonAt } from './iso-fields.ts';
import type { EntryKind } from './tables/entry-kinds.ts';
import {
  childrenNamed,
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
  readonly bookings: readonly Booking[];
}

/** One booking that names a payment of ours, or may; each is read, or is not, for itself. */
export interface Booking {
  /** Every name that we may have given a payment, our keys first. */
  readonly names: readonly string[];
  /** The bank's own name of it, where there is no other. */
  readonly bankReference: string | undefined;
  /** True when one of the names is a key of our shape; a UETR or the bank's word alone may be a stranger's. */
  readonly namesKey: boolean;
  readonly reading:
    | { readonly kind: 'entry'; readonly entry: AccountEntry }
    | { readonly kind: 'unreadable'; readonly detail: string };
}

/** One transaction on our account. */
export interface AccountEntry {
  /** Our key, where the entry carries it. */
  readonly partnerKey: string | undefined;
  /** What the booking is evidence of. */
  readonly kind: EntryKind;
  /** ExternalEntryStatus1Code; only `BOOK` is money. */
  readonly status: string;
  readonly direction: 'DBIT' | 'CRDT';
  readonly isReversal: boolean;
  readonly returnReason: Reason | undefined;
  /** True when the entry says why it came back, even in no word we know. */
  readonly isReturn: boolean;
  readonly amounts: StatedAmounts;
  readonly bankReference: string | undefined;
  readonly account: string | undefined;
}

/**
 * Reads `BkToCstmrDbtCdtNtfctn`, or throws {@link UnreadableXml}.
 *
 * Entries that name no payment of ours are left out before their shape is judged: the account has
 * other business. So are blocks about another account, unless there is no block about ours. An
 * entry that names us and cannot be read is told as such, and hides none of the others.
 */
export function readNotification(document: XmlElement, ownAccount: string): Notification {
  const message = requiredChild(document, 'BkToCstmrDbtCdtNtfctn');
  const blocks = childrenNamed(message, 'Ntfctn');
  if (blocks.length === 0) throw new UnreadableXml('it notifies of nothing');
  const own = blocks.filter((block) => accountsOf(block).includes(ownAccount));
  if (own.length === 0) throw new UnreadableXml('it is about another account');
  const entries = own.flatMap((block) => childrenNamed(block, 'Ntry'));
  if (entries.length > ENTRIES_MAX) throw new UnreadableXml('it has too many entries');
  return {
    messageId: requiredText(message, 'GrpHdr', 'MsgId'),
    bookings: entries.flatMap(ownBookings).map(readBooking),
  };
}

/** One, where the block is as the schema has it; never throws, since the block may be a stranger's. */
function accountsOf(block: XmlElement): readonly string[] {
  return childrenNamed(block, 'Acct')
    .flatMap((account) => childrenNamed(account, 'Id'))
    .flatMap((id) => [id, ...childrenNamed(id, 'Othr')])
    .flatMap((id) => [...childrenNamed(id, 'IBAN'), ...childrenNamed(id, 'Id')])
    .map(({ text }) => text);
}

function readBooking(booking: OwnBooking): Booking {
  const { keys, uetr, bankReference } = booking.names;
  const names = [...keys, ...(uetr === undefined ? [] : [uetr])];
  return { names, bankReference, namesKey: keys.length > 0, reading: readEntry(booking) };
}

function readEntry(booking: OwnBooking): Booking['reading'] {
  try {
    return { kind: 'entry', entry: accountEntry(booking) };
  } catch (error) {
    if (!(error instanceof UnreadableXml)) throw error;
    return { kind: 'unreadable', detail: error.message };
  }
}

function accountEntry({ entry, transaction, names, isAlone, isSeveral }: OwnBooking): AccountEntry {
  const [partnerKey, another] = names.keys;
  if (another !== undefined) throw new UnreadableXml('it names two payments');
  if (isSeveral) throw new UnreadableXml('our batch holds one payment, and here it holds several');
  if (partnerKey !== undefined && (names.uetr ?? uetrOf(partnerKey)) !== uetrOf(partnerKey)) {
    throw new UnreadableXml('our key stands beside another UETR');
  }
  const returned = optionalChild(transaction, 'RtrInf');
  return {
    partnerKey,
    kind: entryKindOf(entry, transaction),
    status: requiredText(entry, 'Sts', 'Cd'),
    direction: directionOf(entry, transaction),
    isReversal: isTrue(textAt(entry, 'RvslInd')),
    isReturn: returned !== undefined,
    returnReason: returned && reasonAt(returned),
    amounts: amountsOf(entry, transaction, isAlone),
    bankReference: textAt(transaction, 'Refs', 'AcctSvcrRef') ?? textAt(entry, 'AcctSvcrRef'),
    account: creditorAccountAt(transaction, 'RltdPties'),
  };
}

/** The entry's own amount is what was booked, unless it is the total of several transactions. */
function amountsOf(entry: XmlElement, transaction: XmlElement, isAlone: boolean): StatedAmounts {
  const own = transaction === entry ? undefined : moneyAt(transaction, 'Amt');
  const inside = moneyAt(transaction, 'AmtDtls', 'TxAmt', 'Amt');
  const total = isAlone ? moneyAt(entry, 'Amt') : undefined;
  return {
    booked: smaller(total, own) ?? inside ?? 'unreadable',
    underlying: inside ?? own,
    instructed: moneyAt(transaction, 'AmtDtls', 'InstdAmt', 'Amt'),
    charges:
      moneyAt(transaction, 'Chrgs', 'TtlChrgsAndTaxAmt') ??
      (isAlone ? moneyAt(entry, 'Chrgs', 'TtlChrgsAndTaxAmt') : undefined),
  };
}

type Stated = StatedAmounts['instructed'];

/** Where entry and transaction both say what was booked, no more than either is believed. */
function smaller(total: Stated, own: Stated): Stated {
  if (total === undefined || own === undefined) return total ?? own;
  if (total === 'unreadable' || own === 'unreadable') return 'unreadable';
  // The transaction may be shown in its own currency; the account was debited in the entry's.
  return own.currency === total.currency && own.minor < total.minor ? own : total;
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

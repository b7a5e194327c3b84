import { isOurKey } from '../../src/contract/named-keys.ts';
import { asUetr } from './ids.ts';
import { childrenNamed, type XmlElement } from './xml-read.ts';

/** By what a booking names a payment of ours. At least one of the three is there. */
export interface EntryNames {
  /** Our keys, wherever they stand: every reference that we ever sent is one. */
  readonly keys: readonly string[];
  /** A UETR: of our making if the journal knows it, a stranger's otherwise. */
  readonly uetr: string | undefined;
  /** The bank's own reference, where the booking names nobody else's payment by any other id. */
  readonly bankReference?: string;
}

/** One booking of one payment: the transaction's details, or the entry where there are none. */
export interface OwnBooking {
  readonly entry: XmlElement;
  readonly transaction: XmlElement;
  readonly names: EntryNames;
  /** True when the entry books this payment and nothing else, so that its amount is the payment's. */
  readonly isAlone: boolean;
  /** True when only the batch names us, and it holds more than the one payment of our messages. */
  readonly isSeveral: boolean;
}

/**
 * Finds what an entry says of payments that may be ours.
 *
 * A transaction is named by any of its `Refs`: InstrId, PmtInfId and MsgId are our key like
 * EndToEndId, which banks overwrite with NOTPROVIDED. Where no transaction of a block is named, the
 * block's batch may be (`Btch`), or the entry itself (`NtryRef`): our messages hold one payment.
 * Last comes the bank's own reference, which it may have told us of a payment of ours before.
 */
export function ownBookings(entry: XmlElement): readonly OwnBooking[] {
  const blocks = childrenNamed(entry, 'NtryDtls');
  const transactions = blocks.flatMap((block) => childrenNamed(block, 'TxDtls'));
  const isAlone = transactions.length <= 1 && blocks.every(holdsOne);
  const bookings = blocks.flatMap((block) => ownInBlock(entry, block, isAlone));
  const named = bookings.length > 0 ? bookings : byEntryReference(entry, transactions, isAlone);
  const isNamed = new Set(named.map(({ transaction }) => transaction));
  const others = transactions.length === 0 ? [entry] : transactions;
  return [
    ...named,
    ...others
      .filter((transaction) => !isNamed.has(transaction))
      .flatMap((transaction) => byBankReference(entry, transaction, isAlone)),
  ];
}

function byEntryReference(
  entry: XmlElement,
  transactions: readonly XmlElement[],
  isAlone: boolean,
): readonly OwnBooking[] {
  const names = namesIn(childrenNamed(entry, 'NtryRef'));
  if (names === null) return [];
  const [transaction = entry] = transactions;
  return [{ entry, transaction, names, isAlone, isSeveral: !isAlone }];
}

/** The ids of a payment by whoever ordered it; the message's and the batch's may be the bank's. */
const PAYMENT_IDS: ReadonlySet<string> = new Set(['InstrId', 'EndToEndId', 'TxId', 'UETR']);

/** What banks write where nobody gave an id. */
const NOT_PROVIDED = 'NOTPROVIDED';

/** Another payment's id beside the bank's reference says that the booking is not ours. */
function byBankReference(
  entry: XmlElement,
  transaction: XmlElement,
  isAlone: boolean,
): readonly OwnBooking[] {
  const references = partsOf(transaction, 'Refs');
  const isAnothers = references.some(
    ({ name, text }) => PAYMENT_IDS.has(name) && !['', NOT_PROVIDED].includes(text.trim()),
  );
  const isTheBanks = ({ name }: XmlElement) => name === 'AcctSvcrRef';
  const own = references.find(isTheBanks);
  const reference = own ?? (isAlone ? entry.children.find(isTheBanks) : undefined);
  const bankReference = reference?.text.trim() ?? '';
  if (isAnothers || bankReference === '') return [];
  const names = { keys: [], uetr: undefined, bankReference };
  return [{ entry, transaction, names, isAlone, isSeveral: false }];
}

function ownInBlock(entry: XmlElement, block: XmlElement, isAlone: boolean): readonly OwnBooking[] {
  const transactions = childrenNamed(block, 'TxDtls');
  const named = transactions.flatMap((transaction) => {
    const names = namesIn(partsOf(transaction, 'Refs'));
    return names === null ? [] : [{ entry, transaction, names, isAlone, isSeveral: false }];
  });
  const hasKey = named.some(({ names }) => names.keys.length > 0);
  const batch = namesIn(partsOf(block, 'Btch'));
  if (hasKey || batch === null) return named;
  const isSeveral = transactions.length > 1 || !holdsOne(block);
  const [transaction = entry] = transactions;
  const uetr = isSeveral ? undefined : named[0]?.names.uetr;
  return [{ entry, transaction, names: { ...batch, uetr }, isAlone, isSeveral }];
}

/** `NbOfTxs` may say that a block stands for more transactions than it lists. */
function holdsOne(block: XmlElement): boolean {
  const counts = partsOf(block, 'Btch').filter(({ name }) => name === 'NbOfTxs');
  return counts.every(({ text }) => Number(text) === 1);
}

/** Nothing here may throw: whose an entry is comes before its shape, and most are strangers'. */
function partsOf(parent: XmlElement, name: string): readonly XmlElement[] {
  return childrenNamed(parent, name).flatMap(({ children }) => children);
}

function namesIn(references: readonly XmlElement[]): EntryNames | null {
  const keys = new Set(references.map(({ text }) => text.trim()).filter(isOurKey));
  const uetrs = references.filter(({ name }) => name === 'UETR');
  const uetr = asUetr(uetrs[0]?.text ?? '');
  return keys.size === 0 && uetr === undefined ? null : { keys: [...keys], uetr };
}

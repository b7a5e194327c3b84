import { type EntryKind, isCharge, SUB_FAMILIES, TRANSFER_FAMILIES } from './tables/entry-kinds.ts';
import { descend, optionalChild, textAt, type XmlElement } from './xml-read.ts';

/** SWIFT's own transaction type of a charge, as banks write it before their national codes. */
const PROPRIETARY_CHARGE = /^NCHG\b/;

/**
 * Says what an entry is evidence of: by the transaction's own `BkTxCd`, or the entry's. A charge in
 * either is a charge.
 */
export function entryKindOf(entry: XmlElement, transaction: XmlElement): EntryKind {
  const codes = [transaction, entry].flatMap((level) => optionalChild(level, 'BkTxCd') ?? []);
  const kinds = codes.map(kindOfCode);
  if (kinds.includes('charge')) return 'charge';
  return kinds[0] ?? 'unstated';
}

function kindOfCode(code: XmlElement): EntryKind {
  const proprietary = textAt(code, 'Prtry', 'Cd') ?? '';
  const family = descend(code, 'Domn', 'Fmly');
  const subFamily = family && textAt(family, 'SubFmlyCd');
  if (isCharge(subFamily) || PROPRIETARY_CHARGE.test(proprietary)) return 'charge';
  if (family === undefined) return 'unstated';
  const isTransfer =
    textAt(code, 'Domn', 'Cd') === 'PMNT' && TRANSFER_FAMILIES.has(textAt(family, 'Cd') ?? '');
  if (!isTransfer) return 'other';
  return subFamily === undefined ? 'unstated' : (SUB_FAMILIES.get(subFamily) ?? 'other');
}

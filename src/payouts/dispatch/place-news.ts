import type { CallbackNews } from '../../contract/adapter.ts';
import { type Journal, namesOfReference, type PartnerKeyEntry } from '../../journal/port.ts';

/** Whose news it is: one attempt's, nobody's that we know, or (a contradiction) two attempts'. */
export type Place =
  | { readonly kind: 'found'; readonly entry: PartnerKeyEntry }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ambiguous' };

/**
 * Finds the attempt that a callback's item is about, by every reference of ours in it; where it has
 * none, by the one that the partner told us. Rejects with JournalError.
 */
export async function placeNews(
  journal: Pick<Journal, 'byPartnerKey'>,
  partner: string,
  item: CallbackNews,
): Promise<Place> {
  const names = new Set([item.partnerKey, ...(item.references ?? [])]);
  let found: PartnerKeyEntry | null = null;
  for (const name of names) {
    if (name === '') continue;
    const entry = await journal.byPartnerKey(partner, name);
    if (entry === null) continue;
    if (found !== null && !isSameAttempt(found, entry)) return { kind: 'ambiguous' };
    found = entry;
  }
  if (found !== null) return { kind: 'found', entry: found };
  const { partnerReference } = item;
  // A name that is not ours says that it is somebody else's, whatever the partner calls it.
  const namesAnybody = [...names].some((name) => name !== '');
  if (namesAnybody || partnerReference === undefined) return { kind: 'unknown' };
  return placeByReference(journal, partner, partnerReference);
}

/** A reference that two attempts were told to have is nobody's: it says not which. */
async function placeByReference(
  journal: Pick<Journal, 'byPartnerKey'>,
  partner: string,
  reference: string,
): Promise<Place> {
  const { told, shared } = namesOfReference(reference);
  const entry = await journal.byPartnerKey(partner, told);
  if (entry === null) return { kind: 'unknown' };
  const another = await journal.byPartnerKey(partner, shared);
  return another === null ? { kind: 'found', entry } : { kind: 'ambiguous' };
}

function isSameAttempt(one: PartnerKeyEntry, other: PartnerKeyEntry): boolean {
  return one.payoutId === other.payoutId && one.attemptNo === other.attemptNo;
}

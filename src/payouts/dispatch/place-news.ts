import type { CallbackNews } from '../../contract/adapter.ts';
import type { Journal, PartnerKeyEntry } from '../../journal/port.ts';

/** Whose news it is: one attempt's, nobody's that we know, or (a contradiction) two attempts'. */
export type Place =
  | { readonly kind: 'found'; readonly entry: PartnerKeyEntry }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ambiguous' };

/**
 * Finds the attempt that a callback's item is about, by every reference of ours in it. Rejects with
 * JournalError.
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
  return found === null ? { kind: 'unknown' } : { kind: 'found', entry: found };
}

function isSameAttempt(one: PartnerKeyEntry, other: PartnerKeyEntry): boolean {
  return one.payoutId === other.payoutId && one.attemptNo === other.attemptNo;
}

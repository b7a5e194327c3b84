import { namesOfReference, type PartnerKeyEntry } from './port.ts';

/**
 * What is stored of a reference that a partner told us: the first attempt's entry stays for ever,
 * and another attempt's only marks it as shared. `null`: nothing is new. Fails no write.
 */
export function entryOfReference(
  entry: PartnerKeyEntry,
  stored: (partner: string, partnerKey: string) => PartnerKeyEntry | null,
): PartnerKeyEntry | null {
  const { told, shared } = namesOfReference(entry.partnerKey);
  const first = stored(entry.partner, told);
  if (first === null) return { ...entry, partnerKey: told };
  const isSame = first.payoutId === entry.payoutId && first.attemptNo === entry.attemptNo;
  const isMarked = isSame || stored(entry.partner, shared) !== null;
  return isMarked ? null : { ...entry, partnerKey: shared };
}

import { partnerKey } from './partner-key.ts';
import type { Attempt, AttemptTerms, Payout } from './payout.ts';

/** Where the next attempt goes, and what its partner wants of a key after a refusal. */
export interface KeyWish {
  readonly partner: string;
  readonly endpoint: string;
  readonly terms: Pick<AttemptTerms, 'keyAfterRefusal'>;
}

/**
 * The partner key of the payout's next attempt: a new one, except at a partner that wants a refused
 * reference used again (China Merchants Bank: FIN + F, B, R, D or C "with unchanged yurRef"). There
 * its deduplication stands between us and any earlier copy, so the new attempt is safe under the
 * old key; under a new one it would not be.
 *
 * Only a refusal whose record the partner named can be told apart from the next, so only its key
 * is used again.
 */
export function nextPartnerKey(payout: Payout, wish: KeyWish): string {
  const refused = payout.attempts.findLast(
    ({ partner, endpoint, proof, partnerReference }) =>
      partner === wish.partner &&
      endpoint === wish.endpoint &&
      proof === 'P2_REFUSED' &&
      partnerReference !== null,
  );
  const again = wish.terms.keyAfterRefusal === 'same' ? refused : undefined;
  return again?.partnerKey ?? unusedPartnerKey(payout);
}

/** An attempt that was found after a restore may carry a later number's key than its own. */
function unusedPartnerKey(payout: Payout): string {
  const used = new Set(payout.attempts.map(({ partnerKey: key }) => key));
  for (let no = payout.attempts.length + 1; ; no += 1) {
    const key = ownPartnerKey(payout, no);
    if (!used.has(key)) return key;
  }
}

/** The key with this number among the payout's own. */
export function ownPartnerKey({ id, keySeed }: Pick<Payout, 'id' | 'keySeed'>, no: number): string {
  return partnerKey(keySeed ?? id, no);
}

/** The partner's references of earlier attempts under the same key: records that are not this one. */
export function supersededReferences(
  payout: Payout,
  { no, partner, partnerKey }: Pick<Attempt, 'no' | 'partner' | 'partnerKey'>,
): readonly string[] {
  return payout.attempts
    .filter((other) => other.no < no && other.partner === partner)
    .filter((other) => other.partnerKey === partnerKey)
    .flatMap(({ partnerReference }) => partnerReference ?? []);
}

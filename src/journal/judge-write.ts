import type { StoreOutcome } from './journal-store.ts';
import type { IdempotencyClaim, JournalWrite, PartnerKeyEntry, PayoutWrite } from './port.ts';

/** What is stored, as far as a write may collide with it. Answers must be current. */
export interface StoredFacts {
  /** The payout's version and the number of its last event. */
  head(payoutId: string): { readonly version: number; readonly lastSeq: number } | null;
  claim(caller: string, key: string): IdempotencyClaim | null;
  /** The payout that holds the obligation. */
  holder(caller: string, obligation: string): string | null;
  partnerKey(partner: string, partnerKey: string): PartnerKeyEntry | null;
}

/**
 * Says what becomes of a write, before anything of it is stored: the journal's law, the same for
 * every store. Pure over `facts`.
 *
 * A taken key is named before a conflict, so that a repeated POST learns of the first payout and
 * not of the id it made up for itself.
 */
export function judgeWrite(write: JournalWrite, facts: StoredFacts): StoreOutcome {
  const { payout } = write;
  if (payout === undefined) return { kind: 'ok' };
  return (
    takenKey(payout, facts) ??
    conflict(payout, facts) ??
    takenObligation(payout, facts) ??
    takenPartnerKey(payout, facts) ?? { kind: 'ok' }
  );
}

function takenKey({ claim }: PayoutWrite, facts: StoredFacts): StoreOutcome | null {
  const earlier = claim === undefined ? null : facts.claim(claim.caller, claim.key);
  return earlier === null ? null : { kind: 'keyTaken', claim: earlier };
}

function conflict(payout: PayoutWrite, facts: StoredFacts): StoreOutcome | null {
  const { version, lastSeq } = facts.head(payout.row.id) ?? { version: 0, lastSeq: 0 };
  if (version !== payout.expectedVersion) return { kind: 'conflict', actualVersion: version };
  const first = payout.events[0];
  if (first !== undefined && first.seq !== lastSeq + 1) {
    return { kind: 'invalid', detail: `event ${first.seq} does not follow event ${lastSeq}` };
  }
  return null;
}

function takenObligation({ row }: PayoutWrite, facts: StoredFacts): StoreOutcome | null {
  if (!row.holdsObligation) return null;
  const holder = facts.holder(row.caller, row.obligation);
  return holder === null || holder === row.id
    ? null
    : { kind: 'obligationTaken', payoutId: holder };
}

/** Keys are digests of payout and attempt: one that belongs to another attempt is a bug. */
function takenPartnerKey({ partnerKeys }: PayoutWrite, facts: StoredFacts): StoreOutcome | null {
  for (const entry of partnerKeys ?? []) {
    const stored = facts.partnerKey(entry.partner, entry.partnerKey);
    if (stored === null) continue;
    if (stored.payoutId !== entry.payoutId || stored.attemptNo !== entry.attemptNo) {
      return { kind: 'invalid', detail: `a partner key of ${entry.partner} is another attempt's` };
    }
  }
  return null;
}

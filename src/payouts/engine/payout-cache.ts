import type { Payout } from '../model/payout.ts';

/** The payouts last touched, so that a hot payout is not read back for each of its facts. */
export interface PayoutCache {
  get(id: string): Payout | undefined;
  put(payout: Payout): void;
  forget(id: string): void;
}

/**
 * Least recently used first out, at most `entriesMax`. A stale entry is harmless: the journal's
 * compare-and-set refuses what was decided on it.
 */
export function createPayoutCache(entriesMax: number): PayoutCache {
  const entries = new Map<string, Payout>();
  return {
    get(id) {
      const payout = entries.get(id);
      if (payout === undefined) return undefined;
      entries.delete(id);
      entries.set(id, payout);
      return payout;
    },
    put(payout) {
      entries.delete(payout.id);
      entries.set(payout.id, payout);
      if (entries.size <= entriesMax) return;
      const oldest = entries.keys().next();
      if (oldest.done !== true) entries.delete(oldest.value);
    },
    forget(id) {
      entries.delete(id);
    },
  };
}

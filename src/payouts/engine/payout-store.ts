import type { Journal, JournalWrite, OutboxEntry, WriteOutcome } from '../../journal/port.ts';
import { JournalError } from '../../journal/port.ts';
import { decodePayout } from '../model/codec.ts';
import type { Effect } from '../model/effects.ts';
import type { Payout } from '../model/payout.ts';
import { createPayoutCache } from './payout-cache.ts';
import type { PreparedWrite } from './to-write.ts';

/** The payouts as the journal holds them, and the only way to write one. Owns the cache. */
export interface PayoutStore {
  /** The payout, or `null` where there is none. What is remembered here never goes back in time. */
  load(payoutId: string): Promise<Payout | null>;
  /** True when the journal holds another version than the one remembered; forgets that one then. */
  isStale(remembered: Payout): Promise<boolean>;
  /**
   * Writes a decision in one commit with what it tells the caller and takes out of service, and with
   * the claim of a new payout's idempotency key. Where the commit's own answer was lost, what stands
   * in the journal is the answer. Rejects with JournalError: `stored: 'no'` when nothing was
   * written, `'unknown'` when that cannot be found out; nothing may be sent over either.
   */
  commit(
    prepared: PreparedWrite,
    effects: readonly Effect[],
    claim?: NonNullable<JournalWrite['payout']>['claim'],
  ): Promise<WriteOutcome>;
  /** Remembers what was just committed. */
  remember(payout: Payout): void;
  /** Forgets a version that somebody else has overtaken. */
  forget(payoutId: string): void;
}

/** Where payouts are kept, and what is written beside them. */
export interface PayoutStoreSettings {
  readonly journal: Journal;
  /** The outbox entry that tells the caller of this change; `null` when nobody listens. */
  readonly notice: (payout: Payout) => OutboxEntry | null;
  /** Records of a conflict: the payee that it freezes, and what it switches off at the partner. */
  readonly freeze: (payout: Payout, effect: Effect & { kind: 'freeze' }) => JournalWrite['records'];
}

const CACHE_ENTRIES_MAX = 20_000;

/** Starts with nothing remembered. */
export function createPayoutStore(settings: PayoutStoreSettings): PayoutStore {
  const { journal } = settings;
  const cache = createPayoutCache(CACHE_ENTRIES_MAX);

  /** The commit's own answer was lost: what stands in the journal decides. */
  async function outcomeOf(
    payout: Payout,
    document: string,
    error: JournalError,
  ): Promise<WriteOutcome> {
    const row = await journal.get(payout.id).catch((cause: unknown) => {
      throw new JournalError(error.code, 'unknown', 'nor could it be read back', cause);
    });
    if (row?.document === document) return { kind: 'ok' };
    if (row !== null && row.version >= payout.version) {
      return { kind: 'conflict', actualVersion: row.version };
    }
    throw new JournalError(error.code, 'no', error.message, error);
  }

  return {
    async load(payoutId) {
      const cached = cache.get(payoutId);
      if (cached !== undefined) return cached;
      const row = await journal.get(payoutId);
      if (row === null) return null;
      const payout = decodePayout(row.document);
      // While the row was read, somebody here may have written: what is remembered never goes back.
      const meanwhile = cache.get(payoutId);
      if (meanwhile !== undefined && meanwhile.version > payout.version) return meanwhile;
      cache.put(payout);
      return payout;
    },

    async isStale(remembered) {
      const row = await journal.get(remembered.id);
      if (row === null || row.version === remembered.version) return false;
      cache.forget(remembered.id);
      return true;
    },

    async commit(prepared, effects, claim) {
      const { payout, write } = prepared;
      try {
        return await journal.write(fullWrite(settings, prepared, effects, claim));
      } catch (error) {
        cache.forget(payout.id);
        if (error instanceof JournalError && error.stored === 'unknown') {
          return await outcomeOf(payout, write.payout.row.document, error);
        }
        throw error;
      }
    },

    remember: (payout) => cache.put(payout),
    forget: (payoutId) => cache.forget(payoutId),
  };
}

/** The decision together with what it tells the caller and takes out of service. */
function fullWrite(
  settings: PayoutStoreSettings,
  { payout, write }: PreparedWrite,
  effects: readonly Effect[],
  claim: NonNullable<JournalWrite['payout']>['claim'],
): JournalWrite {
  const notices = effects.some((effect) => effect.kind === 'notify')
    ? [settings.notice(payout)].filter((entry) => entry !== null)
    : [];
  const records = effects.flatMap((effect) =>
    effect.kind === 'freeze' ? (settings.freeze(payout, effect) ?? []) : [],
  );
  return {
    payout: { ...write.payout, ...(claim === undefined ? {} : { claim }) },
    ...(notices.length === 0 ? {} : { outbox: notices }),
    ...(records.length === 0 ? {} : { records }),
  };
}

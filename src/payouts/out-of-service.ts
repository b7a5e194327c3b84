import { createHash } from 'node:crypto';

import type { Creditor } from '../contract/adapter.ts';
import type { Isolation } from '../contract/send.ts';
import type { Journal, JournalRecord } from '../journal/port.ts';

/**
 * What is out of service: partners that a person isolated, and partners and payees that a CONFLICT
 * quarantined. Durable: it survives a restart.
 */
export interface OutOfService {
  /** The conflict that quarantined the partner; `null` for none. It gets no new attempt meanwhile. */
  quarantineOf(partner: string): Quarantine | null;
  /** True for a payee of a conflict: new payouts to it are HELD. */
  isPayeeQuarantined(creditor: Creditor): boolean;
  /** The isolation in force, or one that has ended by itself; `null` for none. */
  isolationOf(partner: string): Isolation | null;
  /**
   * Quarantines a partner and a payee at once; returns the records that make it durable, to be
   * stored with the payout's own change.
   */
  quarantine(partner: string, creditor: Creditor, quarantine: Quarantine): readonly JournalRecord[];
  /** Resolves when the isolation is durable. Rejects with JournalError; then it does not hold. */
  isolate(partner: string, isolation: Isolation): Promise<void>;
  /**
   * Ends a partner's isolation and its quarantine, with who did it; a payee stays quarantined.
   * Rejects with JournalError; then both still hold.
   */
  restore(partner: string, word: ReleaseWord): Promise<void>;
  /** Every quarantined payee, in the order of their ids. */
  quarantinedPayees(): readonly (Quarantine & { readonly payee: string })[];
  /**
   * Ends a payee's quarantine, with who did it and why. `false`: it is not quarantined. Rejects with
   * JournalError; then it still is.
   */
  releasePayee(payee: string, word: ReleaseWord): Promise<boolean>;
}

/** On whose word a quarantine or an isolation ended; kept for ever beside what it ended. */
export interface ReleaseWord {
  readonly by: string;
  /** Empty where none was asked for. */
  readonly reason: string;
  /** Unix ms. */
  readonly atMs: number;
}

/** Why a partner or a payee was quarantined, and since when. */
export interface Quarantine {
  /** Names the payout in conflict; never personal data. */
  readonly reason: string;
  /** Unix ms. */
  readonly sinceMs: number;
}

const PARTNER_QUARANTINE = 'quarantine.partner';
const PAYEE_QUARANTINE = 'quarantine.payee';
const ISOLATION = 'isolation';
const PARTNER_RESTORED = 'restored.partner';
const PAYEE_RELEASED = 'released.payee';

/** Reads back from the journal what is out of service. Rejects with JournalError. */
export async function openOutOfService(journal: Journal): Promise<OutOfService> {
  const partners = toMap<Quarantine>(await journal.records(PARTNER_QUARANTINE));
  const payees = toMap<Quarantine>(await journal.records(PAYEE_QUARANTINE));
  const isolations = toMap<Isolation>(await journal.records(ISOLATION));

  return {
    quarantineOf: (partner) => partners.get(partner) ?? null,
    isPayeeQuarantined: (creditor) => payees.has(payeeId(creditor)),
    isolationOf: (partner) => isolations.get(partner) ?? null,
    quarantine(partner, creditor, quarantine) {
      // At once, and not only when durable: a needless quarantine for a moment costs nothing.
      partners.set(partner, quarantine);
      payees.set(payeeId(creditor), quarantine);
      const document = JSON.stringify(quarantine);
      return [
        { kind: PARTNER_QUARANTINE, id: partner, document },
        { kind: PAYEE_QUARANTINE, id: payeeId(creditor), document },
      ];
    },
    async isolate(partner, isolation) {
      const document = JSON.stringify(isolation);
      await journal.write({ records: [{ kind: ISOLATION, id: partner, document }] });
      isolations.set(partner, isolation);
    },
    async restore(partner, word) {
      const ended = { quarantine: partners.get(partner), isolation: isolations.get(partner) };
      await journal.write({
        records: [
          noteEnd(PARTNER_RESTORED, partner, word, ended),
          { kind: ISOLATION, id: partner, document: null },
          { kind: PARTNER_QUARANTINE, id: partner, document: null },
        ],
      });
      isolations.delete(partner);
      partners.delete(partner);
    },
    quarantinedPayees: () =>
      [...payees]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([payee, quarantine]) => ({ payee, ...quarantine })),
    async releasePayee(payee, word) {
      const quarantine = payees.get(payee);
      if (quarantine === undefined) return false;
      await journal.write({
        records: [
          noteEnd(PAYEE_RELEASED, payee, word, { quarantine }),
          { kind: PAYEE_QUARANTINE, id: payee, document: null },
        ],
      });
      payees.delete(payee);
      return true;
    },
  };
}

/** The record of an end: never overwritten, for each has its time in its id. */
function noteEnd(kind: string, id: string, word: ReleaseWord, ended: object): JournalRecord {
  return { kind, id: `${id}:${word.atMs}`, document: JSON.stringify({ ...word, ...ended }) };
}

/** A payee without its account number: who is quarantined must not be readable. */
function payeeId({ account }: Creditor): string {
  return createHash('sha256').update(`${account.type}:${account.value}`).digest('hex');
}

function toMap<T>(records: readonly JournalRecord[]): Map<string, T> {
  return new Map(
    records.flatMap(({ id, document }) =>
      document === null ? [] : [[id, JSON.parse(document) as T] as const],
    ),
  );
}

import { createHash } from 'node:crypto';

import type { Creditor } from '../contract/adapter.ts';
import type { Isolation } from '../contract/send.ts';
import type { Journal, JournalRecord } from '../journal/port.ts';
import type { ConflictRules } from './model/breach.ts';
import { type Distrust, openPartnerConflicts, type PartnerConflict } from './partner-conflicts.ts';

/**
 * What is out of service: partners that a person isolated, payees and proofs that a CONFLICT took out, and
 * partners that it quarantined as a whole. Durable: it survives a restart.
 */
export interface OutOfService {
  /** The proofs that have failed at the partner and are believed no more, until it is restored. */
  distrustsOf(partner: string): readonly Distrust[];
  /** How many conflicts there were at the partner since it was last restored. */
  conflictsOf(partner: string): number;
  /** The conflict that quarantined the partner; `null` for none. It gets no new attempt meanwhile. */
  quarantineOf(partner: string): Quarantine | null;
  /** True for a payee of a conflict: new payouts to it are HELD. */
  isPayeeQuarantined(creditor: Creditor): boolean;
  /** The isolation in force, or one that has ended by itself; `null` for none. */
  isolationOf(partner: string): Isolation | null;
  /** Who restored the partner last, and why; `null`: nobody yet. */
  restoredBy(partner: string): ReleaseWord | null;
  /**
   * Freezes the payee of a conflict at once, and at the partner what has failed: one proof, or the whole
   * partner where no single proof is to blame or where there were as many conflicts as `rules` say.
   * Returns the records that make it durable, to be stored with the payout's own change.
   */
  noteConflict(
    conflict: PartnerConflict,
    creditor: Creditor,
    rules: ConflictRules,
  ): readonly JournalRecord[];
  /** Resolves when the isolation is durable. Rejects with JournalError; then it does not hold. */
  isolate(partner: string, isolation: Isolation): Promise<void>;
  /**
   * Ends a partner's isolation and its quarantine, believes its proofs again and counts its conflicts anew,
   * with who did it; a payee stays quarantined. Rejects with JournalError; then all of it still holds.
   * A conflict that comes meanwhile is not ended with the others.
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
  const conflicts = await openPartnerConflicts(journal);
  const restored = lastWords(await journal.records(PARTNER_RESTORED));
  const partners = toMap<Quarantine>(await journal.records(PARTNER_QUARANTINE));
  const payees = toMap<Quarantine>(await journal.records(PAYEE_QUARANTINE));
  const isolations = toMap<Isolation>(await journal.records(ISOLATION));

  return {
    distrustsOf: (partner) => conflicts.distrustsOf(partner),
    conflictsOf: (partner) => conflicts.of(partner).length,
    quarantineOf: (partner) => partners.get(partner) ?? null,
    isPayeeQuarantined: (creditor) => payees.has(payeeId(creditor)),
    isolationOf: (partner) => isolations.get(partner) ?? null,
    restoredBy: (partner) => restored.get(partner) ?? null,
    noteConflict(conflict, creditor, rules) {
      const { partner, breach, reason, atMs } = conflict;
      const quarantine = { reason, sinceMs: atMs };
      const document = JSON.stringify(quarantine);
      const noted = conflicts.note(conflict);
      // At once, and not only when durable: a needless quarantine for a moment costs nothing.
      payees.set(payeeId(creditor), quarantine);
      const frozen = [noted, { kind: PAYEE_QUARANTINE, id: payeeId(creditor), document }];
      const isWhole = breach === 'partner' || conflicts.areTooMany(partner, rules, atMs);
      if (!isWhole) return frozen;
      partners.set(partner, quarantine);
      return [...frozen, { kind: PARTNER_QUARANTINE, id: partner, document }];
    },
    async isolate(partner, isolation) {
      const document = JSON.stringify(isolation);
      await journal.write({ records: [{ kind: ISOLATION, id: partner, document }] });
      isolations.set(partner, isolation);
    },
    async restore(partner, word) {
      const quarantine = partners.get(partner);
      const isolation = isolations.get(partner);
      const open = conflicts.of(partner);
      await journal.write({
        records: [
          noteEnd(PARTNER_RESTORED, partner, word, { quarantine, isolation, conflicts: open }),
          { kind: ISOLATION, id: partner, document: null },
          { kind: PARTNER_QUARANTINE, id: partner, document: null },
          ...conflicts.endOf(open),
        ],
      });
      restored.set(partner, word);
      conflicts.forget(open);
      // What came while this was written came after it, and stands on disk behind it.
      if (isolations.get(partner) === isolation) isolations.delete(partner);
      if (partners.get(partner) === quarantine) partners.delete(partner);
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

/** The latest word on each partner; the id of such a record is the partner and the time. */
function lastWords(records: readonly JournalRecord[]): Map<string, ReleaseWord> {
  const words = new Map<string, ReleaseWord>();
  for (const { id, document } of records) {
    if (document === null) continue;
    const { by, reason, atMs } = JSON.parse(document) as ReleaseWord;
    const partner = id.slice(0, id.lastIndexOf(':'));
    const known = words.get(partner);
    if (known === undefined || known.atMs <= atMs) words.set(partner, { by, reason, atMs });
  }
  return words;
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

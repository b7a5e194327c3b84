import type { Journal, JournalRecord } from '../journal/port.ts';
import {
  type Breach,
  type ConflictRules,
  type DistrustableProof,
  isDistrustable,
} from './model/breach.ts';

/** One conflict, as it counts against the partner whose word failed. */
export interface PartnerConflict {
  readonly partner: string;
  readonly payoutId: string;
  readonly attemptNo: number;
  readonly breach: Breach;
  /** Names the payout and what happened; never personal data. */
  readonly reason: string;
  /** When it was found, Unix ms. */
  readonly atMs: number;
}

/** A proof that is believed no more at a partner. */
export interface Distrust {
  readonly proof: DistrustableProof;
  /** The first conflict over it: names the payout and what happened. */
  readonly reason: string;
  /** Unix ms. */
  readonly sinceMs: number;
}

/** The conflicts of each partner that no person has dealt with yet. Durable: they survive a restart. */
export interface PartnerConflicts {
  /**
   * Notes a conflict at once; returns the record that makes it durable, to be stored with the payout's own
   * change. The same attempt counts once, however often it is noted.
   */
  note(conflict: PartnerConflict): JournalRecord;
  /** Conflicts that are open at a partner, oldest first. */
  of(partner: string): readonly PartnerConflict[];
  /** The proofs that have failed there, in the order in which they did. */
  distrustsOf(partner: string): readonly Distrust[];
  /** True when its open conflicts of the window that ends at `nowMs` are as many as the rule allows, or more. */
  areTooMany(partner: string, rules: ConflictRules, nowMs: number): boolean;
  /** The records that end these conflicts, to be stored together with who ended them. */
  endOf(conflicts: readonly PartnerConflict[]): readonly JournalRecord[];
  /** Forgets these conflicts, once their end is durable; one that was noted meanwhile stays. */
  forget(conflicts: readonly PartnerConflict[]): void;
}

const CONFLICT = 'conflict.partner';

/** Reads back from the journal which conflicts are open. Rejects with JournalError. */
export async function openPartnerConflicts(journal: Journal): Promise<PartnerConflicts> {
  const open = new Map<string, PartnerConflict>();
  for (const { id, document } of await journal.records(CONFLICT)) {
    if (document !== null) open.set(id, JSON.parse(document) as PartnerConflict);
  }
  const of = (partner: string) =>
    [...open.values()]
      .filter((conflict) => conflict.partner === partner)
      .toSorted((a, b) => a.atMs - b.atMs);

  return {
    of,
    note(conflict) {
      const id = idOf(conflict);
      // At once, and not only when durable: a needless distrust for a moment costs nothing.
      const known = open.get(id) ?? conflict;
      open.set(id, known);
      return { kind: CONFLICT, id, document: JSON.stringify(known) };
    },
    distrustsOf(partner) {
      const byProof = Map.groupBy(of(partner), ({ breach }) => breach);
      return [...byProof].flatMap(([proof, [first]]) =>
        first !== undefined && isDistrustable(proof)
          ? [{ proof, reason: first.reason, sinceMs: first.atMs }]
          : [],
      );
    },
    areTooMany(partner, { countMax, windowMs }, nowMs) {
      return of(partner).filter(({ atMs }) => atMs > nowMs - windowMs).length >= countMax;
    },
    endOf: (conflicts) =>
      conflicts.map((conflict) => ({ kind: CONFLICT, id: idOf(conflict), document: null })),
    forget(conflicts) {
      for (const conflict of conflicts) {
        const id = idOf(conflict);
        if (open.get(id) === conflict) open.delete(id);
      }
    },
  };
}

function idOf({ partner, payoutId, attemptNo }: PartnerConflict): string {
  return `${partner}:${payoutId}:${attemptNo}`;
}

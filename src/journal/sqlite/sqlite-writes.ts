import type { DatabaseSync } from 'node:sqlite';

import type { StoreOutcome } from '../journal-store.ts';
import { judgeWrite, type StoredFacts } from '../judge-write.ts';
import { entryOfReference } from '../entry-of-reference.ts';
import type { JournalRecord, JournalWrite, PartnerKeyEntry, PayoutWrite } from '../port.ts';
import { toJournalError } from './sqlite-error.ts';

/** The writing half of a session, synchronous: it runs where blocking on the disk hurts nobody. */
export interface SqliteWrites {
  /** As `JournalStore.commit`. */
  readonly commit: (batch: readonly JournalWrite[]) => readonly StoreOutcome[];
  /** As `JournalStore.probe`. */
  readonly probe: () => void;
}

/** Prepares the statements of the journal's writes. `facts` must read the same connection. */
export function createSqliteWrites(database: DatabaseSync, facts: StoredFacts): SqliteWrites {
  const sql = prepareStatements(database);

  function applyPayout({ expectedVersion, row, events, claim, ...names }: PayoutWrite): void {
    const lastSeq = events.at(-1)?.seq ?? facts.head(row.id)?.lastSeq ?? 0;
    const columns = {
      ...row,
      lastSeq,
      holdsObligation: row.holdsObligation ? 1 : 0,
    };
    (expectedVersion === 0 ? sql.insertPayout : sql.updatePayout).run(columns);
    for (const { seq, kind, atMs, document } of events) {
      sql.insertEvent.run(row.id, seq, kind, atMs, document);
    }
    for (const entry of names.partnerKeys ?? []) insertPartnerKey(entry);
    for (const told of names.partnerReferences ?? []) {
      const entry = entryOfReference(told, facts.partnerKey);
      if (entry !== null) insertPartnerKey(entry);
    }
    if (claim === undefined) return;
    const { caller, key, fingerprint, payoutId, answer } = claim;
    sql.insertClaim.run(caller, key, fingerprint, payoutId, answer);
  }

  function insertPartnerKey({ partner, partnerKey, payoutId, attemptNo }: PartnerKeyEntry): void {
    sql.insertPartnerKey.run(partner, partnerKey, payoutId, attemptNo);
  }

  function applyRecord({ kind, id, document }: JournalRecord): void {
    if (document === null) sql.deleteRecord.run(kind, id);
    else sql.upsertRecord.run(kind, id, document);
  }

  function commitOne(write: JournalWrite): StoreOutcome {
    const outcome = judgeWrite(write, facts);
    if (outcome.kind !== 'ok') return outcome;
    if (write.payout !== undefined) applyPayout(write.payout);
    for (const entry of write.outbox ?? []) sql.upsertOutbox.run({ ...entry });
    for (const record of write.records ?? []) applyRecord(record);
    return outcome;
  }

  return {
    commit: (batch) => transact(database, () => batch.map(commitOne)),
    probe: () => transact(database, () => void sql.probe.run()),
  };
}

/**
 * Runs one durable transaction.
 *
 * A failure before COMMIT is rolled back: provably nothing stored. So is a full disk at COMMIT,
 * because the log's last frame, the one that makes a transaction count, did not fit. Any other
 * failure of COMMIT is unknown: the frame may be on the disk although its fsync failed, and a
 * crash now would bring it back.
 */
function transact<Result>(database: DatabaseSync, run: () => Result): Result {
  let result: Result;
  try {
    // Left open only if an earlier ROLLBACK failed too.
    if (database.isTransaction) database.exec('ROLLBACK');
    database.exec('BEGIN IMMEDIATE');
    result = run();
  } catch (error) {
    throw rolledBack(database, error, 'no');
  }
  try {
    database.exec('COMMIT');
  } catch (error) {
    const full = toJournalError(error, 'no').code === 'full';
    throw rolledBack(database, error, full ? 'no' : 'unknown');
  }
  return result;
}

function rolledBack(database: DatabaseSync, error: unknown, stored: 'no' | 'unknown'): Error {
  try {
    if (database.isTransaction) database.exec('ROLLBACK');
  } catch {
    // The next transaction tries again; until it succeeds nothing can be committed.
  }
  return toJournalError(error, stored);
}

function prepareStatements(database: DatabaseSync) {
  return {
    insertPayout: database.prepare(`
      INSERT INTO payouts VALUES ($id, $version, $lastSeq, $state, $caller, $obligation,
        $holdsObligation, $partner, $createdAtMs, $updatedAtMs, $dueAtMs, $document)`),
    updatePayout: database.prepare(`
      UPDATE payouts SET version = $version, last_seq = $lastSeq, state = $state, caller = $caller,
        obligation = $obligation, holds_obligation = $holdsObligation, partner = $partner,
        created_at_ms = $createdAtMs, updated_at_ms = $updatedAtMs, due_at_ms = $dueAtMs,
        document = $document
      WHERE id = $id`),
    insertEvent: database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?)'),
    insertPartnerKey: database.prepare(
      'INSERT INTO partner_keys VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    insertClaim: database.prepare('INSERT INTO claims VALUES (?, ?, ?, ?, ?)'),
    upsertOutbox: database.prepare(`
      INSERT INTO outbox VALUES ($id, $payoutId, $createdAtMs, $dueAtMs, $attempts, $document)
      ON CONFLICT (id) DO UPDATE SET payout_id = $payoutId, created_at_ms = $createdAtMs,
        due_at_ms = $dueAtMs, attempts = $attempts, document = $document`),
    upsertRecord: database.prepare(`
      INSERT INTO records VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET document = ?3`),
    deleteRecord: database.prepare('DELETE FROM records WHERE kind = ? AND id = ?'),
    probe: database.prepare('UPDATE probes SET count = count + 1'),
  };
}

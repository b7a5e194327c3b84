import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

import type { JournalReads } from '../journal-store.ts';
import type { StoredFacts } from '../judge-write.ts';
import type {
  CensusRow,
  IdempotencyClaim,
  JournalRecord,
  OutboxEntry,
  PartnerKeyEntry,
  PayoutRow,
  StoredEvent,
} from '../port.ts';
import { listQuery } from './list-query.ts';
import { toJournalError } from './sqlite-error.ts';

/** The reading half of a session: the journal's reads, without the promises. */
export type SqliteReads = {
  readonly [Name in keyof JournalReads]: (
    ...args: Parameters<JournalReads[Name]>
  ) => Awaited<ReturnType<JournalReads[Name]>>;
};

const PAYOUT = `id, version, state, caller, obligation, holds_obligation AS holdsObligation, partner,
  created_at_ms AS createdAtMs, updated_at_ms AS updatedAtMs, due_at_ms AS dueAtMs, document`;
const CLAIM = 'caller, key, fingerprint, payout_id AS payoutId, answer';
const PARTNER_KEY =
  'partner, partner_key AS partnerKey, payout_id AS payoutId, attempt_no AS attemptNo';
const OUTBOX = `id, payout_id AS payoutId, created_at_ms AS createdAtMs, due_at_ms AS dueAtMs,
  attempts, document`;

/** What a session needs to prepare a statement. */
type Preparer = Pick<DatabaseSync, 'prepare'>;

/** Prepares the statements of the journal's reads, and of the facts its writes are judged by. */
export function createSqliteReads(database: Preparer): {
  readonly reads: SqliteReads;
  readonly facts: StoredFacts;
} {
  const sql = prepareStatements(database);
  const byShape = new Map<string, Select<StoredPayout>>();

  /** Listings have a few dozen shapes; each is prepared once, when it is first asked. */
  const listing = (text: string): Select<StoredPayout> => {
    const select = byShape.get(text) ?? prepare<StoredPayout>(database, text);
    byShape.set(text, select);
    return select;
  };

  const reads: SqliteReads = {
    get(payoutId) {
      const stored = sql.payout.one(payoutId);
      return stored === null ? null : toRow(stored);
    },
    byIdempotencyKey: (caller, key) => sql.claim.one(caller, key),
    byPartnerKey: (partner, partnerKey) => sql.partnerKey.one(partner, partnerKey),
    events: (payoutId, afterSeq, limit) => sql.events.all(payoutId, afterSeq, limit),
    list(filter) {
      const { text, values } = listQuery(PAYOUT, filter, {
        createdBefore: (atMs) => sql.createdBefore.one(atMs)?.id ?? null,
        createdAfter: (atMs) => sql.createdAfter.one(atMs)?.id ?? null,
      });
      return listing(text)
        .all(...values)
        .map(toRow);
    },
    due: (nowMs, limit) => sql.due.all(nowMs, limit).map(toRow),
    // State by state, each along its index: SQLite would walk all ids, or sort all documents.
    inStates: (states, afterId, limit) =>
      [...new Set(states)]
        .flatMap((state) => sql.inState.all(state, afterId, limit))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit)
        .map(toRow),
    census: (states) => sql.census.all(JSON.stringify(states)),
    outboxDue: (nowMs, limit) => sql.outboxDue.all(nowMs, limit),
    outboxGet: (id) => sql.outbox.one(id),
    outboxOf: (payoutId) => sql.outboxOf.all(payoutId),
    records: (kind) => sql.records.all(kind),
    record: (kind, id) => sql.record.one(kind, id),
  };
  const facts: StoredFacts = {
    head: (payoutId) => sql.head.one(payoutId),
    claim: reads.byIdempotencyKey,
    holder: (caller, obligation) => sql.holder.one(caller, obligation)?.id ?? null,
    partnerKey: reads.byPartnerKey,
  };
  return { reads, facts };
}

/** Counted by the index alone; one row of each group is then looked up for its time. */
const CENSUS = `
  SELECT state, partner, count,
         (SELECT created_at_ms FROM payouts WHERE id = standing.oldestId) AS oldestCreatedAtMs
  FROM (SELECT state, partner, count(*) AS count, min(id) AS oldestId
        FROM payouts WHERE state IN (SELECT value FROM json_each(?))
        GROUP BY state, partner) AS standing
  ORDER BY state, partner`;

function prepareStatements(database: Preparer) {
  return {
    payout: prepare<StoredPayout>(database, `SELECT ${PAYOUT} FROM payouts WHERE id = ?`),
    head: prepare<{ readonly version: number; readonly lastSeq: number }>(
      database,
      'SELECT version, last_seq AS lastSeq FROM payouts WHERE id = ?',
    ),
    holder: prepare<{ readonly id: string }>(
      database,
      'SELECT id FROM payouts WHERE caller = ? AND obligation = ? AND holds_obligation = 1',
    ),
    claim: prepare<IdempotencyClaim>(
      database,
      `SELECT ${CLAIM} FROM claims WHERE caller = ? AND key = ?`,
    ),
    partnerKey: prepare<PartnerKeyEntry>(
      database,
      `SELECT ${PARTNER_KEY} FROM partner_keys WHERE partner = ? AND partner_key = ?`,
    ),
    events: prepare<StoredEvent>(
      database,
      `SELECT seq, kind, at_ms AS atMs, document FROM events
       WHERE payout_id = ? AND seq > ? ORDER BY seq LIMIT ?`,
    ),
    due: prepare<StoredPayout>(
      database,
      `SELECT ${PAYOUT} FROM payouts WHERE due_at_ms IS NOT NULL AND due_at_ms <= ?
       ORDER BY due_at_ms, id LIMIT ?`,
    ),
    inState: prepare<StoredPayout>(
      database,
      `SELECT ${PAYOUT} FROM payouts WHERE state = ? AND id > ? ORDER BY id LIMIT ?`,
    ),
    createdBefore: prepare<{ readonly id: string }>(
      database,
      `SELECT id FROM payouts WHERE created_at_ms < ?
       ORDER BY created_at_ms DESC, id DESC LIMIT 1`,
    ),
    createdAfter: prepare<{ readonly id: string }>(
      database,
      'SELECT id FROM payouts WHERE created_at_ms > ? ORDER BY created_at_ms, id LIMIT 1',
    ),
    census: prepare<CensusRow>(database, CENSUS),
    outbox: prepare<OutboxEntry>(database, `SELECT ${OUTBOX} FROM outbox WHERE id = ?`),
    outboxDue: prepare<OutboxEntry>(
      database,
      `SELECT ${OUTBOX} FROM outbox WHERE due_at_ms IS NOT NULL AND due_at_ms <= ?
       ORDER BY due_at_ms, id LIMIT ?`,
    ),
    outboxOf: prepare<OutboxEntry>(
      database,
      `SELECT ${OUTBOX} FROM outbox WHERE payout_id = ? ORDER BY created_at_ms, id`,
    ),
    records: prepare<JournalRecord>(
      database,
      'SELECT kind, id, document FROM records WHERE kind = ? ORDER BY id',
    ),
    record: prepare<JournalRecord>(
      database,
      'SELECT kind, id, document FROM records WHERE kind = ? AND id = ?',
    ),
  };
}

/** A prepared SELECT whose columns are the fields of `Row`. */
interface Select<Row> {
  one(...values: readonly SQLInputValue[]): Row | null;
  all(...values: readonly SQLInputValue[]): readonly Row[];
}

/** STRICT tables keep the types that `Row` claims; `node:sqlite` knows nothing of columns. */
function prepare<Row>(database: Preparer, text: string): Select<Row> {
  const statement = database.prepare(text);
  return {
    one: (...values) => attempt(() => (statement.get(...values) ?? null) as Row | null),
    all: (...values) => attempt(() => statement.all(...values) as unknown as readonly Row[]),
  };
}

function attempt<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw toJournalError(error, 'no');
  }
}

/** A payout as SQLite has it: no booleans there. */
type StoredPayout = Omit<PayoutRow, 'holdsObligation'> & { readonly holdsObligation: 0 | 1 };

function toRow(stored: StoredPayout): PayoutRow {
  return { ...stored, holdsObligation: stored.holdsObligation === 1 };
}

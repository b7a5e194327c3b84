/** One step of the schema; its number is its place and never changes once released. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

/**
 * The schema, step by step. A released step is never edited: a database that has it would differ
 * from a new one. Each runs in a transaction of its own together with its line in `migrations`.
 *
 * Tables are STRICT, so that a wrong type fails here and not at the next read. There is one index
 * per question the port asks, and the questions about live payouts have partial ones: finished
 * payouts leave the due index, which stays a few kilobytes beside millions of rows.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    number: 1,
    name: 'journal',
    sql: `
      CREATE TABLE payouts (
        id               TEXT    NOT NULL PRIMARY KEY,
        version          INTEGER NOT NULL,
        last_seq         INTEGER NOT NULL,
        state            TEXT    NOT NULL,
        caller           TEXT    NOT NULL,
        obligation       TEXT    NOT NULL,
        holds_obligation INTEGER NOT NULL CHECK (holds_obligation IN (0, 1)),
        partner          TEXT,
        created_at_ms    INTEGER NOT NULL,
        updated_at_ms    INTEGER NOT NULL,
        due_at_ms        INTEGER,
        document         TEXT    NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX payouts_obligation_held ON payouts (caller, obligation)
        WHERE holds_obligation = 1;
      CREATE INDEX payouts_due ON payouts (due_at_ms, id) WHERE due_at_ms IS NOT NULL;
      CREATE INDEX payouts_caller ON payouts (caller, id);
      CREATE INDEX payouts_partner ON payouts (partner, id);
      CREATE INDEX payouts_obligation ON payouts (obligation, id);
      CREATE INDEX payouts_created ON payouts (created_at_ms, id);
      -- Covers the census, which a metrics scrape asks for every few seconds.
      CREATE INDEX payouts_state ON payouts (state, id, partner, updated_at_ms);

      CREATE TABLE events (
        payout_id TEXT    NOT NULL,
        seq       INTEGER NOT NULL,
        kind      TEXT    NOT NULL,
        at_ms     INTEGER NOT NULL,
        document  TEXT    NOT NULL,
        PRIMARY KEY (payout_id, seq)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE claims (
        caller      TEXT NOT NULL,
        key         TEXT NOT NULL,
        fingerprint TEXT NOT NULL,
        payout_id   TEXT NOT NULL,
        answer      TEXT NOT NULL,
        PRIMARY KEY (caller, key)
      ) STRICT;

      CREATE TABLE partner_keys (
        partner     TEXT    NOT NULL,
        partner_key TEXT    NOT NULL,
        payout_id   TEXT    NOT NULL,
        attempt_no  INTEGER NOT NULL,
        PRIMARY KEY (partner, partner_key)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE outbox (
        id            TEXT    NOT NULL PRIMARY KEY,
        payout_id     TEXT    NOT NULL,
        created_at_ms INTEGER NOT NULL,
        due_at_ms     INTEGER,
        attempts      INTEGER NOT NULL,
        document      TEXT    NOT NULL
      ) STRICT;
      CREATE INDEX outbox_due ON outbox (due_at_ms, id) WHERE due_at_ms IS NOT NULL;
      CREATE INDEX outbox_payout ON outbox (payout_id, created_at_ms, id);

      CREATE TABLE records (
        kind     TEXT NOT NULL,
        id       TEXT NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (kind, id)
      ) STRICT, WITHOUT ROWID;

      -- One row that the health probe rewrites.
      CREATE TABLE probes (
        only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
        count    INTEGER NOT NULL
      ) STRICT;
      INSERT INTO probes VALUES (1, 0);
    `,
  },
];

import type { DatabaseSync } from 'node:sqlite';

import { backUp } from './back-up.ts';
import { toJournalError } from './sqlite-error.ts';
import { createSqliteReads, type SqliteReads } from './sqlite-reads.ts';
import { createSqliteWrites, type SqliteWrites } from './sqlite-writes.ts';

/**
 * Everything the journal asks of its database, synchronous. It blocks on the disk, so in the
 * gateway it lives in a worker thread: an fsync of some milliseconds on the main thread would
 * delay every timeout and breaker in the process.
 *
 * Each method throws `JournalError` and nothing else.
 */
export interface SqliteSession extends SqliteReads, SqliteWrites {
  /** Copies the journal into a folder that has none; see {@link backUp}. */
  readonly backUp: (folder: string, nowMs: number) => void;
  /** Closes the database and lets the next process in. */
  readonly close: () => void;
}

/** Prepares a session on a database from `openDatabase`. */
export function createSqliteSession(database: DatabaseSync): SqliteSession {
  const { reads, facts } = createSqliteReads(database);
  return {
    ...reads,
    ...createSqliteWrites(database, facts),
    backUp: (folder, nowMs) => backUp(database, folder, nowMs),
    close() {
      try {
        database.close();
      } catch (error) {
        throw toJournalError(error, 'no');
      }
    },
  };
}

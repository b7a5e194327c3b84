import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { JournalError } from '../port.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';
import { toJournalError } from './sqlite-error.ts';

/** The database's name in the data folder; `-wal` beside it belongs to it. */
export const DATABASE_FILE = 'journal.db';

/** "BWJ1": marks the file as ours (SQLite's `application_id`, bytes 68-71 of the header). */
const APPLICATION_ID = 0x42_57_4a_31;

/** After a burst the WAL file is cut back to this. */
const WAL_BYTES_KEPT = 67_108_864;

/**
 * Opens the journal's database, creates the folder and the schema where they are missing, and
 * brings an older schema up to date.
 *
 * - WAL with synchronous=FULL: a commit returns after its log is fsynced. (NORMAL would return
 *   before; an acknowledged payout could be lost with the power.)
 * - locking_mode=EXCLUSIVE: from here until close no other process gets in; two gateways on one
 *   folder would be two writers per payout (R12). It is an advisory lock of the operating system:
 *   it ends with the process however that ends, a network file system may not honour it, and it
 *   ends too when this process opens and closes the file by other means (fcntl(2)): never do that.
 *
 * Throws `JournalError`, stored `no`: `locked` (another process has it), `readonly`, `full`, `io`,
 * `corrupt` (not a database, or not ours), `newerVersion` (written by a later Breakwater).
 */
export function openDatabase(folder: string, nowMs: number): DatabaseSync {
  const path = resolve(folder);
  try {
    prepareFolder(path);
    const database = new DatabaseSync(join(path, DATABASE_FILE), { timeout: 0 });
    try {
      configure(database);
      checkOwner(database, path);
      migrate(database, nowMs, path);
      syncFolder(path);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw explained(toJournalError(error, 'no'), path);
  }
}

/** Creates the folder and proves that we may write there; SQLite would open a file we may not. */
function prepareFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  accessSync(path, constants.W_OK);
  for (const suffix of ['', '-wal']) {
    const file = join(path, DATABASE_FILE + suffix);
    if (existsSync(file)) accessSync(file, constants.W_OK);
  }
}

function configure(database: DatabaseSync): void {
  // The lock mode first: set before WAL is entered, SQLite keeps the log's index in memory and
  // needs no shared-memory file.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA journal_size_limit = ${WAL_BYTES_KEPT};
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
  `);
}

function checkOwner(database: DatabaseSync, path: string): void {
  const owner = numberOf(database, 'SELECT application_id AS value FROM pragma_application_id');
  const tables = numberOf(database, 'SELECT count(*) AS value FROM sqlite_schema');
  if (owner === APPLICATION_ID || (owner === 0 && tables === 0)) return;
  throw new JournalError(
    'corrupt',
    'no',
    `${DATABASE_FILE} in ${path} is not a Breakwater journal`,
  );
}

function migrate(database: DatabaseSync, nowMs: number, path: string): void {
  inTransaction(database, () =>
    database.exec(`
      PRAGMA application_id = ${APPLICATION_ID};
      CREATE TABLE IF NOT EXISTS migrations (
        number        INTEGER NOT NULL PRIMARY KEY,
        name          TEXT    NOT NULL,
        applied_at_ms INTEGER NOT NULL
      ) STRICT;
    `),
  );
  const present = numberOf(database, 'SELECT coalesce(max(number), 0) AS value FROM migrations');
  const known = MIGRATIONS.at(-1)?.number ?? 0;
  if (present > known) {
    const detail = `the journal in ${path} has schema ${present}, this program knows ${known}; use the newer program`;
    throw new JournalError('newerVersion', 'no', detail);
  }
  for (const migration of MIGRATIONS.filter(({ number }) => number > present)) {
    inTransaction(database, () => applyMigration(database, migration, nowMs));
  }
}

function applyMigration(database: DatabaseSync, { number, name, sql }: Migration, nowMs: number) {
  database.exec(sql);
  database.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(number, name, Math.floor(nowMs));
}

function inTransaction(database: DatabaseSync, run: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    run();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** A new file is durable only once its folder's entry is; the same holds for a new folder. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return; // Windows has no folder handles to sync.
  for (const folder of [path, dirname(path)]) {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(database.prepare(sql).get()?.['value']);
}

function explained(error: JournalError, path: string): JournalError {
  if (error.code === 'locked') {
    const detail = `another process holds the journal in ${path}; stop it, or choose another data folder`;
    return new JournalError('locked', 'no', detail, error.cause);
  }
  if (error.message.includes(path)) return error;
  return new JournalError(
    error.code,
    'no',
    `cannot open the journal in ${path}: ${error.message}`,
    error.cause,
  );
}

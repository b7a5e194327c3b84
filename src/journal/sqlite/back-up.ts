import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { BACKUP_MARK, JournalError } from '../port.ts';
import { DATABASE_FILE } from './open-database.ts';
import { toJournalError } from './sqlite-error.ts';

/**
 * Writes a whole and consistent copy of an open journal into a folder, with the mark that it is a
 * backup and of when. Commits wait meanwhile: about a second for each few hundred megabytes. The
 * copy has its name only once it is complete and on the disk.
 *
 * Throws JournalError: `invalid` when there is a journal in the folder already, else what the disk
 * says. The journal itself is never changed.
 */
export function backUp(database: DatabaseSync, folder: string, nowMs: number): void {
  const file = join(resolve(folder), DATABASE_FILE);
  const partial = `${file}.partial`;
  if (existsSync(file)) throw new JournalError('invalid', 'no', `${file} exists already`);
  try {
    mkdirSync(resolve(folder), { recursive: true });
    rmSync(partial, { force: true });
    database.prepare('VACUUM INTO ?').run(partial);
    mark(partial, nowMs);
    syncFile(partial);
    renameSync(partial, file);
    syncFile(resolve(folder));
  } catch (error) {
    throw toJournalError(error, 'no');
  }
}

function mark(file: string, nowMs: number): void {
  const copy = new DatabaseSync(file);
  try {
    copy
      .prepare('INSERT OR REPLACE INTO records VALUES (?, ?, ?)')
      .run(BACKUP_MARK.kind, BACKUP_MARK.id, String(nowMs));
  } finally {
    copy.close();
  }
}

/** When the backup in this file was begun, Unix ms; `null` for a file that is no backup. */
export function backupTime(file: string): number | null {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const { kind, id } = BACKUP_MARK;
    const row = database
      .prepare('SELECT document FROM records WHERE kind = ? AND id = ?')
      .get(kind, id);
    return row === undefined ? null : Number(row['document']);
  } catch {
    return null;
  } finally {
    database.close();
  }
}

/** Makes a file, or the entries of a folder, durable; Windows has no folder handles to sync. */
export function syncFile(path: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

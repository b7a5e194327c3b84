import { JournalError, type JournalErrorCode } from '../port.ts';

/** SQLite's primary result codes (sqlite.org/rescode.html) that mean something to the journal. */
const CODES: ReadonlyMap<number, JournalErrorCode> = new Map([
  [5, 'locked'], // SQLITE_BUSY
  [6, 'locked'], // SQLITE_LOCKED
  [8, 'readonly'], // SQLITE_READONLY
  [10, 'io'], // SQLITE_IOERR
  [11, 'corrupt'], // SQLITE_CORRUPT
  [13, 'full'], // SQLITE_FULL
  [14, 'io'], // SQLITE_CANTOPEN
  [18, 'invalid'], // SQLITE_TOOBIG
  [19, 'invalid'], // SQLITE_CONSTRAINT
  [20, 'invalid'], // SQLITE_MISMATCH
  [25, 'invalid'], // SQLITE_RANGE
  [26, 'corrupt'], // SQLITE_NOTADB
]);

/** The operating system's codes, from work on the folder itself. */
const SYSTEM_CODES: ReadonlyMap<string, JournalErrorCode> = new Map([
  ['EACCES', 'readonly'],
  ['EPERM', 'readonly'],
  ['EROFS', 'readonly'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
]);

/**
 * Reads an error of `node:sqlite` or of the file system. The detail is SQLite's own fixed text,
 * never a statement's values.
 */
export function toJournalError(error: unknown, stored: 'no' | 'unknown'): JournalError {
  if (error instanceof JournalError) return error;
  const { errcode, errstr, code } = detailsOf(error);
  // The low byte is the primary code; the rest of an extended code only says where it happened.
  const primary = errcode === undefined ? undefined : CODES.get(errcode & 0xff);
  const journalCode = primary ?? SYSTEM_CODES.get(code) ?? unlisted(errcode, code);
  const detail = errcode === undefined ? code : `${errstr} (SQLite ${errcode})`;
  return new JournalError(journalCode, stored, detail, error);
}

/** Node's own codes speak of an argument it could not bind: the write's fault, not the disk's. */
function unlisted(errcode: number | undefined, code: string): JournalErrorCode {
  return errcode === undefined && code.startsWith('ERR_') ? 'invalid' : 'io';
}

function detailsOf(error: unknown): { errcode?: number; errstr: string; code: string } {
  if (!(error instanceof Error)) return { errstr: '', code: 'not an error' };
  const fields = new Map<string, unknown>(Object.entries(error));
  const errcode = fields.get('errcode');
  return {
    ...(typeof errcode === 'number' ? { errcode } : {}),
    errstr: textOr(fields.get('errstr'), ''),
    code: textOr(fields.get('code'), error.name),
  };
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

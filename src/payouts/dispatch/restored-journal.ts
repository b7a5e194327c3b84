import { BACKUP_MARK, type Journal, type JournalRecord } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/** That this journal was restored from a backup: what came after the backup is not in it. */
export interface RestoredJournal {
  /** When the backup was begun, Unix ms. */
  readonly backupAtMs: number;
  /** When it was first opened again, Unix ms. */
  readonly restoredAtMs: number;
  /** True once every payout of the backup that had not ended carries the mark (`lostPast`). */
  readonly isNoted: boolean;
}

const MARK = { kind: 'restored', id: 'journal' } as const;

/** The record that says so; a later one takes the place of an earlier one. */
export function restoredRecord(restored: RestoredJournal): JournalRecord {
  return { ...MARK, document: JSON.stringify(restored) };
}

/**
 * When the journal was last restored; `null`: never. A file that carries the mark of a backup is a
 * restored one, however it came here: from now on it says so, durably and before anything is sent.
 * Rejects with JournalError; then nothing may be sent.
 */
export async function readRestored(
  journal: Pick<Journal, 'record' | 'write'>,
  runtime: Pick<Runtime, 'now'>,
): Promise<RestoredJournal | null> {
  const backup = (await journal.record(BACKUP_MARK.kind, BACKUP_MARK.id))?.document ?? null;
  if (backup !== null) {
    const restored = { backupAtMs: Number(backup), restoredAtMs: runtime.now(), isNoted: false };
    const records = [restoredRecord(restored), { ...BACKUP_MARK, document: null }];
    await journal.write({ records });
    return restored;
  }
  const stored = (await journal.record(MARK.kind, MARK.id))?.document ?? null;
  return stored === null ? null : (JSON.parse(stored) as RestoredJournal);
}

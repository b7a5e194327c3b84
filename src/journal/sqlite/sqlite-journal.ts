import type { Emit } from '../../contract/events.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { createJournal } from '../create-journal.ts';
import type { HealthReporter } from '../journal-health.ts';
import type { Journal } from '../port.ts';
import { openWorkerStore } from './worker-store.ts';

/** Where the journal lives and who hears of it. */
export interface SqliteJournalOptions {
  /** The data folder, on a local disk; created when missing. Holds `journal.db` and its log. */
  readonly folder: string;
  readonly runtime: Runtime;
  /** Hears `journal.committed` and `journal.failed`. */
  readonly emit: Emit;
}

/** A journal of which copies can be made; without a file there is nothing to copy. */
export interface BackUp {
  /**
   * Writes a marked copy into a folder that has no journal, while this one works on; commits wait as
   * long as it lasts. Rejects with JournalError, and then nothing there has the journal's name.
   */
  readonly backUp?: (folder: string) => Promise<void>;
}

/**
 * Opens the embedded journal: `node:sqlite` in one worker thread, WAL with synchronous=FULL, group
 * commit in front. A write resolves after its commit is fsynced; a process killed at any moment
 * afterwards finds it again.
 *
 * Rejects with `JournalError`, stored `no`: `locked` when another process has the folder, which is
 * the guard against two gateways paying from one book; `readonly`, `full` or `io` when the folder
 * cannot be used; `newerVersion` and `corrupt` when what lies there is not for this program.
 *
 * After a disk error the journal stays up: the batch is rolled back and rejected, reads go on where
 * the disk lets them, `health()` is red, and the next write or the journal's own probe (once a
 * second) finds out when the disk is back.
 */
export async function openSqliteJournal(
  options: SqliteJournalOptions,
): Promise<Journal & HealthReporter & BackUp> {
  const { folder, runtime, emit } = options;
  const store = await openWorkerStore({ folder, runtime });
  return { ...createJournal({ store, runtime, emit }), backUp: (folder) => store.backUp(folder) };
}

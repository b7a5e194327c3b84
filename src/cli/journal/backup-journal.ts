import { JournalError } from '../../journal/port.ts';
import { openDatabase } from '../../journal/sqlite/open-database.ts';
import { createSqliteSession } from '../../journal/sqlite/sqlite-session.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import { EXIT } from '../exit-codes.ts';
import { requestBackup } from './backup-request.ts';

/** A large journal takes its time, and commits wait for it. */
const TIMEOUT_MS = 600_000;

/**
 * Copies the journal of `dataDir` into `folder`, which must have none: by itself while no gateway
 * runs, through the gateway while one does. Resolves with the exit code.
 */
export async function backupJournal(dataDir: string, folder: string): Promise<number> {
  try {
    if (!backUpAtRest(dataDir, folder)) {
      await requestBackup(dataDir, folder, systemRuntime, TIMEOUT_MS);
    }
    process.stdout.write(`backed up ${dataDir} to ${folder}\n`);
    return EXIT.ok;
  } catch (error) {
    console.error(`breakwater: no backup was made: ${String(error)}`);
    return EXIT.failed;
  }
}

/** False when another process has the journal. */
function backUpAtRest(dataDir: string, folder: string): boolean {
  const nowMs = systemRuntime.now();
  try {
    const session = createSqliteSession(openDatabase(dataDir, nowMs));
    try {
      session.backUp(folder, nowMs);
    } finally {
      session.close();
    }
    return true;
  } catch (error) {
    if (error instanceof JournalError && error.code === 'locked') return false;
    throw error;
  }
}

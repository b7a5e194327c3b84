import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { backupTime, syncFile } from '../../journal/sqlite/back-up.ts';
import { DATABASE_FILE } from '../../journal/sqlite/open-database.ts';
import { EXIT } from '../exit-codes.ts';

/**
 * Puts a backup in the place of a lost journal. Refuses where a journal is, and a file that does not
 * carry the mark of a backup: without it the gateway would not know that time is missing, and would
 * pay without asking. Returns the exit code.
 */
export function restoreJournal(dataDir: string, folder: string): number {
  const [source, target] = [folder, dataDir].map((path) => join(path, DATABASE_FILE));
  if (source === undefined || target === undefined) return EXIT.usage;
  if ([target, `${target}-wal`].some((file) => existsSync(file))) {
    return refuse(`there is a journal in ${dataDir}; move it away, and keep it`);
  }
  if (!existsSync(source)) return refuse(`there is no ${DATABASE_FILE} in ${folder}`);
  mkdirSync(dataDir, { recursive: true });
  const partial = `${target}.partial`;
  copyFileSync(source, partial);
  const takenAtMs = backupTime(partial);
  if (takenAtMs === null) {
    rmSync(partial);
    return refuse(`${source} was not made by "breakwater journal backup"`);
  }
  syncFile(partial);
  renameSync(partial, target);
  syncFile(dataDir);
  process.stdout.write(
    `restored the journal as of ${new Date(takenAtMs).toISOString()} into ${dataDir}\n` +
      'What came after it is lost. The gateway will ask the partners before it sends anything.\n' +
      'Now read docs/runbooks/journal-restored.md.\n',
  );
  return EXIT.ok;
}

function refuse(why: string): number {
  console.error(`breakwater: nothing was restored: ${why}`);
  return EXIT.failed;
}

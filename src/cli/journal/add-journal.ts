import type { Command } from 'commander';

/** Adds `journal backup <folder>` and `journal restore <folder>` to the command line. */
export function addJournal(program: Command): void {
  const dataDir = process.env['DATA_DIR'] ?? '.data';
  const journal = program
    .command('journal')
    .description('Back up the journal of DATA_DIR, or put a backup in the place of a lost one.');

  journal
    .command('backup <folder>')
    .description('Copy the journal into a folder that has none; a running gateway goes on running.')
    .action(async (folder: string) => {
      const { backupJournal } = await import('./backup-journal.ts');
      process.exitCode = await backupJournal(dataDir, folder);
    });

  journal
    .command('restore <folder>')
    .description('Copy a backup into DATA_DIR, which must have no journal. Stop the gateway first.')
    .action(async (folder: string) => {
      const { restoreJournal } = await import('./restore-journal.ts');
      process.exitCode = restoreJournal(dataDir, folder);
    });
}

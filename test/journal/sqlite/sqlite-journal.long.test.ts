/**
 * Goal: the embedded journal keeps the whole contract on a real disk.
 *
 * Method: the contract suite, each test on a folder of its own, through the worker thread; `npm test`
 * runs the same suite without the thread (sqlite-store.test.ts).
 */
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/sqlite-journal.ts';
import { journalContract } from '../contract.ts';
import { temporaryFolder } from './temporary-folder.ts';

journalContract('on SQLite', async () => {
  const folder = temporaryFolder();
  const open = () => openSqliteJournal({ folder, runtime: systemRuntime, emit: () => {} });
  return { journal: await open(), reopen: open };
});

/**
 * Goal: the embedded journal keeps the whole contract on a real disk.
 *
 * Method: the contract suite, each test on a folder of its own, over the database in this thread.
 * Through the worker thread it runs with `npm run test:long`; disk-trouble.test.ts and
 * durability.test.ts show the thread itself.
 */
import { createJournal } from '../../../src/journal/create-journal.ts';
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { journalContract } from '../contract.ts';
import { openInThreadStore } from './in-thread-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

journalContract('on SQLite', async () => {
  const folder = temporaryFolder();
  const open = async () =>
    createJournal({
      store: openInThreadStore(folder, systemRuntime.now()),
      runtime: systemRuntime,
      emit: () => undefined,
    });
  return { journal: await open(), reopen: open };
});

import { openSqliteJournal } from '../../../src/journal/sqlite/sqlite-journal.ts';
import { JournalError, type Journal } from '../../../src/journal/port.ts';
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { change, creation } from '../samples.ts';

/**
 * The process that the crash tests kill. Says one line of JSON per fact on stdout:
 *
 * - `open`: opens and closes; says `opened` or the error.
 * - `write`: 16 payouts at a time, three versions each, for ever; says each acknowledged write
 *   (synchronously to the pipe, so that what was said was acknowledged).
 * - `fill`: writes until the disk refuses; says the error, then whether reads go on.
 */
const [task, folder = ''] = process.argv.slice(2);

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function describe(error: unknown): object {
  if (!(error instanceof JournalError)) throw error;
  return { code: error.code, stored: error.stored, message: error.message };
}

async function writeForever(journal: Journal): Promise<void> {
  let count = 0;
  const worker = async (name: number): Promise<never> => {
    for (;;) {
      const id = `po_${name}_${(count += 1)}`;
      for (const version of [1, 2, 3]) {
        const { kind } = await journal.write(
          version === 1 ? creation(id) : change(id, version - 1),
        );
        if (kind !== 'ok') throw new Error(`${id} version ${version}: ${kind}`);
        say({ id, version });
      }
    }
  };
  await Promise.all(Array.from({ length: 16 }, (_, name) => worker(name)));
}

async function fill(journal: Journal): Promise<void> {
  const document = 'x'.repeat(100_000);
  for (let n = 0; n < 1000; n += 1) {
    try {
      await journal.write(creation(`po_${n}`, { document }));
    } catch (error) {
      say({ ...describe(error), written: n, readable: (await journal.get('po_0')) !== null });
      return;
    }
  }
}

try {
  const journal = await openSqliteJournal({ folder, runtime: systemRuntime, emit: () => {} });
  if (task === 'open') say({ code: 'opened' });
  if (task === 'write') await writeForever(journal);
  if (task === 'fill') await fill(journal);
  await journal.close();
} catch (error) {
  say(describe(error));
}

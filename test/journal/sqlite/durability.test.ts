/**
 * Goal: an acknowledged write is there, whatever happens to the process or to the power; an
 * unacknowledged one is there whole or not at all.
 *
 * Method: a child process writes as fast as it can and says each acknowledgement; it is killed with
 * SIGKILL while it writes, and its folder is opened here. For the power cut, its files are copied
 * while it commits, with whatever is half written at that moment. (torn-log.long.test.ts tears the log at
 * every place there is.)
 */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Journal } from '../../../src/journal/port.ts';
import { DATABASE_FILE } from '../../../src/journal/sqlite/open-database.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/sqlite-journal.ts';
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { linesOf, startChild } from './run-child.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { saltsOf } from './wal-file.ts';

const KILL_AFTER_ACKNOWLEDGED = [1, 500, 3000];
const COPY_AFTER_ACKNOWLEDGED = [20, 60, 100, 140, 180];

describe('kill -9', () => {
  it.each(KILL_AFTER_ACKNOWLEDGED)(
    'after %i acknowledged writes loses none of them, and half-writes nothing',
    async (writes) => {
      const folder = temporaryFolder();
      const acknowledged = await writeUntilKilled(folder, writes);

      const journal = await openSqliteJournal({ folder, runtime: systemRuntime, emit: () => {} });

      expect(await versionsBehind(journal, acknowledged)).toEqual([]);
      expect(acknowledged.size).toBeGreaterThan(0);
      await expectWholeWrites(journal);
      await journal.close();
    },
  );
});

describe('a power cut in the middle of group commits', () => {
  it('keeps what was acknowledged before it, and half of nothing', async () => {
    const source = temporaryFolder();
    const copies = await copyWhileWriting(source, COPY_AFTER_ACKNOWLEDGED);

    for (const { folder, acknowledged } of copies) {
      const journal = await openSqliteJournal({ folder, runtime: systemRuntime, emit: () => {} });
      const missing = await versionsBehind(journal, acknowledged);

      expect(missing).toEqual([]);
      await expectWholeWrites(journal);
      await journal.close();
    }
    expect(copies).toHaveLength(COPY_AFTER_ACKNOWLEDGED.length);
  });
});

/** A folder as a power cut would have left it, and what had been acknowledged by then. */
interface LiveCopy {
  readonly folder: string;
  readonly acknowledged: ReadonlyMap<string, number>;
}

/** Copies the files of a journal again and again while another process commits to it. */
async function copyWhileWriting(
  source: string,
  after: readonly number[],
): Promise<readonly LiveCopy[]> {
  const child = startChild('write', source);
  const acknowledged = new Map<string, number>();
  const copies: LiveCopy[] = [];
  let count = 0;
  for await (const { id, version } of linesOf(child)) {
    acknowledged.set(String(id), Number(version));
    count += 1;
    if (count < (after[copies.length] ?? Number.POSITIVE_INFINITY)) continue;
    const known = new Map(acknowledged);
    const folder = copyOfFiles(source);
    if (folder !== null) copies.push({ folder, acknowledged: known });
    if (copies.length === after.length) child.kill('SIGKILL');
  }
  return copies;
}

/**
 * What a power cut leaves: frames half written, and behind the last whole commit something torn.
 * `null` when the log was begun anew meanwhile: copied one after the other, the two files would then
 * be of two moments, which no power cut can do.
 */
function copyOfFiles(source: string): string | null {
  const folder = join(temporaryFolder(), 'copy');
  mkdirSync(folder);
  const [database, log] = [DATABASE_FILE, `${DATABASE_FILE}-wal`];
  const began = saltsOf(readFileSync(join(source, log)));
  copyFileSync(join(source, database), join(folder, database));
  copyFileSync(join(source, log), join(folder, log));
  return saltsOf(readFileSync(join(folder, log))) === began ? folder : null;
}

/** The payouts that the journal knows in an older version than was acknowledged. */
async function versionsBehind(
  journal: Journal,
  acknowledged: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const behind: string[] = [];
  for (const [id, version] of acknowledged) {
    if (((await journal.get(id))?.version ?? 0) < version) behind.push(id);
  }
  return behind;
}

/** Lets the child write until so many writes were acknowledged, then kills it at once. */
async function writeUntilKilled(folder: string, writes: number): Promise<Map<string, number>> {
  const child = startChild('write', folder);
  const acknowledged = new Map<string, number>();
  let count = 0;
  for await (const { id, version } of linesOf(child)) {
    acknowledged.set(String(id), Number(version));
    count += 1;
    if (count === writes) child.kill('SIGKILL');
  }
  return acknowledged;
}

/** Each payout has exactly the events of its version: row and events were stored together. */
async function expectWholeWrites(journal: Journal): Promise<void> {
  const rows = await journal.list({ limit: 10_000 });
  for (const { id, version } of rows) {
    const events = await journal.events(id, 0, 10);
    expect(events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: version }, (_, index) => index + 1),
    );
  }
}

/**
 * Goal: an acknowledged write is there, whatever happens to the process or to the end of the log;
 * an unacknowledged one is there whole or not at all.
 *
 * Method: a child process writes as fast as it can and says each acknowledgement; it is killed with
 * SIGKILL while it writes, and its folder is opened here. For the power cut, the log file is cut
 * and scribbled on at seeded places, which is what a disk leaves of bytes that were never fsynced.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { Journal } from '../../../src/journal/port.ts';
import { DATABASE_FILE, openDatabase } from '../../../src/journal/sqlite/open-database.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/sqlite-journal.ts';
import { createSqliteSession } from '../../../src/journal/sqlite/sqlite-session.ts';
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { mulberry32 } from '../../support/virtual-runtime.ts';
import { creation, SAMPLE_AT_MS } from '../samples.ts';
import { linesOf, startChild } from './run-child.ts';
import { temporaryFolder } from './temporary-folder.ts';

const KILL_AFTER_ACKNOWLEDGED = [1, 500, 3000];

describe('kill -9', () => {
  it.each(KILL_AFTER_ACKNOWLEDGED)(
    'after %i acknowledged writes loses none of them, and half-writes nothing',
    async (writes) => {
      const folder = temporaryFolder();
      const acknowledged = await writeUntilKilled(folder, writes);

      const journal = await openSqliteJournal({ folder, runtime: systemRuntime, emit: () => {} });

      for (const [id, version] of acknowledged) {
        expect((await journal.get(id))?.version ?? 0).toBeGreaterThanOrEqual(version);
      }
      expect(acknowledged.size).toBeGreaterThan(0);
      await expectWholeWrites(journal);
      await journal.close();
    },
  );
});

describe('a log torn by a power cut', () => {
  const WRITES = 40;

  it.each([1, 2, 3, 4, 5, 6])(
    'recovers to the writes before the tear, in order, none half (seed %i)',
    async (seed) => {
      const random = mulberry32(seed);
      const { folder, sizes } = writtenWithoutClosing();
      const log = join(folder, `${DATABASE_FILE}-wal`);
      const bytes = readFileSync(log);
      const at = Math.floor(random() * bytes.length);
      const torn =
        random() < 0.5
          ? bytes.subarray(0, at)
          : Buffer.concat([bytes.subarray(0, at), Buffer.alloc(bytes.length - at, 0xa5)]);
      writeFileSync(log, torn);

      const journal = await openSqliteJournal({ folder, runtime: systemRuntime, emit: () => {} });

      // A write whose bytes lie wholly before the tear was fsynced before it, and must be there.
      const durable = sizes.filter((size) => size <= at).length;
      const found = (await journal.list({ limit: 100 })).map(({ id }) => id).toReversed();
      expect(found.length).toBeGreaterThanOrEqual(durable);
      expect(found).toEqual(namesOfWrites().slice(0, found.length));
      await expectWholeWrites(journal);
      expect(await journal.write(creation('po_99'))).toEqual({ kind: 'ok' });
      await journal.close();
    },
  );

  function namesOfWrites(): readonly string[] {
    return Array.from({ length: WRITES }, (_, n) => `po_${String(n).padStart(2, '0')}`);
  }

  /** A folder as a killed process leaves it, and the size of the log after each write. */
  function writtenWithoutClosing(): { folder: string; sizes: readonly number[] } {
    const source = temporaryFolder();
    const folder = join(temporaryFolder(), 'copy');
    mkdirSync(folder);
    const database = openDatabase(source, SAMPLE_AT_MS);
    const session = createSqliteSession(database);
    const logSize = () => readFileSync(join(source, `${DATABASE_FILE}-wal`)).length;
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const sizes = namesOfWrites().map((id) => {
      session.commit([creation(id)]);
      return logSize();
    });
    for (const file of [DATABASE_FILE, `${DATABASE_FILE}-wal`]) {
      copyFileSync(join(source, file), join(folder, file));
    }
    session.close();
    return { folder, sizes };
  }
});

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

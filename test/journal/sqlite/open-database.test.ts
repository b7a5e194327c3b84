/**
 * Goal: the journal opens durable and alone, or says in one sentence why not: somebody has it, it
 * may not be written, it is from the future, it is not ours.
 *
 * Method: real files. What must be refused by the operating system is refused to a child process:
 * a second gateway, and one without the right to write.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { describe, expect, it } from 'vitest';

import { MIGRATIONS } from '../../../src/journal/sqlite/migrations.ts';
import { DATABASE_FILE, openDatabase } from '../../../src/journal/sqlite/open-database.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/sqlite-journal.ts';
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { creation, SAMPLE_AT_MS } from '../samples.ts';
import { runChild } from './run-child.ts';
import { temporaryFolder } from './temporary-folder.ts';

const open = (folder: string) =>
  openSqliteJournal({ folder, runtime: systemRuntime, emit: () => {} });

describe('a fresh folder', () => {
  it('is created with the current schema, its steps written down', () => {
    const folder = join(temporaryFolder(), 'deep', 'data');

    const database = openDatabase(folder, SAMPLE_AT_MS);

    const steps = database.prepare('SELECT * FROM migrations ORDER BY number').all();
    expect(steps.map((step) => ({ ...step }))).toEqual(
      MIGRATIONS.map(({ number, name }) => ({ number, name, applied_at_ms: SAMPLE_AT_MS })),
    );
    database.close();
  });

  it('numbers its migrations 1, 2, 3 and so on', () => {
    expect(MIGRATIONS.map(({ number }) => number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });

  it('is opened again without a second migration', () => {
    const folder = temporaryFolder();
    openDatabase(folder, SAMPLE_AT_MS).close();

    const database = openDatabase(folder, SAMPLE_AT_MS + 1);

    const steps = database.prepare('SELECT applied_at_ms AS at FROM migrations').all();
    expect(steps.map(({ at }) => at)).toEqual(MIGRATIONS.map(() => SAMPLE_AT_MS));
    database.close();
  });
});

describe('the live connection', () => {
  it.each([
    ['journal_mode', 'wal'],
    ['synchronous', 2], // FULL: sqlite.org/pragma.html#pragma_synchronous
    ['locking_mode', 'exclusive'],
  ])('runs with %s = %s, without which an acknowledged write could be lost', (pragma, value) => {
    const database = openDatabase(temporaryFolder(), SAMPLE_AT_MS);

    const setting = database.prepare(`PRAGMA ${pragma}`).get()?.[pragma];

    expect(setting).toBe(value);
    database.close();
  });

  it('keeps its log index in memory: no shared-memory file', () => {
    const folder = temporaryFolder();
    const database = openDatabase(folder, SAMPLE_AT_MS);

    expect(readdirSync(folder).toSorted()).toEqual([DATABASE_FILE, `${DATABASE_FILE}-wal`]);
    database.close();
  });
});

describe('a folder that is taken', () => {
  it('is refused to a second process by name, and the first goes on', async () => {
    const folder = temporaryFolder();
    const journal = await open(folder);

    const said = await runChild('open', folder);

    expect(said).toMatchObject({ code: 'locked', stored: 'no' });
    expect(said.message).toContain(`another process holds the journal in ${folder}`);
    expect(await journal.write(creation('po_1'))).toEqual({ kind: 'ok' });
    await journal.close();
  });

  it('is refused to a second journal in the same process', async () => {
    const folder = temporaryFolder();
    const journal = await open(folder);

    await expect(open(folder)).rejects.toMatchObject({ code: 'locked' });

    expect(await journal.write(creation('po_1'))).toEqual({ kind: 'ok' });
    await journal.close();
  });

  it('is free again once it was closed', async () => {
    const folder = temporaryFolder();
    const journal = await open(folder);
    await journal.close();

    expect(await runChild('open', folder)).toEqual({ code: 'opened' });
  });
});

describe('a folder without the right to write', () => {
  it('is refused as read-only', async () => {
    const folder = join(temporaryFolder(), 'data');
    mkdirSync(folder);
    chmodSync(folder, 0o555);

    const said = await runChild('open', folder, { withoutFileOverride: true });

    expect(said).toMatchObject({ code: 'readonly', stored: 'no' });
    expect(said.message).toContain(folder);
  });

  it('is refused as read-only although the database was there already', async () => {
    const folder = join(temporaryFolder(), 'data');
    openDatabase(folder, SAMPLE_AT_MS).close();
    chmodSync(join(folder, DATABASE_FILE), 0o444);

    const said = await runChild('open', folder, { withoutFileOverride: true });

    expect(said).toMatchObject({ code: 'readonly', stored: 'no' });
  });
});

describe('a database that is not for this program', () => {
  it('is refused when a newer program wrote it', async () => {
    const folder = temporaryFolder();
    const database = openDatabase(folder, SAMPLE_AT_MS);
    database.prepare('INSERT INTO migrations VALUES (?, ?, ?)').run(999, 'future', SAMPLE_AT_MS);
    database.close();

    await expect(open(folder)).rejects.toMatchObject({
      code: 'newerVersion',
      stored: 'no',
      message: expect.stringContaining('schema 999') as string,
    });
  });

  it('is refused when it is no database', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, DATABASE_FILE), 'a shopping list\n'.repeat(200));

    await expect(open(folder)).rejects.toMatchObject({ code: 'corrupt', stored: 'no' });
  });

  it("is refused, and left as it was, when it is somebody else's database", async () => {
    const folder = temporaryFolder();
    const other = new DatabaseSync(join(folder, DATABASE_FILE));
    other.exec('CREATE TABLE shopping (item TEXT)');
    other.close();

    await expect(open(folder)).rejects.toMatchObject({ code: 'corrupt' });

    const again = new DatabaseSync(join(folder, DATABASE_FILE));
    const tables = again.prepare('SELECT name FROM sqlite_schema').all();
    expect(tables.map(({ name }) => name)).toEqual(['shopping']);
    again.close();
  });

  it('is refused when the path is a file', async () => {
    const file = join(temporaryFolder(), 'data');
    writeFileSync(file, '');

    await expect(open(join(file, 'journal'))).rejects.toMatchObject({ code: 'io', stored: 'no' });
    expect(existsSync(join(file, 'journal'))).toBe(false);
  });
});

/**
 * Goal: a new journal is still there after a power cut, and one that could not be made says truly
 * why: a full disk is not a broken one.
 *
 * Method: the calls to `fsync` are written down with the path that each handle was opened for; a
 * schema step fails as SQLite lets one fail on a full disk, having ended the transaction itself.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect, it, onTestFinished, vi } from 'vitest';

import { openDatabase } from '../../../src/journal/sqlite/open-database.ts';
import { SAMPLE_AT_MS } from '../samples.ts';
import { temporaryFolder } from './temporary-folder.ts';

it.skipIf(process.platform === 'win32')(
  'syncs the folder and the one above it: a file is durable only once its folder’s entry is (Windows syncs no folders)',
  () => {
    const folder = join(temporaryFolder(), 'data');
    const synced = watchFsync();

    openDatabase(folder, SAMPLE_AT_MS).close();

    expect(synced).toEqual([folder, dirname(folder)]);
  },
);

it('tells a disk that fills up in the middle of a schema step for what it is', () => {
  const full = Object.assign(new Error('disk full'), { errcode: 13, errstr: 'database is full' });
  failSchemaStep((database) => {
    database.exec('ROLLBACK');
    throw full;
  });

  expect(() => openDatabase(temporaryFolder(), SAMPLE_AT_MS)).toThrow(
    expect.objectContaining({ code: 'full', stored: 'no', cause: full }),
  );
});

it('ends the transaction of a schema step that failed', () => {
  const failed: DatabaseSync[] = [];
  const close = vi.spyOn(DatabaseSync.prototype, 'close').mockImplementation(function keep(
    this: DatabaseSync,
  ) {
    failed.push(this);
  });
  onTestFinished(() => {
    close.mockRestore();
    for (const database of failed) database.close();
  });
  failSchemaStep(() => {
    throw new Error('a bad step');
  });

  expect(() => openDatabase(temporaryFolder(), SAMPLE_AT_MS)).toThrow('io');

  expect(failed.map(({ isTransaction }) => isTransaction)).toEqual([false]);
});

/** Every path that is synced until the test ends. */
function watchFsync(): readonly string[] {
  const synced: string[] = [];
  const pathOf = new Map<number, string>();
  const { openSync, fsyncSync } = fs;
  fs.openSync = (file, ...rest) => {
    const handle = openSync(file, ...rest);
    pathOf.set(handle, String(file));
    return handle;
  };
  fs.fsyncSync = (handle) => {
    fsyncSync(handle);
    synced.push(pathOf.get(handle) ?? 'a handle opened before');
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs, { openSync, fsyncSync });
    syncBuiltinESMExports();
  });
  return synced;
}

/** Lets the first migration's own statements end as told. */
function failSchemaStep(fail: (database: DatabaseSync) => void): void {
  const { exec } = DatabaseSync.prototype;
  const spy = vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function step(
    this: DatabaseSync,
    sql,
  ) {
    if (sql.includes('CREATE TABLE payouts')) fail(this);
    exec.call(this, sql);
  });
  onTestFinished(() => spy.mockRestore());
}

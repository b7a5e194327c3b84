/**
 * Goal: the promises hold on the real journal as well, its file, its thread and its locks included,
 * and it adds no chance of its own.
 *
 * Method: one seed with a crash on SQLite (more in sqlite.long.test.ts) under virtual time, which stands still while the thread works; a
 * crash ends the thread in the middle of what it was told.
 */
import { expect, test } from 'vitest';

import { expectSameOnSqlite } from './expect-same-on-sqlite.ts';

test('seed 18 keeps every promise on SQLite, and decides the same twice', async () => {
  expect.hasAssertions();
  await expectSameOnSqlite(18, 8);
});

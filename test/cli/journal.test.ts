/**
 * Goal: a backup is whole, says that it is one, and is never written over anything; a restore never
 * takes the place of a journal, nor takes a file for a backup that is none.
 * Method: real SQLite files in folders of their own, and the commands' own functions.
 */
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { backupJournal } from '../../src/cli/journal/backup-journal.ts';
import { answerBackupRequest } from '../../src/cli/journal/backup-request.ts';
import { restoreJournal } from '../../src/cli/journal/restore-journal.ts';
import { openSqliteJournal } from '../../src/journal/sqlite/sqlite-journal.ts';
import { readRestored } from '../../src/payouts/dispatch/restored-journal.ts';
import { systemRuntime } from '../../src/runtime/system-runtime.ts';
import { newFolder } from '../support/world.ts';

let root: string;
const at = (name: string) => path.join(root, name);

beforeEach(() => {
  root = newFolder();
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

function open(folder: string) {
  return openSqliteJournal({ folder, runtime: systemRuntime, emit: () => undefined });
}

/** A journal at work, with one record in it. */
async function journalAtWork() {
  const journal = await open(at('data'));
  await journal.write({ records: [{ kind: 'realm', id: 'journal', document: 'mine' }] });
  return journal;
}

it('backs up a journal at work, and the copy says when it was begun at its first opening', async () => {
  const journal = await journalAtWork();
  await journal.backUp?.(at('copy'));
  await journal.close();
  expect(restoreJournal(at('new'), at('copy'))).toBe(0);

  const restored = await open(at('new'));
  const said = await readRestored(restored, systemRuntime);
  const again = await readRestored(restored, systemRuntime);
  const realm = await restored.record('realm', 'journal');
  await restored.close();

  expect(said?.backupAtMs).toBeLessThanOrEqual(said?.restoredAtMs ?? 0);
  expect(again).toEqual(said);
  expect(realm?.document).toBe('mine');
});

it('knows a backup that was copied into its place by hand', async () => {
  const journal = await journalAtWork();
  await journal.close();
  expect(await backupJournal(at('data'), at('copy'))).toBe(0);
  mkdirSync(at('new'));
  copyFileSync(path.join(at('copy'), 'journal.db'), path.join(at('new'), 'journal.db'));

  const restored = await open(at('new'));
  const said = await readRestored(restored, systemRuntime);
  await restored.close();

  expect(said).not.toBeNull();
});

it('leaves a journal that was never restored alone', async () => {
  const journal = await journalAtWork();
  await journal.backUp?.(at('copy'));
  const said = await readRestored(journal, systemRuntime);
  await journal.close();

  expect(said).toBeNull();
});

it('writes no backup over another', async () => {
  const journal = await journalAtWork();
  await journal.backUp?.(at('copy'));

  await expect(journal.backUp?.(at('copy'))).rejects.toMatchObject({ code: 'invalid' });
  await journal.close();
});

it('restores nothing over a journal, and nothing that is not a backup', async () => {
  const journal = await journalAtWork();
  await journal.backUp?.(at('copy'));
  await journal.close();

  expect(restoreJournal(at('data'), at('copy'))).toBe(1);
  expect(restoreJournal(at('new'), at('data'))).toBe(1);
  expect(restoreJournal(at('new'), at('nowhere'))).toBe(1);
  expect(existsSync(path.join(at('new'), 'journal.db'))).toBe(false);
});

it('is asked by a file, and says beside it how it went', async () => {
  writeFileSync(at('backup-wanted'), at('copy'));
  const asked: string[] = [];

  await answerBackupRequest(root, (folder) => Promise.reject(new Error(asked.push(folder) + '')));
  await answerBackupRequest(root, () => Promise.reject(new Error('asked twice')));

  expect(asked).toEqual([at('copy')]);
  expect(existsSync(at('backup-done'))).toBe(true);
});

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import * as z from 'zod';

import type { Runtime } from '../../runtime/runtime.ts';

/** The signal by which a running gateway is asked for a backup. */
export const BACKUP_SIGNAL = 'SIGUSR2';

const WANTED = 'backup-wanted';
const DONE = 'backup-done';
const PID = 'gateway.pid';
const LOOK_MS = 100;

const doneSchema = z.object({ error: z.string().nullable() });

/** Says which process has the data folder, for whoever wants to ask it. */
export function writePid(dataDir: string, pid: number): void {
  writeFileSync(join(dataDir, PID), String(pid));
}

/** Does what was asked for, and says beside it how it went. Never rejects. */
export async function answerBackupRequest(
  dataDir: string,
  backUp: (folder: string) => Promise<void>,
): Promise<void> {
  const wanted = join(dataDir, WANTED);
  if (!existsSync(wanted)) return;
  const folder = readFileSync(wanted, 'utf8');
  rmSync(wanted);
  const error = await backUp(folder).then(
    () => null,
    (failure: unknown) => String(failure),
  );
  writeFileSync(join(dataDir, DONE), JSON.stringify({ error }));
}

/**
 * Asks the process that has the data folder to copy its journal, and waits for its word. Rejects with
 * what it says went wrong, or when it does not answer for `timeoutMs`.
 */
export async function requestBackup(
  dataDir: string,
  folder: string,
  runtime: Pick<Runtime, 'elapsed' | 'sleep'>,
  timeoutMs: number,
): Promise<void> {
  const done = join(dataDir, DONE);
  rmSync(done, { force: true });
  writeFileSync(join(dataDir, WANTED), resolve(folder));
  process.kill(Number(readFileSync(join(dataDir, PID), 'utf8')), BACKUP_SIGNAL);
  const untilMs = runtime.elapsed() + timeoutMs;
  while (!existsSync(done)) {
    if (runtime.elapsed() > untilMs) throw new Error('the gateway did not answer');
    await runtime.sleep(LOOK_MS);
  }
  const { error } = doneSchema.parse(JSON.parse(readFileSync(done, 'utf8')));
  rmSync(done);
  if (error !== null) throw new Error(error);
}

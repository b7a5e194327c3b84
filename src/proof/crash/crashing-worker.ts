import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

import type { WorkerStart } from '../../journal/sqlite/worker-protocol.ts';
import { MISSED_LINE, STAGE } from './crash-points.ts';

/** The journal's own start, and where in its SQLite calls the process is to die. */
export interface CrashingStart extends WorkerStart {
  readonly signal: SharedArrayBuffer;
  readonly point: 'group-commit' | 'checkpoint';
  readonly passing: number;
}

const { signal, point, passing } = workerData as CrashingStart;
const STDOUT = 1;
const exec = DatabaseSync.prototype.exec;
let passed = 0;
let isServing = false;
parentPort?.once('message', () => (isServing = true));

/**
 * Calls the assassin at the chosen COMMIT, right before SQLite enters it, or right before a
 * checkpoint of the whole log. Commits of the schema do not count: they come before the first
 * message from the main thread.
 */
DatabaseSync.prototype.exec = function execAndDie(sql) {
  if (sql.includes('journal_mode = WAL')) {
    exec.call(this, sql);
    // The log grows until the checkpoint that is to be hit.
    if (point === 'checkpoint') exec.call(this, 'PRAGMA wal_autocheckpoint = 0');
    return;
  }
  if (isServing && sql === 'BEGIN IMMEDIATE') passed += 1;
  const isDue = isServing && passed === passing;
  if (isDue && sql === 'BEGIN IMMEDIATE') call(STAGE.ready);
  if (!isDue || sql !== 'COMMIT') {
    exec.call(this, sql);
    return;
  }
  if (point === 'group-commit') call(STAGE.strike);
  exec.call(this, sql);
  if (point === 'checkpoint') {
    call(STAGE.strike);
    exec.call(this, 'PRAGMA wal_checkpoint(TRUNCATE)');
  }
  writeSync(STDOUT, `${MISSED_LINE}${point}\n`);
};

function call(stage: number): void {
  const cell = new Int32Array(signal);
  Atomics.store(cell, 0, stage);
  Atomics.notify(cell, 0);
}

await import('../../journal/sqlite/worker.ts');

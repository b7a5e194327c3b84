import { Worker } from 'node:worker_threads';

import type { Runtime } from '../../runtime/runtime.ts';
import type { JournalStore } from '../journal-store.ts';
import { connectToWorker, type WorkerConnection } from './worker-connection.ts';
import type { SqliteSession } from './sqlite-session.ts';
import type { SessionMethod, WorkerStart } from './worker-protocol.ts';

/** Starts the journal's thread. A parameter, so that a test can hold the thread and end it. */
export type SpawnWorker = (start: WorkerStart) => Worker;

const spawnWorker: SpawnWorker = (start) =>
  new Worker(new URL('./worker.ts', import.meta.url), { name: 'journal', workerData: start });

/** A store in a file, which can be copied while it is at work. */
export interface WorkerStore extends JournalStore {
  /** Copies the journal into a folder that has none. Rejects with JournalError. */
  backUp(folder: string): Promise<void>;
}

/** Where the database is, and how its thread comes to life. */
export interface WorkerStoreOptions {
  readonly folder: string;
  readonly runtime: Runtime;
  readonly spawn?: SpawnWorker;
}

/**
 * Opens the database in a worker thread of its own and returns it as a store. Rejects as
 * `openDatabase` throws.
 *
 * Should the thread ever die, the calls it left are rejected as unknown and the next call starts
 * another one (one start per failed call, no loop): the database itself is as safe as after a
 * crash of the process.
 */
export async function openWorkerStore(options: WorkerStoreOptions): Promise<WorkerStore> {
  const { folder, runtime, spawn = spawnWorker } = options;
  let connection: Promise<WorkerConnection> | null = null;
  let closed = false;

  const connect = (): Promise<WorkerConnection> => {
    const opening = connectToWorker(spawn({ folder, nowMs: runtime.now() }));
    const forget = (): void => {
      if (connection === opening) connection = null;
    };
    opening.then(({ ended }) => ended.then(forget), forget);
    return opening;
  };

  const call = async <Method extends SessionMethod>(
    method: Method,
    ...args: Parameters<SqliteSession[Method]>
  ): Promise<ReturnType<SqliteSession[Method]>> => {
    connection ??= connect();
    const open = await connection;
    return open.call(method, ...args);
  };

  connection = connect();
  await connection;
  return {
    commit: (batch) => call('commit', batch),
    probe: () => call('probe'),
    get: (payoutId) => call('get', payoutId),
    byIdempotencyKey: (caller, key) => call('byIdempotencyKey', caller, key),
    byPartnerKey: (partner, key) => call('byPartnerKey', partner, key),
    events: (payoutId, afterSeq, limit) => call('events', payoutId, afterSeq, limit),
    list: (filter) => call('list', filter),
    due: (nowMs, limit) => call('due', nowMs, limit),
    inStates: (states, afterId, limit) => call('inStates', states, afterId, limit),
    census: (states) => call('census', states),
    outboxDue: (nowMs, limit) => call('outboxDue', nowMs, limit),
    outboxGet: (id) => call('outboxGet', id),
    outboxOf: (payoutId) => call('outboxOf', payoutId),
    records: (kind) => call('records', kind),
    record: (kind, id) => call('record', kind, id),
    backUp: (folder) => call('backUp', folder, runtime.now()),
    async close() {
      if (closed) return;
      closed = true;
      const open = await connection;
      if (open === null) return;
      await open.call('close');
      await open.ended;
    },
  };
}

import type { Worker } from 'node:worker_threads';

import { JournalError } from '../port.ts';
import type { SqliteSession } from './sqlite-session.ts';
import type {
  SessionMethod,
  WorkerFailure,
  WorkerMessage,
  WorkerReply,
  WorkerRequest,
} from './worker-protocol.ts';

/** The most calls that may wait for the worker; one more is refused as `overloaded`. */
const CALLS_MAX = 20_000;

/** A running worker with an open database. */
export interface WorkerConnection {
  /** Calls the session over there. Rejects with `JournalError` and nothing else. */
  call<Method extends SessionMethod>(
    method: Method,
    ...args: Parameters<SqliteSession[Method]>
  ): Promise<ReturnType<SqliteSession[Method]>>;
  /** Resolves when the worker is gone, however it went. Never rejects. */
  readonly ended: Promise<void>;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: JournalError): void;
}

/**
 * Waits until the worker has opened its database, and returns the line to it. Calls of one tick
 * travel as one message. When the worker dies, every call under way is rejected as stored
 * `unknown`: its commit may have been the last thing it did.
 */
export function connectToWorker(worker: Worker): Promise<WorkerConnection> {
  const pending = new Map<number, Pending>();
  let outgoing: WorkerRequest[] = [];
  let lastId = 0;
  let isGone = false;

  const flush = (): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    if (!isGone) worker.postMessage(outgoing);
    outgoing = [];
  };

  const call = (method: SessionMethod, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (isGone) throw lostWorker('no');
      if (pending.size >= CALLS_MAX) {
        throw new JournalError('overloaded', 'no', 'too many calls are waiting for the database');
      }
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      if (outgoing.length === 0) queueMicrotask(flush);
      outgoing.push({ id: lastId, method, args });
    });

  const settle = (reply: WorkerReply): void => {
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if (reply.kind === 'done') waiting?.resolve(reply.value);
    else waiting?.reject(toError(reply.error));
  };

  return new Promise((resolve, reject) => {
    const ended = new Promise<void>((resolveEnded) => {
      worker.once('exit', () => {
        isGone = true;
        for (const waiting of pending.values()) waiting.reject(lostWorker('unknown'));
        pending.clear();
        reject(lostWorker('no'));
        resolveEnded();
      });
    });
    // An uncaught error over there; `exit` follows and does the work.
    worker.on('error', () => {});
    worker.on('message', (message: WorkerMessage) => {
      switch (message.kind) {
        case 'opened':
          // The one place where the types cannot follow: the worker answers what was asked.
          resolve({
            call: ((method, ...args) => call(method, args)) as WorkerConnection['call'],
            ended,
          });
          break;
        case 'refused':
          reject(toError(message.error));
          break;
        case 'replies':
          for (const reply of message.replies) settle(reply);
          break;
      }
    });
  });
}

function toError({ code, stored, detail }: WorkerFailure): JournalError {
  return new JournalError(code, stored, detail);
}

function lostWorker(stored: 'no' | 'unknown'): JournalError {
  return new JournalError('io', stored, 'the journal’s thread ended unexpectedly');
}

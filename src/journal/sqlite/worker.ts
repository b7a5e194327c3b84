import { parentPort, workerData } from 'node:worker_threads';

import { JournalError } from '../port.ts';
import { openDatabase } from './open-database.ts';
import { createSqliteSession, type SqliteSession } from './sqlite-session.ts';
import type {
  WorkerFailure,
  WorkerMessage,
  WorkerReply,
  WorkerRequest,
  WorkerStart,
} from './worker-protocol.ts';

/**
 * The journal's thread: opens the database, then answers calls one after the other. Its only
 * imports are the session and what it needs, so it starts in a few tens of milliseconds.
 */
function serve(start: WorkerStart): void {
  let session: SqliteSession;
  try {
    session = createSqliteSession(openDatabase(start.folder, start.nowMs));
  } catch (error) {
    say({ kind: 'refused', error: failureOf(error) });
    return;
  }
  parentPort?.on('message', (requests: readonly WorkerRequest[]) => {
    say({ kind: 'replies', replies: requests.map((request) => replyTo(session, request)) });
    // After a close nothing more is asked; without its port the thread ends by itself.
    if (requests.some(({ method }) => method === 'close')) parentPort?.close();
  });
  say({ kind: 'opened' });
}

function replyTo(session: SqliteSession, { id, method, args }: WorkerRequest): WorkerReply {
  try {
    // The client's types tie the arguments to the method (worker-store.ts).
    const call = session[method] as (...args: readonly unknown[]) => unknown;
    return { id, kind: 'done', value: call(...args) };
  } catch (error) {
    return { id, kind: 'failed', error: failureOf(error) };
  }
}

function failureOf(error: unknown): WorkerFailure {
  if (error instanceof JournalError) {
    const { code, stored, message } = error;
    return { code, stored, detail: message.slice(`${code}: `.length) };
  }
  const detail = error instanceof Error ? error.name : 'not an error';
  return { code: 'io', stored: 'unknown', detail: `a defect in the journal's thread (${detail})` };
}

function say(message: WorkerMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  parentPort?.postMessage(message);
}

serve(workerData as WorkerStart);

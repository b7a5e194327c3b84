import type { JournalErrorCode } from '../port.ts';
import type { SqliteSession } from './sqlite-session.ts';

/** The calls a worker takes: the methods of its session. */
export type SessionMethod = keyof SqliteSession;

/** What the worker is started with. */
export interface WorkerStart {
  readonly folder: string;
  /** For the log of migrations; the worker has no clock of its own. */
  readonly nowMs: number;
}

/** One call. They travel in arrays: whatever is asked within one tick is one message. */
export interface WorkerRequest {
  readonly id: number;
  readonly method: SessionMethod;
  readonly args: readonly unknown[];
}

/** The answer to one call; errors lose their class on the way and are built again. */
export type WorkerReply =
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly error: WorkerFailure };

/** A `JournalError` as it crosses the threads. */
export interface WorkerFailure {
  readonly code: JournalErrorCode;
  readonly stored: 'no' | 'unknown';
  readonly detail: string;
}

/** Everything a worker says: once how the opening went, then replies in the order of requests. */
export type WorkerMessage =
  | { readonly kind: 'opened' }
  | { readonly kind: 'refused'; readonly error: WorkerFailure }
  | { readonly kind: 'replies'; readonly replies: readonly WorkerReply[] };

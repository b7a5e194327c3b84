import { createHash } from 'node:crypto';

import type { Journal } from '../../journal/port.ts';
import type { Runtime } from '../../runtime/runtime.ts';

/**
 * Addresses that answered 410: the receiver said for good that it is not there (Standard Webhooks 1.0.0).
 * The mark belongs to the caller and the address together: a caller that moves is told at once, and two
 * callers at one address do not silence each other. Durable.
 */
export interface GoneAddresses {
  isGone(caller: string, url: string): Promise<boolean>;
  /** Resolves when the mark is durable. Rejects with JournalError; then it does not hold. */
  mark(caller: string, url: string): Promise<void>;
  /** Ends the mark, on a person's word. Rejects with JournalError; then it still holds. */
  forget(caller: string, url: string): Promise<void>;
}

const GONE = 'webhook.gone';

/** Keeps the marks in the journal. */
export function createGoneAddresses(journal: Journal, runtime: Runtime): GoneAddresses {
  const write = (caller: string, url: string, document: string | null) =>
    journal.write({ records: [{ kind: GONE, id: markOf(caller, url), document }] });

  return {
    isGone: async (caller, url) => (await journal.record(GONE, markOf(caller, url))) !== null,
    async mark(caller, url) {
      await write(caller, url, JSON.stringify({ caller, sinceMs: runtime.now() }));
    },
    async forget(caller, url) {
      await write(caller, url, null);
    },
  };
}

/** An address may hold a secret in its path: only its digest is stored. */
function markOf(caller: string, url: string): string {
  return createHash('sha256')
    .update(JSON.stringify([caller, url]))
    .digest('hex');
}

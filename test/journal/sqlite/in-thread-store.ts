import type { JournalStore } from '../../../src/journal/journal-store.ts';
import { openDatabase } from '../../../src/journal/sqlite/open-database.ts';
import { createSqliteSession } from '../../../src/journal/sqlite/sqlite-session.ts';

/**
 * The database of the embedded journal in the test's own thread: the same session, the same file,
 * the same fsync, without the tenth of a second that a thread takes to start.
 */
export function openInThreadStore(folder: string, nowMs: number): JournalStore {
  const session = createSqliteSession(openDatabase(folder, nowMs));
  return {
    commit: async (batch) => session.commit(batch),
    probe: async () => session.probe(),
    get: async (payoutId) => session.get(payoutId),
    byIdempotencyKey: async (caller, key) => session.byIdempotencyKey(caller, key),
    byPartnerKey: async (partner, key) => session.byPartnerKey(partner, key),
    events: async (payoutId, afterSeq, limit) => session.events(payoutId, afterSeq, limit),
    list: async (filter) => session.list(filter),
    due: async (atMs, limit) => session.due(atMs, limit),
    inStates: async (states, afterId, limit) => session.inStates(states, afterId, limit),
    census: async (states) => session.census(states),
    outboxDue: async (atMs, limit) => session.outboxDue(atMs, limit),
    outboxGet: async (id) => session.outboxGet(id),
    outboxOf: async (payoutId) => session.outboxOf(payoutId),
    records: async (kind) => session.records(kind),
    record: async (kind, id) => session.record(kind, id),
    close: async () => session.close(),
  };
}

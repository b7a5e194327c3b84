import type { Emit } from '../contract/events.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createGroupCommit, type GroupCommitLimits } from './group-commit.ts';
import type { HealthReporter } from './journal-health.ts';
import type { JournalStore } from './journal-store.ts';
import { JournalError, type Journal } from './port.ts';

/** The most rows one read returns; more is a bug, because a read holds up the commits behind it. */
export const READ_ROWS_MAX = 10_000;

/** What a journal is made of. */
export interface JournalOptions {
  readonly store: JournalStore;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly limits?: Partial<GroupCommitLimits>;
}

/**
 * Puts the group commit and the life cycle in front of a store: the one way to build a journal,
 * whatever keeps the bytes.
 *
 * `close` stops taking writes, waits for those under way, then closes the store; a second call
 * waits for the same end. Reads of more than {@link READ_ROWS_MAX} rows are refused as `invalid`.
 */
export function createJournal(options: JournalOptions): Journal & HealthReporter {
  const { store } = options;
  const commits = createGroupCommit(options);
  let closing: Promise<void> | null = null;

  const read = async <Result>(rows: number, run: () => Promise<Result>): Promise<Result> => {
    if (closing !== null) throw new JournalError('closed', 'no', 'the journal is closed');
    if (!Number.isSafeInteger(rows) || rows < 1 || rows > READ_ROWS_MAX) {
      throw new JournalError('invalid', 'no', `limit is not in 1 to ${READ_ROWS_MAX}`);
    }
    return run();
  };

  return {
    write: (write) => commits.write(write),
    health: () => commits.health(),
    get: (payoutId) => read(1, () => store.get(payoutId)),
    byIdempotencyKey: (caller, key) => read(1, () => store.byIdempotencyKey(caller, key)),
    byPartnerKey: (partner, key) => read(1, () => store.byPartnerKey(partner, key)),
    events: (id, afterSeq, limit) => read(limit, () => store.events(id, afterSeq, limit)),
    list: (filter) => read(filter.limit, () => store.list(filter)),
    due: (nowMs, limit) => read(limit, () => store.due(nowMs, limit)),
    inStates: (states, afterId, limit) => read(limit, () => store.inStates(states, afterId, limit)),
    census: (states) => read(1, () => store.census(states)),
    outboxDue: (nowMs, limit) => read(limit, () => store.outboxDue(nowMs, limit)),
    outboxGet: (id) => read(1, () => store.outboxGet(id)),
    outboxOf: (payoutId) => read(1, () => store.outboxOf(payoutId)),
    records: (kind) => read(1, () => store.records(kind)),
    record: (kind, id) => read(1, () => store.record(kind, id)),
    close() {
      closing ??= commits.drain().then(() => store.close());
      return closing;
    },
  };
}

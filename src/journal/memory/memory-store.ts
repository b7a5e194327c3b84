import type { Runtime } from '../../runtime/runtime.ts';
import type { JournalStore, StoreOutcome } from '../journal-store.ts';
import { judgeWrite } from '../judge-write.ts';
import {
  JournalError,
  type CensusRow,
  type JournalWrite,
  type ListFilter,
  type PayoutRow,
} from '../port.ts';
import type { MemoryDisk } from './memory-disk.ts';

/** A store over a memory disk; each batch takes `commitMs` and is applied at its end, at once. */
export function createMemoryStore(
  disk: MemoryDisk,
  runtime: Runtime,
  commitMs: number,
): JournalStore {
  const lock = disk.takeOver();

  function commitOne(write: JournalWrite): StoreOutcome {
    const outcome = judgeWrite(write, disk);
    if (outcome.kind === 'ok') disk.apply(write);
    return outcome;
  }

  return {
    async commit(batch) {
      if (commitMs > 0) await runtime.sleep(commitMs);
      if (!lock.isHeld()) throw new JournalError('closed', 'no', 'another journal has the disk');
      return batch.map(commitOne);
    },
    probe: async () => {},
    close: async () => {},
    get: async (payoutId) => disk.payouts.get(payoutId) ?? null,
    byIdempotencyKey: async (caller, key) => disk.claim(caller, key),
    byPartnerKey: async (partner, key) => disk.partnerKey(partner, key),
    events: async (payoutId, afterSeq, limit) =>
      disk
        .eventsOf(payoutId)
        .filter(({ seq }) => seq > afterSeq)
        .slice(0, limit),
    list: async (filter) =>
      [...disk.payouts.values()]
        .filter((row) => passes(row, filter))
        .toSorted((a, b) => ascending(b.id, a.id))
        .slice(0, filter.limit),
    due: async (nowMs, limit) => earliest(disk.duePayouts, nowMs, limit),
    inStates: async (states, afterId, limit) =>
      [...disk.payouts.values()]
        .filter(({ id, state }) => id > afterId && states.includes(state))
        .toSorted((a, b) => ascending(a.id, b.id))
        .slice(0, limit),
    census: async (states) => census(disk.payouts.values(), states),
    outboxDue: async (nowMs, limit) => earliest(disk.dueOutbox, nowMs, limit),
    outboxGet: async (id) => disk.outbox.get(id) ?? null,
    outboxOf: async (payoutId) =>
      [...disk.outbox.values()]
        .filter((entry) => entry.payoutId === payoutId)
        .toSorted((a, b) => a.createdAtMs - b.createdAtMs || ascending(a.id, b.id)),
    records: async (kind) =>
      [...(disk.records.get(kind)?.values() ?? [])].toSorted((a, b) => ascending(a.id, b.id)),
    record: async (kind, id) => disk.records.get(kind)?.get(id) ?? null,
  };
}

function passes(row: PayoutRow, filter: ListFilter): boolean {
  const { caller, state, partner, obligation, createdFromMs, createdToMs, beforeId } = filter;
  return (
    (caller === undefined || row.caller === caller) &&
    (state === undefined || row.state === state) &&
    (partner === undefined || row.partner === partner) &&
    (obligation === undefined || row.obligation === obligation) &&
    (createdFromMs === undefined || row.createdAtMs >= createdFromMs) &&
    (createdToMs === undefined || row.createdAtMs <= createdToMs) &&
    (beforeId === undefined || row.id < beforeId)
  );
}

function earliest<Row extends { readonly id: string; readonly dueAtMs: number | null }>(
  rows: ReadonlyMap<string, Row>,
  nowMs: number,
  limit: number,
): readonly Row[] {
  return [...rows.values()]
    .filter(({ dueAtMs }) => dueAtMs !== null && dueAtMs <= nowMs)
    .toSorted((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0) || ascending(a.id, b.id))
    .slice(0, limit);
}

function census(rows: Iterable<PayoutRow>, states: readonly string[]): readonly CensusRow[] {
  const groups = new Map<string, CensusRow & { readonly oldestId: string }>();
  for (const { id, state, partner, createdAtMs } of rows) {
    if (!states.includes(state)) continue;
    const key = JSON.stringify([state, partner]);
    const group = groups.get(key);
    const count = (group?.count ?? 0) + 1;
    groups.set(
      key,
      group === undefined || id < group.oldestId
        ? { state, partner, count, oldestCreatedAtMs: createdAtMs, oldestId: id }
        : { ...group, count },
    );
  }
  return [...groups.values()]
    .map(({ oldestId: _oldestId, ...row }) => row)
    .toSorted((a, b) => ascending(a.state, b.state) || ascending(a.partner ?? '', b.partner ?? ''));
}

/**
 * By code unit, as SQLite's BINARY collation orders ASCII. Ids of this journal are ASCII; beyond
 * it the two orders differ, which only moves the border of a page.
 */
function ascending(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

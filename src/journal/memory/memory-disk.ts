import type { StoredFacts } from '../judge-write.ts';
import { entryOfReference } from '../entry-of-reference.ts';
import type {
  IdempotencyClaim,
  JournalRecord,
  JournalWrite,
  OutboxEntry,
  PartnerKeyEntry,
  PayoutRow,
  PayoutWrite,
  StoredEvent,
} from '../port.ts';

/** Everything a memory journal has committed: what would be on the disk. */
export interface MemoryDisk extends StoredFacts {
  readonly payouts: ReadonlyMap<string, PayoutRow>;
  readonly outbox: ReadonlyMap<string, OutboxEntry>;
  /** The rows and entries with a due time only, so that finding due work costs what is alive. */
  readonly duePayouts: ReadonlyMap<string, PayoutRow>;
  readonly dueOutbox: ReadonlyMap<string, OutboxEntry>;
  readonly records: ReadonlyMap<string, ReadonlyMap<string, JournalRecord>>;
  eventsOf(payoutId: string): readonly StoredEvent[];
  /** Stores a write that was judged `ok`. All of it, at once. */
  apply(write: JournalWrite): void;
  /** Takes the disk over from whoever had it; the earlier owner can commit no more. */
  takeOver(): MemoryDiskLock;
}

/** Who may write to the disk. */
export interface MemoryDiskLock {
  /** False once another owner took over: the process that held this lock is dead. */
  isHeld(): boolean;
}

/**
 * Makes an empty disk. It outlives the journals opened on it, one after the other, which is how a
 * simulation kills a process and starts it again.
 */
export function createMemoryDisk(): MemoryDisk {
  const payouts = new Map<string, PayoutRow>();
  const duePayouts = new Map<string, PayoutRow>();
  const events = new Map<string, StoredEvent[]>();
  const holders = new Map<string, string>();
  const claims = new Map<string, IdempotencyClaim>();
  const partnerKeys = new Map<string, PartnerKeyEntry>();
  const outbox = new Map<string, OutboxEntry>();
  const dueOutbox = new Map<string, OutboxEntry>();
  const records = new Map<string, Map<string, JournalRecord>>();
  let owner: MemoryDiskLock | null = null;

  const partnerKey = (partner: string, key: string) => partnerKeys.get(pair(partner, key)) ?? null;
  const setPartnerKey = (entry: PartnerKeyEntry) =>
    partnerKeys.set(pair(entry.partner, entry.partnerKey), entry);

  function applyPayout({ row, events: added, claim, ...names }: PayoutWrite): void {
    const before = payouts.get(row.id);
    if (before?.holdsObligation === true) holders.delete(pair(before.caller, before.obligation));
    if (row.holdsObligation) holders.set(pair(row.caller, row.obligation), row.id);
    payouts.set(row.id, row);
    setOrDelete(duePayouts, row.id, row, row.dueAtMs !== null);
    events.set(row.id, [...(events.get(row.id) ?? []), ...added]);
    for (const entry of names.partnerKeys ?? []) setPartnerKey(entry);
    for (const told of names.partnerReferences ?? []) {
      const entry = entryOfReference(told, partnerKey);
      if (entry !== null) setPartnerKey(entry);
    }
    if (claim !== undefined) claims.set(pair(claim.caller, claim.key), claim);
  }

  function applyRecord(record: JournalRecord): void {
    const ofKind = records.get(record.kind) ?? new Map<string, JournalRecord>();
    records.set(record.kind, ofKind);
    setOrDelete(ofKind, record.id, record, record.document !== null);
  }

  return {
    payouts,
    outbox,
    duePayouts,
    dueOutbox,
    records,
    eventsOf: (payoutId) => events.get(payoutId) ?? [],
    head(payoutId) {
      const row = payouts.get(payoutId);
      if (row === undefined) return null;
      return { version: row.version, lastSeq: events.get(payoutId)?.at(-1)?.seq ?? 0 };
    },
    claim: (caller, key) => claims.get(pair(caller, key)) ?? null,
    holder: (caller, obligation) => holders.get(pair(caller, obligation)) ?? null,
    partnerKey,
    apply(write) {
      const stored = copyOf(write);
      if (stored.payout !== undefined) applyPayout(stored.payout);
      for (const entry of stored.outbox ?? []) {
        outbox.set(entry.id, entry);
        setOrDelete(dueOutbox, entry.id, entry, entry.dueAtMs !== null);
      }
      for (const record of stored.records ?? []) applyRecord(record);
    },
    takeOver() {
      const lock: MemoryDiskLock = { isHeld: () => owner === lock };
      owner = lock;
      return lock;
    },
  };
}

/**
 * A copy, as a disk would keep one: the writer's objects stay the writer's. Rows, events, entries
 * and records hold nothing but texts and numbers.
 */
function copyOf({ payout, outbox = [], records = [] }: JournalWrite): JournalWrite {
  const written = payout && {
    expectedVersion: payout.expectedVersion,
    row: { ...payout.row },
    events: payout.events.map((event) => ({ ...event })),
    partnerKeys: (payout.partnerKeys ?? []).map((key) => ({ ...key })),
    partnerReferences: (payout.partnerReferences ?? []).map((told) => ({ ...told })),
    ...(payout.claim === undefined ? {} : { claim: { ...payout.claim } }),
  };
  return {
    ...(written === undefined ? {} : { payout: written }),
    outbox: outbox.map((entry) => ({ ...entry })),
    records: records.map((record) => ({ ...record })),
  };
}

/** A key of two texts that no other two texts make: no text in the journal holds a NUL. */
function pair(first: string, second: string): string {
  return `${first}\0${second}`;
}

function setOrDelete<Value>(
  map: Map<string, Value>,
  key: string,
  value: Value,
  isSet: boolean,
): void {
  if (isSet) map.set(key, value);
  else map.delete(key);
}

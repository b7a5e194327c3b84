/**
 * The journal: the only memory that survives the process.
 *
 * A write resolves after its commit is fsynced, together with everything in it: the payout's
 * events, its current row, the outbox, the due time. Writes are optimistic: each carries the
 * version it was decided on. Documents are opaque JSON text here.
 */
export interface Journal {
  /** Resolves after fsync. Rejects with {@link JournalError} when nothing of it was stored. */
  write(write: JournalWrite): Promise<WriteOutcome>;
  get(payoutId: string): Promise<PayoutRow | null>;
  byIdempotencyKey(caller: string, key: string): Promise<IdempotencyClaim | null>;
  byPartnerKey(partner: string, partnerKey: string): Promise<PartnerKeyEntry | null>;
  /** Events of one payout in order, after `afterSeq`, at most `limit`. */
  events(payoutId: string, afterSeq: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Newest first, strictly before the cursor (an id: ids sort by time). */
  list(filter: ListFilter): Promise<readonly PayoutRow[]>;
  /** Rows whose due time has come, oldest first. */
  due(nowMs: number, limit: number): Promise<readonly PayoutRow[]>;
  /** Rows in one of the states, oldest first, after the id. For the recovery scan and gauges. */
  inStates(
    states: readonly string[],
    afterId: string,
    limit: number,
  ): Promise<readonly PayoutRow[]>;
  /** Count per (state, partner), and when the oldest of them was accepted; only the states named. */
  census(states: readonly string[]): Promise<readonly CensusRow[]>;
  /** Outbox entries whose due time has come, oldest first. */
  outboxDue(nowMs: number, limit: number): Promise<readonly OutboxEntry[]>;
  outboxGet(id: string): Promise<OutboxEntry | null>;
  outboxOf(payoutId: string): Promise<readonly OutboxEntry[]>;
  records(kind: string): Promise<readonly JournalRecord[]>;
  record(kind: string, id: string): Promise<JournalRecord | null>;
  /** Flushes what is queued, then closes. Later calls reject. */
  close(): Promise<void>;
}

/** One atomic change. Everything in it is stored, or nothing is. */
export interface JournalWrite {
  readonly payout?: PayoutWrite;
  /** New or changed outbox entries, by id. */
  readonly outbox?: readonly OutboxEntry[];
  /** New or changed records; a `null` document removes. */
  readonly records?: readonly JournalRecord[];
}

/** A payout's next version: its row, the events that led to it, and what is found by it later. */
export interface PayoutWrite {
  /** The version the decision was made on; 0 for a new payout. */
  readonly expectedVersion: number;
  /** `row.version` must be `expectedVersion + 1`. */
  readonly row: PayoutRow;
  /** Appended in order; `seq` continues the payout's numbering without a gap. */
  readonly events: readonly StoredEvent[];
  /** Keys of attempts made by this write, so that callbacks find their payout. */
  readonly partnerKeys?: readonly PartnerKeyEntry[];
  /**
   * What the partner calls attempts, as `partnerKey`: callbacks that name nothing else
   * find them by it. One that is another attempt's already is marked as shared, and finds
   * neither; it never fails the write.
   */
  readonly partnerReferences?: readonly PartnerKeyEntry[];
  /** Only with `expectedVersion: 0`. */
  readonly claim?: IdempotencyClaim;
}

/**
 * A payout as the journal finds it; `document` is the whole of it, the other fields are its index.
 * Times are Unix ms.
 */
export interface PayoutRow {
  /** Time-ordered, so that a cursor is an id. */
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly caller: string;
  readonly obligation: string;
  /** At most one row per (caller, obligation) may hold it. */
  readonly holdsObligation: boolean;
  readonly partner: string | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** When the engine must look again; `null` for settled payouts. */
  readonly dueAtMs: number | null;
  readonly document: string;
}

/** One event of a payout, append-only: number `seq`, from 1 and without a gap, says its place. */
export interface StoredEvent {
  readonly seq: number;
  readonly kind: string;
  readonly atMs: number;
  readonly document: string;
}

/**
 * Which attempt a partner key stands for: how a callback finds its payout. Stored before the first
 * byte leaves (W3), and for ever.
 */
export interface PartnerKeyEntry {
  readonly partner: string;
  readonly partnerKey: string;
  readonly payoutId: string;
  readonly attemptNo: number;
}

/**
 * The names under which a partner's own references stand among the partner keys: `told` while one
 * attempt has the reference, `shared` beside it once another has it too. No key of ours holds a colon.
 */
export function namesOfReference(reference: string): {
  readonly told: string;
  readonly shared: string;
} {
  return { told: `told:${reference}`, shared: `told-twice:${reference}` };
}

/** That a caller's key is used up, and by what: the same key never makes a second payout. */
export interface IdempotencyClaim {
  readonly caller: string;
  readonly key: string;
  /** Digest of the request, to tell a replay from a reuse. */
  readonly fingerprint: string;
  readonly payoutId: string;
  /** What the first request was told: for audits, never told again (a replay shows the present). */
  readonly answer: string;
}

/** A webhook to be delivered, stored with the change that it tells of. Times are Unix ms. */
export interface OutboxEntry {
  /** The webhook id: the receiver's deduplication key, the same on every repeat. */
  readonly id: string;
  readonly payoutId: string;
  readonly createdAtMs: number;
  /** `null` once delivered or given up. */
  readonly dueAtMs: number | null;
  readonly attempts: number;
  readonly document: string;
}

/** A small durable fact that is not a payout: an isolation, a quarantine, half a resolution. */
export interface JournalRecord {
  readonly kind: string;
  readonly id: string;
  readonly document: string | null;
}

/** The record that a backup carries, and no journal that is at work; its document is when, Unix ms. */
export const BACKUP_MARK = { kind: 'backup', id: 'journal' } as const;

/**
 * Which payouts to list, newest first; a field that is absent filters nothing. Times are Unix ms,
 * `createdFromMs` and `createdToMs` both inclusive; at most `limit` rows.
 */
export interface ListFilter {
  readonly caller?: string | undefined;
  readonly state?: string | undefined;
  readonly partner?: string | undefined;
  readonly obligation?: string | undefined;
  readonly createdFromMs?: number | undefined;
  readonly createdToMs?: number | undefined;
  /** Exclusive upper bound: the last id of the previous page. */
  readonly beforeId?: string | undefined;
  readonly limit: number;
}

/**
 * How many payouts stand in one state at one partner, and when the oldest of them was accepted (Unix
 * ms): the one with the lowest id. When a row last changed says nothing, for each inquiry changes it.
 */
export interface CensusRow {
  readonly state: string;
  readonly partner: string | null;
  readonly count: number;
  readonly oldestCreatedAtMs: number;
}

/** What came of a write that the journal took up: all of it is durable (`ok`), or nothing was stored. */
export type WriteOutcome =
  | { readonly kind: 'ok' }
  /** Someone else wrote first (R12): read again, decide again. Nothing was stored. */
  | { readonly kind: 'conflict'; readonly actualVersion: number }
  /** The caller's key is taken. Nothing was stored. */
  | { readonly kind: 'keyTaken'; readonly claim: IdempotencyClaim }
  /** Another payout holds the obligation. Nothing was stored. */
  | { readonly kind: 'obligationTaken'; readonly payoutId: string };

/** Why the journal could not take a write. `stored` says what is known about it. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;
  /** `no`: provably not stored. `unknown`: the commit's own outcome was lost; read again. */
  readonly stored: 'no' | 'unknown';

  constructor(code: JournalErrorCode, stored: 'no' | 'unknown', detail: string, cause?: unknown) {
    super(`${code}: ${detail}`, { cause });
    this.code = code;
    this.stored = stored;
  }
}

/**
 * Why a write was not taken: of the disk (`full`, `io`, `readonly`, `locked`, `corrupt`), of the file
 * (`newerVersion`), of too many writes at once (`overloaded`), of its end (`closed`), or a bug (`invalid`).
 */
export const JOURNAL_ERROR_CODES = [
  'full',
  'io',
  'readonly',
  'locked',
  'newerVersion',
  'corrupt',
  'overloaded',
  'closed',
  'invalid',
] as const;

/** One of {@link JOURNAL_ERROR_CODES}. */
export type JournalErrorCode = (typeof JOURNAL_ERROR_CODES)[number];

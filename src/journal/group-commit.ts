import assert from 'node:assert/strict';

import type { Emit } from '../contract/events.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { JournalHealth } from './journal-health.ts';
import type { JournalStore, StoreOutcome } from './journal-store.ts';
import { measureWrite } from './measure-write.ts';
import {
  JournalError,
  type JournalErrorCode,
  type JournalWrite,
  type WriteOutcome,
} from './port.ts';
import { createWriteQueue, type QueuedWrite } from './write-queue.ts';

/** Every limit of the group commit. */
export interface GroupCommitLimits {
  /** The most writes in one transaction. */
  readonly batchWritesMax: number;
  /** The most writes that may wait; one more is refused as `overloaded`. */
  readonly queuedWritesMax: number;
  /** The most characters of all documents that may wait. */
  readonly queuedCharsMax: number;
  /** A commit that runs longer than this makes the journal unhealthy; it is not given up. */
  readonly commitMsMax: number;
  /** How long after a failure the journal tries by itself whether the disk is back. */
  readonly probeEveryMs: number;
}

const LIMITS: GroupCommitLimits = {
  batchWritesMax: 500,
  queuedWritesMax: 10_000,
  queuedCharsMax: 67_108_864,
  commitMsMax: 5_000,
  probeEveryMs: 1_000,
};

/** Collects writes into shared transactions. */
export interface GroupCommit {
  /** As `Journal.write`. */
  write(write: JournalWrite): Promise<WriteOutcome>;
  health(): JournalHealth;
  /** Refuses new writes and resolves when every earlier one was answered. */
  drain(): Promise<void>;
}

/** What a group commit needs: where writes go, time, and who hears of it. */
export interface GroupCommitOptions {
  readonly store: Pick<JournalStore, 'commit' | 'get' | 'probe'>;
  readonly runtime: Runtime;
  readonly emit: Emit;
  readonly limits?: Partial<GroupCommitLimits>;
}

/** A failure that hits every write alike, so that trying them one by one is of no use. */
const DISK_CODES: ReadonlySet<JournalErrorCode> = new Set([
  'full',
  'io',
  'readonly',
  'locked',
  'corrupt',
  'closed',
]);

/**
 * Makes one fsync serve many writes: while a commit runs, what arrives is collected; then all of
 * it is committed as one transaction. This is the difference between hundreds and tens of
 * thousands of durable writes per second on the same disk (bench/results/journal-group-commit.md).
 *
 * Neighbours in a batch do not share a fate: each write has its own outcome, a write that breaks
 * the transaction is found by committing singly, and when the outcome of a commit is lost each
 * write is looked up before it is answered.
 */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { store, runtime, emit } = options;
  const limits = { ...LIMITS, ...options.limits };
  const queue = createWriteQueue(limits);
  let running: Promise<void> | null = null;
  let draining = false;
  let commitStartedAtMs: number | null = null;
  let failure: (JournalHealth & { ok: false }) | null = null;
  let stopProbing: (() => void) | null = null;

  async function run(): Promise<void> {
    // One turn later, so that a burst within one tick shares the first commit already.
    await Promise.resolve();
    for (let batch = queue.take(); batch.length > 0; batch = queue.take()) {
      await commit(batch);
    }
    running = null;
  }

  async function commit(batch: readonly QueuedWrite[]): Promise<void> {
    const startedAtMs = runtime.elapsed();
    commitStartedAtMs = startedAtMs;
    try {
      const outcomes = await store.commit(batch.map(({ write }) => write));
      recovered();
      emit({
        kind: 'journal.committed',
        writes: batch.length,
        durationMs: runtime.elapsed() - startedAtMs,
      });
      assert.equal(outcomes.length, batch.length, 'a store answers each write of a batch');
      for (const [index, queued] of batch.entries()) answer(queued, outcomes[index]);
    } catch (error) {
      await afterFailure(batch, failed(error));
    } finally {
      commitStartedAtMs = null;
    }
  }

  async function afterFailure(batch: readonly QueuedWrite[], error: JournalError): Promise<void> {
    if (error.stored === 'unknown') {
      for (const queued of batch) await settle(queued, error);
    } else if (batch.length === 1 || DISK_CODES.has(error.code)) {
      for (const queued of batch) queued.reject(error);
    } else {
      for (const queued of batch) await commit([queued]);
    }
  }

  /**
   * Answers a write whose commit may or may not have happened. Repeating it is harmless: a payout
   * is compared by version first, outbox entries and records are absolute. A repeat that commits
   * also overwrites whatever the lost commit may have left on the disk.
   */
  async function settle(queued: QueuedWrite, lost: JournalError): Promise<void> {
    try {
      if (await isStored(queued.write)) {
        queued.resolve({ kind: 'ok' });
        return;
      }
      const [outcome] = await store.commit([queued.write]);
      recovered();
      answer(queued, outcome);
    } catch (error) {
      const { message } = failed(error);
      const detail = `the outcome of a commit was lost, and so was the second look (${message})`;
      queued.reject(new JournalError(lost.code, 'unknown', detail, lost));
    }
  }

  async function isStored({ payout }: JournalWrite): Promise<boolean> {
    if (payout === undefined) return false;
    const stored = await store.get(payout.row.id);
    return (
      stored?.version === payout.row.version &&
      stored.updatedAtMs === payout.row.updatedAtMs &&
      stored.document === payout.row.document
    );
  }

  function failed(error: unknown): JournalError {
    const known = asJournalError(error);
    emit({ kind: 'journal.failed', code: known.code, detail: known.message });
    if (known.stored === 'unknown' || DISK_CODES.has(known.code)) {
      failure ??= { ok: false, code: known.code, detail: known.message, sinceMs: runtime.now() };
      probeLater();
    }
    return known;
  }

  function recovered(): void {
    failure = null;
    stopProbing?.();
    stopProbing = null;
  }

  function probeLater(): void {
    if (draining) return;
    stopProbing ??= runtime.schedule(limits.probeEveryMs, () => {
      stopProbing = null;
      store.probe().then(recovered, failed);
    });
  }

  return {
    write(write) {
      return new Promise((resolve, reject) => {
        if (draining) throw new JournalError('closed', 'no', 'the journal is closed');
        const sizeChars = measureWrite(write);
        if (!queue.offer({ write, sizeChars, resolve, reject })) {
          throw new JournalError('overloaded', 'no', 'too many writes are waiting for the disk');
        }
        running ??= run();
      });
    },

    health() {
      if (failure !== null) return failure;
      const runningMs = commitStartedAtMs === null ? 0 : runtime.elapsed() - commitStartedAtMs;
      if (runningMs > limits.commitMsMax) {
        const detail = `a commit has been running for ${Math.round(runningMs)} ms`;
        return { ok: false, code: 'io', detail, sinceMs: runtime.now() - runningMs };
      }
      return { ok: true };
    },

    async drain() {
      draining = true;
      stopProbing?.();
      stopProbing = null;
      await running;
    },
  };
}

function answer(queued: QueuedWrite, outcome: StoreOutcome | undefined): void {
  assert(outcome !== undefined, 'a store answers each write of a batch');
  if (outcome.kind === 'invalid') {
    queued.reject(new JournalError('invalid', 'no', outcome.detail));
  } else {
    queued.resolve(outcome);
  }
}

/** A store that throws anything else has a bug, and a bug proves nothing about the disk. */
function asJournalError(error: unknown): JournalError {
  if (error instanceof JournalError) return error;
  return new JournalError('io', 'unknown', 'the store failed in an unforeseen way', error);
}

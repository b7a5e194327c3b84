import type { Emit } from '../contract/events.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { commitWrites } from './commit-writes.ts';
import { createDiskHealth } from './disk-health.ts';
import type { JournalHealth } from './journal-health.ts';
import type { JournalStore } from './journal-store.ts';
import { measureWrite } from './measure-write.ts';
import { JournalError, type JournalWrite, type WriteOutcome } from './port.ts';
import { createWriteQueue } from './write-queue.ts';

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
  const disk = createDiskHealth({ ...limits, runtime, emit, probe: () => store.probe() });
  let running: Promise<void> | null = null;
  let draining = false;

  async function run(): Promise<void> {
    // One turn later, so that a burst within one tick shares the first commit already.
    await Promise.resolve();
    for (let batch = queue.take(); batch.length > 0; batch = queue.take()) {
      await commitWrites({ store, runtime, emit, disk }, batch);
    }
    running = null;
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

    health: () => disk.health(),

    async drain() {
      draining = true;
      disk.stop();
      await running;
    },
  };
}

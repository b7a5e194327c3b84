import type { JournalError, JournalWrite, WriteOutcome } from './port.ts';

/** A checked write that waits for its commit, and the promise of its caller. */
export interface QueuedWrite {
  readonly write: JournalWrite;
  readonly sizeChars: number;
  resolve(outcome: WriteOutcome): void;
  reject(error: JournalError): void;
}

/** The bounded line in front of the disk. */
export interface WriteQueue {
  /** False when the queue is full: nothing was taken. */
  offer(queued: QueuedWrite): boolean;
  /** Removes and returns the next batch, in order; empty when nothing waits. */
  take(): readonly QueuedWrite[];
}

/** The bounds of the queue and of one batch. */
export interface WriteQueueLimits {
  readonly batchWritesMax: number;
  readonly queuedWritesMax: number;
  readonly queuedCharsMax: number;
}

/**
 * First come, first served, with one exception: a batch holds at most one write per payout
 * (PostgreSQL refuses to touch a row twice in one statement, and the second write was decided on
 * the first anyway). The second one waits for the next batch, and with it every later write that
 * shares a payout, an outbox entry or a record with it, so that nothing overtakes its own past.
 */
export function createWriteQueue(limits: WriteQueueLimits): WriteQueue {
  let waiting: QueuedWrite[] = [];
  let waitingChars = 0;

  return {
    offer(queued) {
      const full =
        waiting.length >= limits.queuedWritesMax ||
        waitingChars + queued.sizeChars > limits.queuedCharsMax;
      if (full) return false;
      waiting.push(queued);
      waitingChars += queued.sizeChars;
      return true;
    },

    take() {
      const batch: QueuedWrite[] = [];
      const deferred: QueuedWrite[] = [];
      const inBatch = new Set<string>();
      const blocked = new Set<string>();
      let index = 0;
      for (const queued of waiting) {
        if (batch.length === limits.batchWritesMax) break;
        index += 1;
        const payoutId = queued.write.payout?.row.id;
        const parts = partsOf(queued.write);
        const repeats = payoutId !== undefined && inBatch.has(payoutId);
        if (repeats || parts.some((part) => blocked.has(part))) {
          for (const part of parts) blocked.add(part);
          deferred.push(queued);
        } else {
          if (payoutId !== undefined) inBatch.add(payoutId);
          batch.push(queued);
          waitingChars -= queued.sizeChars;
        }
      }
      waiting = [...deferred, ...waiting.slice(index)];
      return batch;
    },
  };
}

/** Everything a write changes, by name. */
function partsOf({ payout, outbox = [], records = [] }: JournalWrite): readonly string[] {
  return [
    ...(payout === undefined ? [] : [`payout\0${payout.row.id}`]),
    ...outbox.map(({ id }) => `outbox\0${id}`),
    ...records.map(({ kind, id }) => `record\0${kind}\0${id}`),
  ];
}

import type { Journal, JournalWrite, WriteOutcome } from './port.ts';

/**
 * What lies under the group commit: one transaction at a time, and reads.
 *
 * Every method rejects with `JournalError` and nothing else. A store may assume that the writes of
 * a batch were checked (`measureWrite`) and touch each payout at most once.
 */
export interface JournalStore extends JournalReads {
  /**
   * Commits the batch as one transaction and resolves after it is durable, with one outcome per
   * write in order. A write that is refused changes nothing and does not disturb its neighbours.
   *
   * On rejection, `stored: 'no'` promises that nothing of the batch is stored or ever will be;
   * `stored: 'unknown'` that the outcome of the commit itself was lost, for the whole batch.
   */
  commit(batch: readonly JournalWrite[]): Promise<readonly StoreOutcome[]>;
  /** A small durable write that tells whether the next commit has a chance. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** The reading half of the journal. */
export type JournalReads = Omit<Journal, 'write' | 'close'>;

/** `invalid`: the write contradicts what is stored in a way that only a bug can produce. */
export type StoreOutcome = WriteOutcome | { readonly kind: 'invalid'; readonly detail: string };

import type { SentBatch, SentItem } from './read-order.ts';

/** A batch that was taken. */
export interface PayoutBatch {
  readonly id: string;
  readonly sent: SentBatch;
  readonly items: readonly PayoutItem[];
  readonly createdAtMs: number;
}

/** One payout of a batch; the money is the bank's business, and so is what became of it. */
export interface PayoutItem {
  readonly id: string;
  readonly batchId: string;
  readonly senderBatchId: string;
  readonly sent: SentItem;
  readonly currency: string;
  /** Which of the bank's orders under its reference it is: the same id may come in two batches. */
  readonly orderIndex: number;
}

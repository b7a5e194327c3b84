import type { Runtime } from '../../../runtime/runtime.ts';
import type { LedgerBank } from '../../bank/ledger-bank.ts';
import type { PayoutBatch, PayoutItem } from './payout-batch.ts';
import { paypalId } from './paypal-ids.ts';
import type { SentBatch } from './read-order.ts';

/** Every batch and item, by each of their names. */
export interface BatchIndex {
  readonly batchesBySenderId: ReadonlyMap<string, readonly PayoutBatch[]>;
  readonly batchesById: ReadonlyMap<string, PayoutBatch>;
  readonly itemsById: ReadonlyMap<string, PayoutItem>;
  readonly itemsByReference: ReadonlyMap<string, readonly PayoutItem[]>;
  /** Writes a batch down before the bank takes anything: the first webhooks come while it does. */
  enter(sent: SentBatch): PayoutBatch;
  /** Takes out a batch that was entered last and then refused. */
  strikeOut(batch: PayoutBatch): void;
}

/** Opens an empty index. Ids are derived from the sender's, so that a replay gives the same ones. */
export function createBatchIndex(
  runtime: Runtime,
  bank: Pick<LedgerBank, 'ordersUnder'>,
): BatchIndex {
  const batchesBySenderId = new Map<string, PayoutBatch[]>();
  const batchesById = new Map<string, PayoutBatch>();
  const itemsById = new Map<string, PayoutItem>();
  const itemsByReference = new Map<string, PayoutItem[]>();
  return {
    batchesBySenderId,
    batchesById,
    itemsById,
    itemsByReference,

    enter(sent) {
      const { senderBatchId, currency } = sent;
      const earlier = batchesBySenderId.get(senderBatchId) ?? [];
      const id = paypalId(['batch', senderBatchId, earlier.length]);
      const items = sent.items.map((item, index) => ({
        id: paypalId(['item', id, index]),
        batchId: id,
        senderBatchId,
        sent: item,
        currency,
        orderIndex: bank.ordersUnder(item.reference).length,
      }));
      const batch = { id, sent, items, createdAtMs: runtime.now() };
      batchesBySenderId.set(senderBatchId, [...earlier, batch]);
      batchesById.set(id, batch);
      for (const item of items) {
        itemsById.set(item.id, item);
        const { reference } = item.sent;
        itemsByReference.set(reference, [...(itemsByReference.get(reference) ?? []), item]);
      }
      return batch;
    },

    strikeOut({ id, sent, items }) {
      batchesBySenderId.get(sent.senderBatchId)?.pop();
      batchesById.delete(id);
      for (const item of items) {
        itemsById.delete(item.id);
        itemsByReference.get(item.sent.reference)?.pop();
      }
    },
  };
}

import type { BankInstruction } from '../../bank/bank.ts';
import type { PayoutItem } from './payout-batch.ts';
import { paypalId } from './paypal-ids.ts';
import { instant, showItem, stateOf } from './show-order.ts';

/** The event for each status of an item. PENDING is no news, and REVERSED has no event. */
const EVENT_OF_STATUS: ReadonlyMap<string, string> = new Map([
  ['SUCCESS', 'PAYMENT.PAYOUTS-ITEM.SUCCEEDED'],
  ['FAILED', 'PAYMENT.PAYOUTS-ITEM.FAILED'],
  ['UNCLAIMED', 'PAYMENT.PAYOUTS-ITEM.UNCLAIMED'],
  ['RETURNED', 'PAYMENT.PAYOUTS-ITEM.RETURNED'],
  ['REFUNDED', 'PAYMENT.PAYOUTS-ITEM.REFUNDED'],
]);

/**
 * Writes the webhook about an item; `null` when PayPal sends none for what has happened.
 *
 * The event's id depends on the item and its status alone, so that a repeat carries the id of the
 * first delivery. Events about batches are not simulated: they say nothing of any payout.
 */
export function itemNotice(item: PayoutItem, instruction: BankInstruction): string | null {
  const { status } = stateOf(item, instruction);
  const eventType = EVENT_OF_STATUS.get(status);
  if (eventType === undefined) return null;
  const seed = ['event', item.id, status];
  return JSON.stringify({
    id: `WH-${paypalId([...seed, 1], 17)}-${paypalId([...seed, 2], 17)}`,
    event_version: '1.0',
    create_time: instant(instruction.changedAtMs),
    resource_type: 'payouts_item',
    event_type: eventType,
    summary: `A payout item is ${status}`,
    resource: { ...showItem(item, instruction), sender_batch_id: item.senderBatchId },
    links: [],
  });
}

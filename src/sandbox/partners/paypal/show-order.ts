import type { BankInstruction } from '../../bank/bank.ts';
import { wallTime } from '../../server/times.ts';
import { isUnregistered } from './batch-book.ts';
import type { PayoutBatch, PayoutItem } from './payout-batch.ts';
import { showAmount } from './currencies.ts';
import { debugId, paypalId } from './paypal-ids.ts';

/** Where PayPal's links point, whatever host the simulated one listens on. */
const HOST = 'https://api.sandbox.paypal.com';

/** Returned money whose reason is one of these; any other reason is the receiver's refund. */
const RETURN_STATUSES: ReadonlySet<string> = new Set(['RETURNED', 'REVERSED']);

const NO_ACCOUNT = 'RECEIVER_UNREGISTERED';

/** The address of a batch: the link that a duplicate is answered with. */
export function batchLink(batchId: string): object {
  return {
    href: `${HOST}/v1/payments/payouts/${batchId}`,
    rel: 'self',
    method: 'GET',
    encType: 'application/json',
  };
}

/** What an item is called, and why. */
export interface ItemState {
  readonly status: string;
  readonly error: string | null;
}

/**
 * Reads an item's state off the bank's order.
 *
 * An order that waits for a receiver without an account is UNCLAIMED, and RETURNED once it ended
 * unexecuted; any other that waits is PENDING.
 */
export function stateOf(item: PayoutItem, { status, reasonCode }: BankInstruction): ItemState {
  switch (status) {
    case 'accepted':
      return isUnregistered(item)
        ? { status: 'UNCLAIMED', error: NO_ACCOUNT }
        : { status: 'PENDING', error: null };
    case 'executed':
      return { status: 'SUCCESS', error: null };
    case 'rejected':
      // The bank's default word for a rejection is not one of PayPal's.
      return { status: 'FAILED', error: reasonCode === 'REJECTED' ? 'UNDEFINED' : reasonCode };
    case 'cancelled':
      return { status: 'RETURNED', error: NO_ACCOUNT };
    case 'returned':
      return RETURN_STATUSES.has(reasonCode ?? '')
        ? { status: reasonCode ?? '', error: null }
        : { status: 'REFUNDED', error: null };
  }
}

/** Writes an item as a batch's details, the item's own page and the webhooks have it. */
export function showItem(
  item: PayoutItem,
  instruction: BankInstruction,
  shownMinor = instruction.amountMinor,
): object {
  const { status, error } = stateOf(item, instruction);
  const { currency, changedAtMs } = instruction;
  const moved = status === 'SUCCESS' || status === 'REFUNDED' || status === 'REVERSED';
  return {
    payout_item_id: item.id,
    ...(moved ? { transaction_id: paypalId(['transaction', item.id], 17) } : {}),
    transaction_status: status,
    payout_item_fee: showAmount(currency, 0n),
    payout_batch_id: item.batchId,
    payout_item: { ...item.sent.json, amount: showAmount(currency, shownMinor) },
    time_processed: instant(changedAtMs),
    ...(error === null ? {} : { errors: errorObject(item, error) }),
    links: [{ href: `${HOST}/v1/payments/payouts-item/${item.id}`, rel: 'item', method: 'GET' }],
  };
}

/** Why an item is as it is. Its `debug_id` is derived, so that two showings of a state are equal. */
function errorObject({ id }: PayoutItem, name: string): object {
  return { name, message: name, debug_id: debugId([id, name]), details: [], links: [] };
}

/** The header of a batch that has just been made. */
export function showNewBatch({ id, sent }: PayoutBatch): object {
  return {
    batch_header: {
      payout_batch_id: id,
      batch_status: 'PENDING',
      sender_batch_header: sent.header,
    },
    links: [batchLink(id)],
  };
}

/** The header of a batch with everything known of it, by the states of all its items. */
export function showHeader(batch: PayoutBatch, states: readonly ItemState[]): object {
  const { id, sent, createdAtMs } = batch;
  const totalMinor = sent.items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return {
    payout_batch_id: id,
    batch_status: statusOf(states),
    time_created: instant(createdAtMs),
    sender_batch_header: sent.header,
    funding_source: 'BALANCE',
    amount: showAmount(sent.currency, totalMinor),
    fees: showAmount(sent.currency, 0n),
  };
}

/** Through when nothing is pending; denied when nothing of it could be done. */
function statusOf(states: readonly ItemState[]): string {
  if (states.some(({ status }) => status === 'PENDING')) return 'PROCESSING';
  return states.every(({ status }) => status === 'FAILED') ? 'DENIED' : 'SUCCESS';
}

/** RFC 3339 in UTC, to the second, as PayPal writes every time. */
export function instant(ms: number): string {
  return `${wallTime(ms, 0)}Z`;
}

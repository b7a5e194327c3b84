import type { Runtime } from '../../../runtime/runtime.ts';
import type { BankInstruction, BankOrder, GroupPlacement } from '../../bank/bank.ts';
import { readNumber } from '../../behaviours/value-syntax.ts';
import type { LedgerBank } from '../../bank/ledger-bank.ts';
import { createBatchIndex } from './batch-index.ts';
import type { PayoutBatch, PayoutItem } from './payout-batch.ts';
import type { SentBatch } from './read-order.ts';

/** Every batch ever taken. */
export interface BatchBook {
  /** The batch that an id of the last 30 days stands for, as far as PayPal still knows. */
  known(senderBatchId: string): PayoutBatch | null;
  /** Takes a batch with everything in it, or nothing. */
  open(sent: SentBatch): PayoutBatch | Refusal;
  find(batchId: string): PayoutBatch | null;
  findItem(itemId: string): PayoutItem | null;
  /** The item that an instruction of the bank pays; `null` for none of ours. */
  itemOf(instruction: BankInstruction): PayoutItem | null;
  instructionOf(item: PayoutItem): BankInstruction | null;
}

type Refusal = Extract<GroupPlacement, { readonly kind: 'refused' }>;

const DAY_MS = 86_400_000;

/** "A sender_batch_id that was used in the last 30 days." */
const DEDUPE_WINDOW_MS = 30 * DAY_MS;

/** Unclaimed money goes back after twice this; no timer of Node's runs for thirty days. */
const HALF_CLAIM_MS = 15 * DAY_MS;

/** Receivers in this domain have no PayPal account: their payouts wait to be claimed. */
const UNREGISTERED = /@unclaimed\.example$/i;

/** How behaviours of a whole message are drawn; an item's own are drawn by its reference. */
export function messageOf(senderBatchId: string): string {
  return `batch ${senderBatchId}`;
}

/** True for an item whose receiver has no account (yet). */
export function isUnregistered({ sent }: PayoutItem): boolean {
  return UNREGISTERED.test(sent.receiver);
}

/** Opens an empty book over a bank. Bounded by the bank, which takes only so many references. */
export function createBatchBook(runtime: Runtime, bank: LedgerBank): BatchBook {
  const index = createBatchIndex(runtime, bank);

  const instructionOf = ({ sent, orderIndex }: PayoutItem): BankInstruction | null =>
    bank.ordersUnder(sent.reference)[orderIndex]?.instruction ?? null;

  /** Nobody claimed it: the order ends unexecuted, unless it has ended already. */
  const callBack = ({ sent, orderIndex }: PayoutItem): void => {
    const isLast = bank.ordersUnder(sent.reference).length === orderIndex + 1;
    if (isLast) bank.cancel(sent.reference);
  };

  return {
    known(senderBatchId) {
      const batch = index.batchesBySenderId.get(senderBatchId)?.at(-1);
      if (batch === undefined) return null;
      const ageMs = runtime.now() - batch.createdAtMs;
      if (ageMs >= DEDUPE_WINDOW_MS) return null;
      const message = messageOf(senderBatchId);
      const isOld = (value: string | null) => ageMs >= readNumber(value, 0);
      const forgets = bank.behaviours.strikesWhere('forgetKeyAfter', message, '', isOld);
      if (forgets !== null || bank.behaviours.strikes('dedupeOff', message, '') !== null) {
        return null;
      }
      return batch;
    },

    open(sent) {
      const batch = index.enter(sent);
      const orders = batch.items.map(orderOf);
      const placement = bank.placeGroup(messageOf(sent.senderBatchId), orders);
      if (placement.kind === 'refused') {
        index.strikeOut(batch);
        return placement;
      }
      for (const item of batch.items.filter(isUnregistered)) {
        runtime.schedule(HALF_CLAIM_MS, () => {
          runtime.schedule(HALF_CLAIM_MS, () => callBack(item));
        });
      }
      return batch;
    },

    find: (batchId) => index.batchesById.get(batchId) ?? null,
    findItem: (itemId) => index.itemsById.get(itemId) ?? null,
    itemOf({ reference, bankReference }) {
      const orderIndex = bank
        .ordersUnder(reference)
        .findIndex(({ instruction }) => instruction.bankReference === bankReference);
      const items = index.itemsByReference.get(reference) ?? [];
      return items.find((item) => item.orderIndex === orderIndex) ?? null;
    },
    instructionOf,
  };
}

/** An unregistered receiver's order stays where it is until somebody claims it (`sim:stuck`). */
function orderOf(item: PayoutItem): BankOrder {
  const { reference, receiver, note, amountMinor } = item.sent;
  return {
    reference,
    amountMinor,
    currency: item.currency,
    creditorAccount: receiver,
    creditorName: '',
    content: '',
    text: isUnregistered(item) ? `${note} sim:stuck` : note,
  };
}

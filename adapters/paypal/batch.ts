import type { Batch, BatchCall, Call, Instruction } from '../../src/contract/adapter.ts';
import { inquiryRequest } from './inquire.ts';
import { readInquiry, readSubmit } from './read-reply.ts';
import type { PaypalSettings } from './settings.ts';
import { submitRequest } from './submit.ts';

/** Hands in several payouts in one message. */
export function submitBatch(settings: PaypalSettings, batch: Batch): BatchCall {
  return {
    request: submitRequest(settings, batch),
    read: (reply) => readSubmit(batch, reply),
  };
}

/** Asks what became of these members of a batch, by PayPal's id of it. */
export function inquireBatch(members: readonly Instruction[], batchId: string): BatchCall {
  const question = { batchId, partnerKeys: members.map(({ partnerKey }) => partnerKey) };
  return {
    request: inquiryRequest(batchId),
    read: (reply) => readInquiry(question, reply),
  };
}

/** The call of a batch as that of one payout in it. */
export function alone({ request, read }: BatchCall, { partnerKey }: Instruction): Call {
  return {
    request,
    read(reply, nowMs) {
      const { items, whole } = read(reply, nowMs);
      return items.get(partnerKey) ?? whole;
    },
  };
}

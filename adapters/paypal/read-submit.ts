import type { Batch, BatchReading } from '../../src/contract/adapter.ts';
import { forAll } from '../../src/contract/batch-reading.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { objectField, stringField } from '../../src/contract/read.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { BATCH_STATUSES } from './tables/batch-statuses.ts';
import { readDuplicate } from './read-duplicate.ts';
import { doubtfulError, type PaypalError, readError, retryAfterOf } from './read-error.ts';
import { blameIn } from './invalid-items.ts';
import { isBatchId } from './paypal-urls.ts';
import { deniedBatch } from './read-reply.ts';
import { readJson } from './read-json.ts';
import { SUBMIT_ERRORS } from './tables/submit-errors.ts';
import { unreadable } from './words.ts';

/**
 * Reads the answer to the POST of a batch. Total.
 *
 * A 201 repeats the batch's header and no item, so what it says is the `whole`, which every member
 * gets, and it echoes nothing of a member; that the batch's id is ours is checked here. PayPal
 * "does not immediately validate some item values": accepted is all that any member is.
 */
export function readSubmit(batch: Batch, reply: PartnerReply): BatchReading {
  if (reply.status === 201) return forAll(readCreated(batch, reply));
  const error = readError(reply);
  if (error === null) return forAll(doubtfulError(reply));
  return readRefusal(batch, reply, error);
}

function readCreated({ key }: Batch, reply: PartnerReply): Verdict {
  const json = readJson(reply);
  const header = json === null ? null : objectField(json, 'batch_header');
  if (header === null) return unreadable('created, but without a batch_header');
  const sent = objectField(header, 'sender_batch_header');
  const senderBatchId = sent === null ? undefined : stringField(sent, 'sender_batch_id');
  if (senderBatchId !== key) return unreadable('created, but under another sender_batch_id');
  const partnerReference = stringField(header, 'payout_batch_id') ?? '';
  if (!isBatchId(partnerReference)) return unreadable('created, but without a payout_batch_id');
  const status = stringField(header, 'batch_status') ?? '';
  switch (BATCH_STATUSES.get(status)) {
    case 'running':
    case 'processed':
      return { kind: 'accepted', partnerReference, echo: {} };
    case 'denied':
      return deniedBatch(header);
    case undefined:
      return unreadable('created in a status that is not catalogued', status);
  }
}

function readRefusal(batch: Batch, reply: PartnerReply, error: PaypalError): BatchReading {
  const meaning = SUBMIT_ERRORS.get(error.key);
  const { name: partnerCode } = error;
  switch (meaning?.kind) {
    case 'refused': {
      const { failure } = meaning;
      const wait = retryAfterOf(reply);
      return forAll({
        kind: 'refused',
        recorded: false,
        failure,
        partnerCode,
        echo: {},
        ...wait,
      });
    }
    case 'invalid':
      return blameIn(batch, error);
    case 'business': {
      const duplicate = readDuplicate(error.json, batch.key);
      if (duplicate === null) return forAll(doubtfulError(reply, partnerCode));
      const { batchId } = duplicate;
      const reference = batchId === null ? {} : { partnerReference: batchId };
      return forAll({ kind: 'duplicate', partnerCode, ...reference });
    }
    case 'duplicate':
      return forAll({ kind: 'duplicate', partnerCode });
    case 'unknown':
    case undefined:
      return forAll(doubtfulError(reply, partnerCode));
  }
}

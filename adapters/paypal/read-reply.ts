import type { Batch, BatchReading } from '../../src/contract/adapter.ts';
import { forAll } from '../../src/contract/batch-reading.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { type JsonObject, listField, objectField, stringField } from '../../src/contract/read.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { BATCH_STATUSES, type BatchMeaning } from './tables/batch-statuses.ts';
import { blameIn } from './invalid-items.ts';
import { isBatchId } from './paypal-urls.ts';
import { readDuplicate } from './read-duplicate.ts';
import { doubtfulError, type PaypalError, readError, retryAfterOf } from './read-error.ts';
import { ITEM_ERRORS } from './tables/failures.ts';
import { errorName, readItem } from './read-item.ts';
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

/** What was asked: the batch by PayPal's id, for the payouts we want to hear of. */
export interface BatchQuestion {
  readonly batchId: string;
  readonly partnerKeys: readonly string[];
}

/** Both mean that PayPal has no such batch: the specification's word, and the one seen. */
const NOT_FOUND: ReadonlySet<string> = new Set([
  '404 RESOURCE_NOT_FOUND',
  '404 INVALID_RESOURCE_ID',
]);

/**
 * Reads a batch's details. Total.
 *
 * Each payout gets its own item's word. The `whole` is for those the answer does not list: while
 * the batch runs they are accepted like the rest, a batch denied without a list was not processed,
 * and anything else is doubt, because then a payout of ours is missing from its own batch.
 */
export function readInquiry(question: BatchQuestion, reply: PartnerReply): BatchReading {
  if (reply.status !== 200) return forAll(readQuestionRefused(reply));
  const json = readJson(reply);
  const header = json === null ? null : objectField(json, 'batch_header');
  if (json === null || header === null) return forAll(unreadable('no batch_header'));
  if (stringField(header, 'payout_batch_id') !== question.batchId) {
    return forAll(unreadable('the details of another batch'));
  }
  const status = stringField(header, 'batch_status') ?? '';
  const meaning = BATCH_STATUSES.get(status);
  if (meaning === undefined) {
    return forAll(unreadable('a batch in a status that is not catalogued', status));
  }
  const listed = listField(json, 'items') ?? [];
  const items = readItems(listed, header, meaning, new Set(question.partnerKeys));
  const allNamed = question.partnerKeys.every((key) => items.has(key));
  return { items, whole: wholeOf({ meaning, header, allNamed, listed, question }) };
}

/** The verdict on a batch that was denied as one: no item of it was processed. */
function deniedBatch(header: JsonObject): Verdict {
  const error = errorName(header) ?? '';
  const failure = error === '' ? 'technical.settlement.failed' : ITEM_ERRORS.get(error);
  if (failure === undefined) return unreadable('denied for a reason not catalogued', error);
  const partnerCode = error === '' ? 'DENIED' : error;
  return { kind: 'refused', recorded: true, failure, partnerCode, echo: {} };
}

function readItems(
  listed: readonly JsonObject[],
  header: JsonObject,
  meaning: BatchMeaning,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, Verdict> {
  const denied = meaning === 'denied';
  const frame = {
    statusAbsent: denied ? 'DENIED' : '',
    errorAbsent: denied ? (errorName(header) ?? '') : '',
    reasonIsTold: true,
  };
  const items = new Map<string, Verdict>();
  for (const item of listed) {
    const reading = readItem(item, frame);
    if (reading === null || !wanted.has(reading.partnerKey)) continue;
    const { partnerKey, verdict } = reading;
    const twice = items.has(partnerKey);
    items.set(partnerKey, twice ? unreadable('two items of one batch carry one key') : verdict);
  }
  return items;
}

interface WholeFacts {
  readonly meaning: BatchMeaning;
  readonly header: JsonObject;
  readonly allNamed: boolean;
  readonly listed: readonly JsonObject[];
  readonly question: BatchQuestion;
}

function wholeOf({ meaning, header, allNamed, listed, question }: WholeFacts): Verdict {
  if (allNamed || meaning === 'running') {
    return { kind: 'accepted', partnerReference: question.batchId, echo: {} };
  }
  if (meaning === 'denied' && listed.length === 0) return deniedBatch(header);
  return unreadable('a payout is missing from its own batch');
}

/**
 * An error refuses the question and says nothing of any payout. Its code is kept: a throttle or a
 * lost permission is still news for the lane.
 */
function readQuestionRefused(reply: PartnerReply): Verdict {
  const error = readError(reply);
  if (error === null) return doubtfulError(reply);
  if (NOT_FOUND.has(error.key)) return { kind: 'absent' };
  const meaning = SUBMIT_ERRORS.get(error.key);
  if (meaning?.kind !== 'refused') return doubtfulError(reply, error.name);
  return unreadable(`the question was refused, HTTP ${reply.status}`, error.name, meaning.failure);
}

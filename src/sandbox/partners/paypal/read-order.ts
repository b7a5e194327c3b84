import { fieldsOf, type Fields, readFields, textOf } from '../../server/json-fields.ts';
import { readAmount } from './currencies.ts';
import { type ErrorDetail, invalid, type PaypalError } from './errors.ts';

/** A batch as the sender sent it, checked. */
export interface SentBatch {
  readonly senderBatchId: string;
  /** `sender_batch_header`, to be repeated. */
  readonly header: object;
  readonly currency: string;
  readonly items: readonly SentItem[];
}

/** One of its items. */
export interface SentItem {
  /** `sender_item_id`; PayPal does not insist on one, this simulated partner does. */
  readonly reference: string;
  readonly receiver: string;
  readonly note: string;
  readonly amountMinor: bigint;
  /** The item itself, to be repeated. */
  readonly json: object;
}

const ITEMS_MAX = 15_000;
const BATCH_ID_LENGTH_MAX = 256;
const ITEM_ID_LENGTH_MAX = 63;
const NOTE_LENGTH_MAX = 4_000;

const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/;
const RECEIVER_LENGTH_MAX = 127;

/**
 * Reads the body of a POST. Like PayPal, it refuses the whole message when any part of it breaks a
 * rule, and names every part that does.
 */
export function readBatch(body: string): SentBatch | PaypalError {
  const message = readFields(body);
  const header = fieldsOf(message?.get('sender_batch_header'));
  const items = message?.get('items');
  const senderBatchId = textOf(header, 'sender_batch_id');
  const faults: ErrorDetail[] = [];
  if (header === null) faults.push({ field: 'sender_batch_header', issue: 'Required field' });
  // PayPal would pay without one, and could then recognise no repeat.
  if (senderBatchId === '' || senderBatchId.length > BATCH_ID_LENGTH_MAX) {
    faults.push({ field: 'sender_batch_header.sender_batch_id', issue: 'Length is invalid' });
  }
  if (!Array.isArray(items) || items.length === 0 || items.length > ITEMS_MAX) {
    return invalid([...faults, { field: 'items', issue: 'Must have from 1 to 15000 items' }]);
  }
  const lines = items.map(fieldsOf);
  const currency = textOf(fieldsOf(lines[0]?.get('amount')), 'currency');
  const read = lines.map((line, index) => readItem(line, `items[${index}]`, currency, faults));
  const complete = read.filter((item) => item !== null);
  if (faults.length > 0 || complete.length !== read.length || header === null) {
    return invalid(faults);
  }
  return { senderBatchId, header: Object.fromEntries(header), currency, items: complete };
}

/** True for the error, which alone has a status. */
export function isPaypalError(result: SentBatch | PaypalError): result is PaypalError {
  return 'status' in result;
}

function readItem(
  line: Fields | null,
  place: string,
  currency: string,
  faults: ErrorDetail[],
): SentItem | null {
  if (line === null) {
    faults.push({ field: place, issue: 'Must be an object' });
    return null;
  }
  const amount = fieldsOf(line.get('amount'));
  const amountMinor = readAmount(currency, textOf(amount, 'value'));
  const [reference, receiver, note] = ['sender_item_id', 'receiver', 'note'].map((name) =>
    textOf(line, name),
  );
  const email = receiver !== undefined && receiver.length <= RECEIVER_LENGTH_MAX;
  const rules: readonly (readonly [field: string, issue: string, holds: boolean])[] = [
    ['recipient_type', 'Value is invalid', line.get('recipient_type') === 'EMAIL'],
    ['receiver', 'Receiver is invalid or does not match with type', email && EMAIL.test(receiver)],
    [
      'amount.currency',
      'All items must have one currency',
      textOf(amount, 'currency') === currency,
    ],
    ['amount.value', 'Amount is invalid', amountMinor !== null && amountMinor > 0n],
    ['sender_item_id', 'Length is invalid', isBetween(reference, 1, ITEM_ID_LENGTH_MAX)],
    ['note', 'Length is invalid', isBetween(note, 0, NOTE_LENGTH_MAX)],
  ];
  const broken = rules.filter(([, , holds]) => !holds);
  faults.push(...broken.map(([field, issue]) => ({ field: `${place}.${field}`, issue })));
  if (broken.length > 0 || amountMinor === null) return null;
  return {
    reference: reference ?? '',
    receiver: receiver ?? '',
    note: note ?? '',
    amountMinor,
    json: Object.fromEntries(line),
  };
}

function isBetween(text: string | undefined, min: number, max: number): boolean {
  return text !== undefined && text.length >= min && text.length <= max;
}

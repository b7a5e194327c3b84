import type { Instruction } from '../../src/contract/adapter.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import type { OpenedAnswer } from './verify.ts';
import { type Json, type JsonMembers, listIn, membersOf, textIn } from './json.ts';
import { isOrderNumber, orderNumberIn, readRecord } from './read-record.ts';
import { yurRefOf } from './reference.ts';
import { notReceived, RECEIVED } from './tables/result-codes.ts';
import { REQUEST_STATUSES, RETURN_FLAGS } from './tables/statuses.ts';
import type { CmbSettings } from './settings.ts';
import { unreadable } from './words.ts';

/**
 * Reads the answer to a payment (BB1PAYOP). "It says that the order was handed in; only FIN with F
 * is an end that needs no inquiry."
 *
 * That end is of this copy: the bank frees a failed reference, and nobody has published how it
 * answers a copy of an order that lives. So the refusal is not called recorded, and kills an attempt
 * only while this was its only copy; after a second copy the list of records decides.
 */
export function readSubmit(opened: OpenedAnswer): Verdict {
  if (opened.kind === 'doubt') return unreadable(opened.detail, '', opened.failure);
  const { resultcode, body } = opened;
  if (resultcode !== RECEIVED) return notReceived(resultcode);
  const results = listIn(body, 'bb1payopz1') ?? [];
  const result = results.length === 1 ? membersOf(results[0]) : null;
  if (result === null) return unreadable('received, but without the result of one order');
  const partnerReference = orderNumberIn(result);
  if (partnerReference === null) return unreadable('the result of an order without its number');

  const status = textIn(result, 'reqSts');
  const meaning = REQUEST_STATUSES.get(status);
  const flag = textIn(result, 'rtnFlg');
  const outcome = meaning === 'finished' ? RETURN_FLAGS.get(flag) : undefined;
  const error = textIn(result, 'errCod');
  if (outcome?.kind === 'refused' && flag === 'F') {
    const { failure } = outcome;
    const partnerCode = codeOf(error);
    return { kind: 'refused', recorded: false, failure, partnerCode, partnerReference, echo: {} };
  }
  if (error !== '' && error !== RECEIVED) {
    return unreadable('an order with an error code', error, 'technical.thirdparty.error');
  }
  // "Otherwise the bank has taken it": also FIN with S, which an inquiry has to confirm.
  if (meaning === 'pending' || meaning === 'limbo' || outcome?.kind === 'executed') {
    return { kind: 'accepted', partnerReference, echo: {} };
  }
  return unreadable('a state to be asked about', outcome === undefined ? status : `FIN+${flag}`);
}

/** One order under our reference. */
interface OrderRecord {
  readonly number: bigint;
  readonly reqNbr: string;
  readonly verdict: Verdict;
}

/**
 * Reads the answer to an inquiry by our reference (BB1PAYQR): the list of all orders under it.
 *
 * No order is `absent`, which proves nothing here: a user who may not look gets the same list.
 */
export function readInquiry(
  settings: CmbSettings,
  instruction: Instruction,
  opened: OpenedAnswer,
): Verdict {
  if (opened.kind === 'doubt') return unreadable(opened.detail, '', opened.failure);
  const { resultcode, body } = opened;
  if (resultcode !== RECEIVED) return notReceived(resultcode);
  const list = rowsIn(body);
  if (list === null) return unreadable('an inquiry answered without a list of orders');
  const records = list.map((row) => readRow(settings, instruction, membersOf(row)));
  const strange = records.find((record) => 'kind' in record);
  if (strange !== undefined) return strange;
  return judgeOrders(
    records.filter((record) => 'reqNbr' in record),
    instruction,
  );
}

/** "Found, but empty" may be an empty list, an empty text or nothing at all. */
function rowsIn(body: JsonMembers): readonly Json[] | null {
  const isEmpty = body.size === 0 || body.get('bb1payqrz1') === '';
  return isEmpty ? [] : listIn(body, 'bb1payqrz1');
}

function readRow(
  { debtorAccount }: CmbSettings,
  { partnerKey }: Instruction,
  row: JsonMembers | null,
): OrderRecord | (Verdict & { readonly kind: 'unknown' }) {
  const reqNbr = row === null ? null : orderNumberIn(row);
  if (row === null || reqNbr === null) return unreadable('an order without its number');
  if (textIn(row, 'yurRef') !== yurRefOf(partnerKey)) return unreadable('another order’s record');
  const payer = textIn(row, 'dbtAcc');
  if (payer !== '' && payer !== debtorAccount) return unreadable('a record of another account');
  return { number: BigInt(reqNbr), reqNbr, verdict: readRecord(row, reqNbr, partnerKey) };
}

/**
 * Picks the one order that the attempt stands or falls with, by the bank's own number, which grows.
 *
 * Failed orders up to the latest that an earlier attempt was refused with are put aside: those
 * attempts noted, and any that nobody noted because a copy's answer was lost; neither may end an
 * attempt that came later. Should one of the noted ones no longer say that it failed, money may be
 * out after all.
 *
 * Of the others the latest counts. All older ones must have failed, because only then does the bank
 * take the reference again; where one has not, the list does not say what became of our money.
 */
function judgeOrders(
  records: readonly OrderRecord[],
  { supersededReferences }: Instruction,
): Verdict {
  const noted = new Set(supersededReferences);
  const hasFailed = ({ verdict }: OrderRecord) => verdict.kind === 'refused';
  if (records.some((record) => noted.has(record.reqNbr) && !hasFailed(record))) {
    return unreadable('an order put aside as failed no longer says so');
  }
  const frontier = supersededReferences
    .filter((reference) => isOrderNumber(reference))
    .reduce((highest, reference) => max(highest, BigInt(reference)), -1n);
  const [latest, ...older] = records
    .filter((record) => !hasFailed(record) || record.number > frontier)
    .toSorted((a, b) => (a.number > b.number ? -1 : 1));
  if (latest === undefined) return { kind: 'absent' };
  return older.every(hasFailed)
    ? latest.verdict
    : unreadable('several orders under our reference that have not failed');
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** The bank's reason where it gives a code; else the state itself. */
function codeOf(error: string): string {
  return /^[A-Z0-9]{1,7}$/.test(error) && error !== RECEIVED ? error : 'FIN+F';
}

import type { Instruction } from '../../src/contract/adapter.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import type { OpenedAnswer } from './sign.ts';
import { type Json, type JsonMembers, listIn, membersOf, textIn } from './json.ts';
import { isOrderNumber, orderNumberIn, readRecord } from './read-record.ts';
import { yurRefOf } from './reference.ts';
import { notReceived, RECEIVED } from './tables/result-codes.ts';
import type { CmbSettings } from './settings.ts';
import { unreadable } from './words.ts';

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

import type { FailureCode } from '../../src/contract/failure.ts';
import { type Money, parseDecimal } from '../../src/contract/money.ts';
import type { Echo, Verdict } from '../../src/contract/verdict.ts';
import { type Json, type JsonMembers, textIn } from './json.ts';
import { CURRENCY_CODE } from './submit.ts';
import { REQUEST_STATUSES, RETURN_FLAGS } from './tables/statuses.ts';
import { unreadable } from './words.ts';

/** The bank's number of one order, text for ever: it has more digits than a double can hold. */
const ORDER_NUMBER = /^[0-9]{1,20}$/;

/** True for what can be compared with other numbers of the bank's. */
export function isOrderNumber(text: string): boolean {
  return ORDER_NUMBER.test(text);
}

/** The number of a record; `null` when it has none that could be compared. */
export function orderNumberIn(record: JsonMembers): string | null {
  const reqNbr = textIn(record, 'reqNbr');
  return isOrderNumber(reqNbr) ? reqNbr : null;
}

/**
 * What one record says of itself: a row of BB1PAYQR, or `trsInfo` of a notice, which has the same
 * fields. Whether it is about the attempt in question is for its reader to know.
 *
 * A failure is said to be recorded, because the bank holds this record; but a failed reference is
 * free again, so only a reader of all records under it may say that the reference has failed.
 */
export function readRecord(record: JsonMembers, reqNbr: string, partnerKey: string): Verdict {
  const echo = echoOf(record, partnerKey);
  const status = textIn(record, 'reqSts');
  const accepted = { kind: 'accepted', partnerReference: reqNbr, echo } as const;
  switch (REQUEST_STATUSES.get(status)) {
    case 'pending':
    case 'limbo':
      return accepted;
    case 'finished':
      break;
    case undefined:
      return unreadable('a request status that is not catalogued', status);
  }
  const flag = textIn(record, 'rtnFlg');
  const meaning = RETURN_FLAGS.get(flag);
  const partnerCode = `FIN+${flag}`;
  switch (meaning?.kind) {
    case 'executed':
      return { kind: 'executed', finality: 'executed', partnerReference: reqNbr, echo };
    case 'limbo':
      return accepted;
    case 'returned':
      return returned(echo, reqNbr, partnerCode);
    case 'refused':
      return refused(meaning.failure, echo, reqNbr, partnerCode);
    case undefined:
      return unreadable('done, with a result that is not catalogued', partnerCode);
  }
}

/** The bank gives the whole amount back; its fees are for the service and stay (assumed). */
export function returned(echo: Echo, partnerReference: string, partnerCode: string): Verdict {
  const { amount } = echo;
  if (amount === undefined || amount === 'unreadable') {
    return unreadable('returned, but the amount cannot be read', partnerCode);
  }
  const failure = 'partner.returned';
  return { kind: 'returned', amount, feeMinor: 0n, failure, partnerCode, partnerReference, echo };
}

/** What a record repeats of the order; amounts are text, or numbers in the spelling they came in. */
export function echoOf(record: JsonMembers, partnerKey: string): Echo {
  const amount = record.get('trsAmt');
  const account = textIn(record, 'crtAcc');
  return {
    partnerKey,
    ...(amount === undefined ? {} : { amount: yuanOf(amount, textIn(record, 'ccyNbr')) }),
    ...(account === '' ? {} : { account }),
  };
}

function refused(
  failure: FailureCode,
  echo: Echo,
  partnerReference: string,
  partnerCode: string,
): Verdict {
  return { kind: 'refused', recorded: true, failure, partnerCode, partnerReference, echo };
}

function yuanOf(value: Json, currencyCode: string): Money | 'unreadable' {
  if (currencyCode !== '' && currencyCode !== CURRENCY_CODE) return 'unreadable';
  if (typeof value === 'string') return parseDecimal(value, 'CNY') ?? 'unreadable';
  const isNumber = typeof value === 'object' && value !== null && 'digits' in value;
  return isNumber ? (parseDecimal(value.digits, 'CNY') ?? 'unreadable') : 'unreadable';
}

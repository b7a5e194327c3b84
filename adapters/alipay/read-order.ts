import type { Money } from '../../src/contract/money.ts';
import { type JsonObject, stringField } from '../../src/contract/read.ts';
import type { Echo, Verdict } from '../../src/contract/verdict.ts';
import { amountIn } from './amounts.ts';
import { TRANSFER_CODES } from './tables/failures.ts';
import { ORDER_STATUSES } from './tables/statuses.ts';
import { BIZ_SCENE, PRODUCT_CODES } from './tables/products.ts';
import { unreadable } from './words.ts';

const REFERENCE = /^[0-9A-Za-z_-]{1,64}$/;

/**
 * Reads an order as answers, queries and messages show it, once Alipay's signature on it is
 * verified. Total.
 *
 * The order must name our number: v2 answers carry nothing else that binds them to the request, so
 * a genuine answer to another payout would otherwise pass for this one's. `sent` is the amount of
 * the instruction where the reader knows it; a message must bring its own.
 */
export function readOrder(fields: JsonObject, sent: Money | null): Verdict {
  const partnerKey = stringField(fields, 'out_biz_no') ?? '';
  if (partnerKey === '') return unreadable('an order without out_biz_no');
  if (!isOurProduct(fields)) return unreadable('an order of another product or scene');

  const status = stringField(fields, 'status') ?? '';
  const amount = amountIn(fields);
  const echo: Echo = { partnerKey, ...(amount === undefined ? {} : { amount }) };
  const meaning = ORDER_STATUSES.get(status);
  if (meaning === undefined) return unreadable('a status that is not catalogued', status);
  switch (meaning) {
    case 'accepted':
      return { kind: 'accepted', ...referenceOf(fields), echo };
    case 'executed':
      // Both ends are accounts in Alipay's own books: paid out and credited are one booking.
      return { kind: 'executed', finality: 'credited', ...referenceOf(fields), echo };
    case 'failed':
      return readFailure(fields, echo);
    case 'returned':
      return readReturn(fields, echo, sent);
  }
}

/** FAIL is recorded under our number, so it is final; why is another question. */
function readFailure(fields: JsonObject, echo: Echo): Verdict {
  const code = stringField(fields, 'error_code') ?? '';
  const failed = { kind: 'refused', recorded: true, echo } as const;
  // No reason at all: Alipay's word that the transfer was aborted has to do.
  if (code === '') {
    return { ...failed, failure: 'technical.settlement.failed', partnerCode: 'FAIL' };
  }
  const meaning = TRANSFER_CODES.get(code);
  if (meaning === undefined) return unreadable('a reason that is not catalogued', code);
  switch (meaning.kind) {
    case 'refused':
      return { ...failed, failure: meaning.failure, partnerCode: code };
    case 'unknown':
      // As a sub_code such a word leaves the outcome open; here the status has closed it.
      return { ...failed, failure: 'technical.settlement.failed', partnerCode: code };
    case 'duplicate':
    case 'absent':
      return unreadable('a reason that no order can fail for', code);
  }
}

/** A returned order comes back whole: Alipay names no other amount, and no fee kept. */
function readReturn(fields: JsonObject, echo: Echo, sent: Money | null): Verdict {
  const amount = echo.amount ?? sent;
  if (amount === null || amount === 'unreadable') {
    return unreadable('a returned order without a readable amount', 'REFUND');
  }
  const code = stringField(fields, 'error_code') ?? '';
  return {
    kind: 'returned',
    amount,
    feeMinor: 0n,
    failure: 'partner.returned',
    partnerCode: TRANSFER_CODES.has(code) ? code : 'REFUND',
    echo,
  };
}

/** Messages name product and scene; an order under our number in another product is not ours. */
function isOurProduct(fields: JsonObject): boolean {
  const product = stringField(fields, 'product_code');
  const scene = stringField(fields, 'biz_scene') ?? BIZ_SCENE;
  const isOurs = product === undefined || PRODUCT_CODES.has(product);
  return isOurs && scene === BIZ_SCENE;
}

function referenceOf(fields: JsonObject): { readonly partnerReference?: string } {
  const reference = stringField(fields, 'order_id') ?? '';
  return REFERENCE.test(reference) ? { partnerReference: reference } : {};
}

import { isCurrency } from '../../src/contract/currency.ts';
import { type Money, parseDecimal } from '../../src/contract/money.ts';
import { type JsonObject, objectField, stringField } from '../../src/contract/read.ts';
import type { Echo, Verdict } from '../../src/contract/verdict.ts';
import { ITEM_ERRORS } from './tables/failures.ts';
import { ITEM_STATUSES, type ItemMeaning } from './tables/statuses.ts';
import { isBatchId } from './paypal-urls.ts';
import { unreadable } from './words.ts';

/** What one item says of the payout it carries. */
export interface ItemReading {
  /** Our key: the `sender_item_id` that PayPal repeats. */
  readonly partnerKey: string;
  readonly verdict: Verdict;
}

/** What the message around an item contributes to its meaning. */
export interface ItemFrame {
  /** The status of an item that has none of its own: a denied batch says it for all; else `''`. */
  readonly statusAbsent: string;
  /** The error of an item that has none of its own: a denied batch's; else `''`. */
  readonly errorAbsent: string;
  /** An answer to an inquiry gives the reason of a failure; "webhooks don't contain error objects". */
  readonly reasonIsTold: boolean;
}

/**
 * Reads one item as a batch's details or a webhook show it (PP-SPEC payout_batch_items and
 * payout_item-2); `null` when it names no payout of ours.
 *
 * The item alone decides: a batch that succeeded has only been processed. Says `unknown` for a
 * status or a reason that is not catalogued, and for an item that repeats neither amount nor payee,
 * both of which the schema demands.
 */
export function readItem(item: JsonObject, frame: ItemFrame): ItemReading | null {
  const sent = objectField(item, 'payout_item');
  const partnerKey = sent === null ? '' : (stringField(sent, 'sender_item_id') ?? '');
  if (sent === null || partnerKey === '') return null;
  const echo = echoOf(sent, partnerKey);
  if (echo === null) return { partnerKey, verdict: unreadable('no amount or no payee in an item') };
  const status = stringField(item, 'transaction_status') ?? frame.statusAbsent;
  const meaning = ITEM_STATUSES.get(status);
  if (meaning === undefined) {
    return {
      partnerKey,
      verdict: unreadable('an item in a status that is not catalogued', status),
    };
  }
  const error = errorName(item) ?? frame.errorAbsent;
  return { partnerKey, verdict: judge(meaning, { status, error, echo, item, frame }) };
}

/** The name of an `errors` object, where there is one. */
export function errorName(holder: JsonObject): string | undefined {
  const errors = objectField(holder, 'errors');
  return errors === null ? undefined : stringField(errors, 'name');
}

type FullEcho = Echo & { readonly amount: Money | 'unreadable' };

interface Facts {
  readonly status: string;
  readonly error: string;
  readonly echo: FullEcho;
  readonly item: JsonObject;
  readonly frame: ItemFrame;
}

function judge(meaning: ItemMeaning, facts: Facts): Verdict {
  const { status, error, echo, item } = facts;
  switch (meaning.kind) {
    case 'accepted':
      return { kind: 'accepted', ...referenceIn(item), echo };
    case 'executed':
      // Payer and payee both have their accounts at PayPal: there is no booking before the credit.
      return { kind: 'executed', finality: 'credited', ...referenceIn(item), echo };
    case 'failed':
      return readFailure(facts);
    case 'blocked':
      return unreadable('blocked, and not said whether for good', status, 'regulatory.sanctions');
    case 'returned': {
      if (echo.amount === 'unreadable')
        return unreadable('a return of an unreadable amount', status);
      const partnerCode = ITEM_ERRORS.has(error) ? error : status;
      // The whole amount: an item has no field for less. PayPal's fee is not the payee's.
      const { failure } = meaning;
      return { kind: 'returned', amount: echo.amount, feeMinor: 0n, failure, partnerCode, echo };
    }
  }
}

function readFailure({ status, error, echo, frame }: Facts): Verdict {
  if (error === '' && !frame.reasonIsTold) {
    return unreadable('failed; only an inquiry says why', status, 'technical.thirdparty.error');
  }
  const failure = error === '' ? 'technical.settlement.failed' : ITEM_ERRORS.get(error);
  if (failure === undefined) return unreadable('failed for a reason not catalogued', error);
  const partnerCode = error === '' ? status : error;
  return { kind: 'refused', recorded: true, failure, partnerCode, echo };
}

/** The batch that an item says it is in; none where that is no id of PayPal's. */
export function referenceIn(item: JsonObject): { readonly partnerReference?: string } {
  const partnerReference = stringField(item, 'payout_batch_id') ?? '';
  return isBatchId(partnerReference) ? { partnerReference } : {};
}

function echoOf(sent: JsonObject, partnerKey: string): FullEcho | null {
  const amount = objectField(sent, 'amount');
  const account = stringField(sent, 'receiver');
  if (amount === null || account === undefined) return null;
  const currency = stringField(amount, 'currency') ?? '';
  const value = stringField(amount, 'value') ?? '';
  const money = isCurrency(currency) ? parseDecimal(value, currency) : null;
  return { partnerKey, amount: money ?? 'unreadable', account };
}

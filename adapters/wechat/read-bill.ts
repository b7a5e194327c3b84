import type { Money } from '../../src/contract/money.ts';
import { type JsonObject, stringField } from '../../src/contract/read.ts';
import type { Echo, Verdict } from '../../src/contract/verdict.ts';
import { FAIL_REASONS } from './tables/failures.ts';
import type { WechatSettings } from './settings.ts';
import { BILL_STATES } from './tables/statuses.ts';
import { unreadable } from './words.ts';

/** Whose bill it must be. */
export type Merchant = Pick<WechatSettings, 'mchId' | 'appId'>;

/**
 * Reads a bill that WeChat signed: the body of a submit, an inquiry or a cancel, or a callback's
 * decrypted resource. They share their fields; only the number and the state are in all of them.
 *
 * Says `unknown` when the bill belongs to another merchant, or when a state or a reason is not
 * catalogued. What it repeats of the instruction goes into the echo for the engine to compare.
 */
export function readBill(bill: JsonObject, merchant: Merchant): Verdict {
  const partnerKey = stringField(bill, 'out_bill_no') ?? '';
  const state = stringField(bill, 'state') ?? '';
  if (partnerKey === '') return unreadable('a bill without out_bill_no');
  const stranger = strangerField(bill, merchant);
  if (stranger !== null) return unreadable(`a bill with another merchant's ${stranger}`);
  const partnerReference = stringField(bill, 'transfer_bill_no') ?? '';
  const reference = partnerReference === '' ? {} : { partnerReference };
  const echo = echoOf(bill, partnerKey);
  const meaning = BILL_STATES.get(state);
  switch (meaning) {
    case 'accepted':
      return { kind: 'accepted', ...reference, echo };
    case 'executed':
      // The wallet is credited at once: there is no booking before it that could be told apart.
      return { kind: 'executed', finality: 'credited', ...reference, echo };
    case 'cancelled':
      return { kind: 'cancelled', partnerCode: state, echo };
    case 'failed':
      return readFailure(stringField(bill, 'fail_reason') ?? '', echo);
    case undefined:
      return unreadable('a bill in a state that is not catalogued', state);
  }
}

function readFailure(reason: string, echo: Echo): Verdict {
  const failure = FAIL_REASONS.get(reason);
  if (failure === undefined) return unreadable('FAIL for a reason not catalogued', reason);
  if (failure === 'cancelled') return { kind: 'cancelled', partnerCode: reason, echo };
  return { kind: 'refused', recorded: true, failure, partnerCode: reason, echo };
}

/** Answers call it `mch_id`, some callbacks `mchid`; both must be ours where they stand. */
function strangerField(bill: JsonObject, { mchId, appId }: Merchant): string | null {
  const ours: readonly (readonly [string, string])[] = [
    ['mch_id', mchId],
    ['mchid', mchId],
    ['appid', appId],
  ];
  const differing = ours.find(([field, value]) => {
    const theirs = fieldOf(bill, field);
    return theirs !== undefined && theirs !== value;
  });
  return differing?.[0] ?? null;
}

function echoOf(bill: JsonObject, partnerKey: string): Echo {
  const amount = fieldOf(bill, 'transfer_amount');
  const account = stringField(bill, 'openid');
  return {
    partnerKey,
    ...(amount === undefined ? {} : { amount: fenOf(amount) }),
    ...(account === undefined ? {} : { account }),
  };
}

/** An amount is a JSON integer of fen; a fraction, a text or what a double cannot hold is not. */
function fenOf(value: unknown): Money | 'unreadable' {
  const countable = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  return countable ? { currency: 'CNY', minor: BigInt(value) } : 'unreadable';
}

function fieldOf(json: JsonObject, field: string): unknown {
  return Object.hasOwn(json, field) ? json[field] : undefined;
}

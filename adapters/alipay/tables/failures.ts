import type { FailureCode } from '../../../src/contract/failure.ts';
import type { HarmlessFailure } from './refusal.ts';
import { OUR_REFUSALS } from './refusals-ours.ts';
import { REQUEST_REFUSALS } from './refusals-request.ts';

/**
 * What a signed code means for the copy that was sent.
 *
 * `refused`: not taken, and nothing recorded under our number. `duplicate`: our number is known with
 * other content; the first order is live. `unknown`: it may have been taken. `absent`: the answer of
 * an inquiry that found nothing.
 */
export type CodeMeaning =
  | { readonly kind: 'refused'; readonly failure: HarmlessFailure }
  | { readonly kind: 'unknown'; readonly failure: FailureCode }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'absent' };

const ERROR = { kind: 'unknown', failure: 'technical.thirdparty.error' } as const;
const CONTRACT = { kind: 'unknown', failure: 'technical.thirdparty.contract' } as const;
const DUPLICATE = { kind: 'duplicate' } as const;

/**
 * Codes that decide nothing: "outcome unknown: query, then same id"
 * (fixtures/alipay/SOURCES.md F5).
 *
 * They read like failures (`PAYMENT_FAIL`), and all of them have been taken for failures by somebody
 * who then paid twice. The guide on SYSTEM_ERROR: "the result cannot be determined; it may be taken
 * neither for success nor for failure; send the same out_biz_no again, or query".
 */
const UNDECIDED: readonly (readonly [string, CodeMeaning])[] = [
  ['SYSTEM_ERROR', ERROR],
  ['REQUEST_PROCESSING', ERROR],
  ['TRANS_ORDER_DEALING', ERROR],
  ['PROMO_TRANS_ORDER_DEALING', ERROR],
  ['BANK_RESPONSE_ERROR', ERROR],
  ['BIZ_UNIQUE_EXCEPTION', ERROR],
  ['PROCESS_FAIL', ERROR],
  ['PAYMENT_FAIL', ERROR],
  ['ILLEGAL_STATUS_EXCEPTION', ERROR],
  ['ORDER_STATUS_INVALID', ERROR],
  // Guide: "two requests with one number and other parameters; retry with the original ones".
  ['PAYMENT_INFO_INCONSISTENCY', DUPLICATE],
  ['REP_INCONSISTENT', DUPLICATE],
];

/**
 * Every `sub_code` of a transfer that we know what to do with; also the `error_code` of an order
 * that failed. The official enumeration has 168: those of other products (red packets, flexible
 * staffing, trusteeship withdrawals, wage payment) are left out on purpose, and what is not here is
 * doubt.
 */
export const TRANSFER_CODES: ReadonlyMap<string, CodeMeaning> = new Map<string, CodeMeaning>([
  ...UNDECIDED,
  ...[...OUR_REFUSALS, ...REQUEST_REFUSALS].map(
    ([word, failure]) => [word, { kind: 'refused', failure }] as const,
  ),
]);

/** Every `sub_code` of `alipay.fund.trans.common.query` (ALI-PHP has exactly these four). */
export const QUERY_CODES: ReadonlyMap<string, CodeMeaning> = new Map<string, CodeMeaning>([
  // "The order may still be in processing: never take it for a failed transfer. Query again after
  // some minutes, or send the same out_biz_no again." Absence, and no proof of it.
  ['ORDER_NOT_EXIST', { kind: 'absent' }],
  ['SYSTEM_ERROR', ERROR],
  ['INVALID_PARAMETER', CONTRACT],
  // Another merchant's order, or another product_code or biz_scene: looks like absence, is none.
  ['NO_ORDER_PERMISSION', CONTRACT],
]);

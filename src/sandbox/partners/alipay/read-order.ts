import type { BankOrder } from '../../bank/bank.ts';
import { canonicalText, type Fields, fieldsIn, textOf } from '../../server/json-fields.ts';
import { type AlipayError, alipayError } from './errors.ts';
import { fenOf } from './yuan.ts';

/** Bounds of one transfer under TRANS_ACCOUNT_NO_PWD, in fen. */
const AMOUNT_FEN_MIN = 10n;
const AMOUNT_FEN_MAX = 10_000_000_000n;

/** From 50 000 yuan on the law wants a reason for payment. */
const REMARK_FROM_FEN = 5_000_000n;

const TEXT_LENGTH_MAX = 200;

/** How each type of payee looks: an Alipay account, or a mobile number or mail address. */
const IDENTITIES: ReadonlyMap<string, RegExp> = new Map([
  ['ALIPAY_USER_ID', /^2088\d{12}$/],
  ['ALIPAY_LOGON_ID', /^(?:1\d{10}|[^\s@]{1,64}@[^\s@]{1,64})$/],
  ['BANKCARD_ACCOUNT', /^\d{8,32}$/],
]);

/** Which product pays to a payee of this type. */
export function productOf(identityType: string): string {
  return identityType === 'BANKCARD_ACCOUNT' ? 'TRANS_BANKCARD_NO_PWD' : 'TRANS_ACCOUNT_NO_PWD';
}

/**
 * Reads the `biz_content` of a transfer into an order of the bank, or says why Alipay would not
 * take it. Magic values may stand in `remark` (else `order_title`) and in the payee's name.
 */
export function readTransfer(fields: Fields): BankOrder | AlipayError {
  const text = (name: string) => textOf(fields, name);
  const payee = fieldsIn(fields, 'payee_info');
  const identity = textOf(payee, 'identity');
  const identityType = textOf(payee, 'identity_type');
  const name = textOf(payee, 'name');
  const reference = text('out_biz_no');
  const amountFen = fenOf(text('trans_amount'));
  const remark = text('remark');

  if (!/^[0-9A-Za-z_-]{1,64}$/.test(reference)) return invalid('out_biz_no');
  if (amountFen === null) return invalid('trans_amount');
  if (text('product_code') !== productOf(identityType)) return alipayError('PRODUCT_NOT_SIGN');
  if (text('biz_scene') !== 'DIRECT_TRANSFER') return invalid('biz_scene');
  if (text('order_title') === '') return invalid('order_title');
  if (remark.length > TEXT_LENGTH_MAX) return invalid('remark');
  const pattern = IDENTITIES.get(identityType);
  if (pattern === undefined) return invalid('payee_info.identity_type');
  if (identityType !== 'ALIPAY_USER_ID' && name === '') return invalid('payee_info.name');
  if (!pattern.test(identity)) return alipayError('PAYEE_NOT_EXIST', '收款用户不存在');
  if (amountFen < AMOUNT_FEN_MIN) return alipayError('EXCEED_LIMIT_SM_MIN_AMOUNT');
  if (amountFen > AMOUNT_FEN_MAX) return alipayError('EXCEED_LIMIT_SM_AMOUNT');
  if (amountFen >= REMARK_FROM_FEN && remark === '') {
    return alipayError('MEMO_REQUIRED_IN_TRANSFER_ERROR');
  }
  return {
    reference,
    amountMinor: amountFen,
    currency: 'CNY',
    creditorAccount: identity,
    creditorName: name,
    content: canonicalText(fields),
    text: remark === '' ? text('order_title') : remark,
  };
}

function invalid(name: string): AlipayError {
  return alipayError('INVALID_PARAMETER', `参数有误: ${name}`);
}

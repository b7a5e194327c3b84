import type { ADAPTERS } from '../../adapters/registry.ts';
import type { Instruction } from '../../src/contract/adapter.ts';

/** Somebody whom each partner can pay, and the currency to do it in. */
export const PAYEES = {
  isobank: ['EUR', { type: 'iban', value: 'GB33BUKB20201555555555' }],
  alipay: ['CNY', { type: 'alipay_user_id', value: '2088000000000042' }],
  wechat: ['CNY', { type: 'wechat_openid', value: 'oDEMO-only_openid_0000000001' }],
  cmb: ['CNY', { type: 'cn_bank_account', value: '6225880212345678', bank: '102100099996' }],
  adyen: ['EUR', { type: 'iban', value: 'NL91ABNA0417164300' }],
  paypal: ['USD', { type: 'paypal_email', value: 'borrower@example.com' }],
} as const satisfies Record<
  keyof typeof ADAPTERS,
  readonly [Instruction['amount']['currency'], Instruction['creditor']['account']]
>;

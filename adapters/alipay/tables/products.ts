import type { Instruction } from '../../../src/contract/adapter.ts';
import type { AccountType } from '../../../src/contract/account-types.ts';

/**
 * The scene of merchant transfers; an inquiry must name the same (fixtures/alipay/SOURCES.md F8).
 */
export const BIZ_SCENE = 'DIRECT_TRANSFER';

/**
 * The two products used: to an Alipay account, and to a bank card (fixtures/alipay/SOURCES.md F3).
 */
const TO_ACCOUNT = 'TRANS_ACCOUNT_NO_PWD';
const TO_BANK_CARD = 'TRANS_BANKCARD_NO_PWD';

/** The product codes of orders that may be ours. */
export const PRODUCT_CODES: ReadonlySet<string> = new Set([TO_ACCOUNT, TO_BANK_CARD]);

/** The way in which one kind of account is paid. */
export interface Product {
  readonly productCode: string;
  /** Alipay's word for this way to name the payee. */
  readonly identityType: string;
}

/** How each kind of account is paid (fixtures/alipay/SOURCES.md F3). */
export const PRODUCTS: ReadonlyMap<AccountType, Product> = new Map([
  ['alipay_user_id', { productCode: TO_ACCOUNT, identityType: 'ALIPAY_USER_ID' }],
  ['alipay_logon_id', { productCode: TO_ACCOUNT, identityType: 'ALIPAY_LOGON_ID' }],
  ['cn_bank_account', { productCode: TO_BANK_CARD, identityType: 'BANKCARD_ACCOUNT' }],
]);

/**
 * The capability record admits only the types of the map. Another one is a defect of ours: the word
 * below is none of Alipay's, so the transfer is refused there and not guessed here.
 */
export function productFor({ creditor }: Instruction): Product {
  return (
    PRODUCTS.get(creditor.account.type) ?? { productCode: TO_ACCOUNT, identityType: 'UNSUPPORTED' }
  );
}

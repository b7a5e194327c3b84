import type { Instruction } from '../../src/contract/adapter.ts';
import type { AccountType } from '../../src/contract/account-types.ts';
import { toYuan } from './amounts.ts';
import type { AlipaySettings } from './settings.ts';

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

interface Product {
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

/** `bankcard_ext_info.account_type` of a person; 1 is a company (fixtures/alipay/SOURCES.md F3). */
const PRIVATE_ACCOUNT = '2';

/** Shown in the payee's bill where the payout brings no text. From 50 000 yuan on, one must stand. */
const DEFAULT_TEXT = '借款放款';

/** The limit of `order_title`, in characters (ALI-PHP AlipayFundTransUniTransferModel). */
const TITLE_LENGTH_MAX = 128;

/**
 * The `biz_content` of a transfer: equal for equal instructions, byte for byte, whenever it is
 * written. It holds no time and no chance, so a resend is the original request.
 *
 * The payee's name is always sent. It is mandatory for login ids; for user ids Alipay checks it when
 * it is there, and a wrong digit then ends in a refusal instead of a stranger's pocket.
 */
export function transferContent(settings: AlipaySettings, instruction: Instruction): string {
  const { partnerKey, amount, creditor, remittance } = instruction;
  const { productCode, identityType } = productFor(instruction);
  const text = remittance.trim() === '' ? DEFAULT_TEXT : remittance;
  return JSON.stringify({
    out_biz_no: partnerKey,
    trans_amount: toYuan(amount),
    product_code: productCode,
    biz_scene: BIZ_SCENE,
    order_title: Array.from(text).slice(0, TITLE_LENGTH_MAX).join(''),
    payee_info: {
      identity: creditor.account.value,
      identity_type: identityType,
      name: creditor.name,
      ...cardOf(creditor),
    },
    remark: text,
    ...sceneOf(settings),
  });
}

/** The `biz_content` of an inquiry by our number, which must repeat product and scene. */
export function inquiryContent(instruction: Instruction): string {
  return JSON.stringify({
    out_biz_no: instruction.partnerKey,
    product_code: productFor(instruction).productCode,
    biz_scene: BIZ_SCENE,
  });
}

/** The `biz_content` of the money-free probe: the merchant's own balance. */
export function balanceContent({ payerUserId }: AlipaySettings): string {
  return JSON.stringify({ alipay_user_id: payerUserId, account_type: 'ACCTRANS_ACCOUNT' });
}

/**
 * The capability record admits only the types of the map. Another one is a defect of ours: the word
 * below is none of Alipay's, so the transfer is refused there and not guessed here.
 */
function productFor({ creditor }: Instruction): Product {
  return (
    PRODUCTS.get(creditor.account.type) ?? { productCode: TO_ACCOUNT, identityType: 'UNSUPPORTED' }
  );
}

/** A card needs to say whose it is, and which bank's (a CNAPS number). */
function cardOf({ account }: Instruction['creditor']): object {
  if (account.type !== 'cn_bank_account') return {};
  return { bankcard_ext_info: { account_type: PRIVATE_ACCOUNT, bank_code: account.bank ?? '' } };
}

function sceneOf({ scene }: AlipaySettings): object {
  if (scene === null) return {};
  return { transfer_scene_name: scene.name, transfer_scene_report_infos: scene.report };
}

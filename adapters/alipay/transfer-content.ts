import type { Instruction } from '../../src/contract/adapter.ts';
import type { AccountType } from '../../src/contract/capabilities.ts';
import { toYuan } from './amounts.ts';
import type { AlipaySettings } from './settings.ts';

/** Transfer to an Alipay account without a password: the one product this adapter sells. */
export const PRODUCT_CODE = 'TRANS_ACCOUNT_NO_PWD';

/** The scene of merchant transfers; an inquiry must name the same (PARTNERS.md 2.6). */
export const BIZ_SCENE = 'DIRECT_TRANSFER';

/** Alipay's word for each way to name the payee (PARTNERS.md 2.2). */
export const IDENTITY_TYPES = new Map([
  ['alipay_user_id', 'ALIPAY_USER_ID'],
  ['alipay_logon_id', 'ALIPAY_LOGON_ID'],
] as const satisfies readonly (readonly [AccountType, string])[]);

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
  const text = remittance.trim() === '' ? DEFAULT_TEXT : remittance;
  return JSON.stringify({
    out_biz_no: partnerKey,
    trans_amount: toYuan(amount),
    product_code: PRODUCT_CODE,
    biz_scene: BIZ_SCENE,
    order_title: Array.from(text).slice(0, TITLE_LENGTH_MAX).join(''),
    payee_info: {
      identity: creditor.account.value,
      identity_type: identityTypeOf(creditor.account.type),
      name: creditor.name,
    },
    remark: text,
    ...sceneOf(settings),
  });
}

/** The `biz_content` of an inquiry by our number, which must repeat product and scene. */
export function inquiryContent({ partnerKey }: Instruction): string {
  return JSON.stringify({
    out_biz_no: partnerKey,
    product_code: PRODUCT_CODE,
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
function identityTypeOf(type: AccountType): string {
  const known: ReadonlyMap<string, string> = IDENTITY_TYPES;
  return known.get(type) ?? 'UNSUPPORTED';
}

function sceneOf({ scene }: AlipaySettings): object {
  if (scene === null) return {};
  return { transfer_scene_name: scene.name, transfer_scene_report_infos: scene.report };
}

import type { Instruction } from '../../src/contract/adapter.ts';
import { toYuan } from './amounts.ts';
import type { AlipaySettings } from './settings.ts';
import { BIZ_SCENE, productFor } from './tables/products.ts';

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

/** A card needs to say whose it is, and which bank's (a CNAPS number). */
function cardOf({ account }: Instruction['creditor']): object {
  if (account.type !== 'cn_bank_account') return {};
  return { bankcard_ext_info: { account_type: PRIVATE_ACCOUNT, bank_code: account.bank ?? '' } };
}

function sceneOf({ scene }: AlipaySettings): object {
  if (scene === null) return {};
  return { transfer_scene_name: scene.name, transfer_scene_report_infos: scene.report };
}

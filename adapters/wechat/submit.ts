import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import type { Instruction } from '../../src/contract/adapter.ts';
import { BILLS } from './bills.ts';
import { encryptName } from './name-cipher.ts';
import type { WechatSettings } from './settings.ts';
import type { UnsignedRequest } from './sign.ts';

/** Below 0.30 yuan a transfer must not carry the payee's name (fixtures/wechat/SOURCES.md F3). */
const NAMED_FROM_FEN = 30n;

const REMARK_LENGTH_MAX = 32;

/** The remark is mandatory and the payee sees it; used when the payout has no text of its own. */
const REMARK_DEFAULT = '放款';

/** Orders a transfer from WeChat; not signed yet. */
export function submitRequest(settings: WechatSettings, instruction: Instruction): UnsignedRequest {
  return {
    method: 'POST',
    path: `${BILLS}/transfer`,
    body: transferBody(settings, instruction),
  };
}

/**
 * Writes the body of a pre-authorised transfer (WX-DOC 4014399371).
 *
 * The payee is named by the authorisation and not by the openid, which this call does not take:
 * `out_authorization_no` is the number under which the lender's app obtained the payee's consent.
 * The app must use the payee's openid as that number (28 characters, WeChat allows 32), because
 * nothing else of the payee travels in an instruction. WeChat repeats the openid in its answer, so
 * a wrong authorisation shows as an echo that differs.
 *
 * The name goes out from 0.30 yuan on, although WeChat demands it only from 2000: then WeChat
 * compares it with the payee's real name and refuses rather than pay somebody else.
 */
function transferBody(settings: WechatSettings, instruction: Instruction): string {
  const key = settings.platformKeys.get(settings.platformSerial);
  assert(key !== undefined, 'settings were checked to hold the key that encrypts names');
  const { name } = instruction.creditor;
  return JSON.stringify({
    ...plainFields(settings, instruction),
    ...(carriesName(instruction) ? { user_name: encryptName(name, key) } : {}),
  });
}

/**
 * The business content of a transfer: what the body says, with the digest of the name in place of
 * its ciphertext, which differs each time, and which would put personal data into the journal.
 */
export function transferContent(settings: WechatSettings, instruction: Instruction): string {
  const nameSha256 = createHash('sha256').update(instruction.creditor.name).digest('hex');
  return JSON.stringify({
    ...plainFields(settings, instruction),
    ...(carriesName(instruction) ? { user_name_sha256: nameSha256 } : {}),
  });
}

function plainFields(settings: WechatSettings, { partnerKey, ...instruction }: Instruction) {
  const { amount, creditor, remittance } = instruction;
  assert(amount.currency === 'CNY', 'the capability record allows CNY alone');
  assert(amount.minor <= settings.amountFenMax, 'the capability record bounds the amount');
  return {
    appid: settings.appId,
    out_bill_no: partnerKey,
    transfer_scene_id: settings.sceneId,
    transfer_scene_report_infos: settings.sceneReport,
    out_authorization_no: creditor.account.value,
    // Exact: the bound above is a safe integer.
    transfer_amount: Number(amount.minor),
    transfer_remark: remarkOf(remittance),
    notify_url: settings.notifyUrl,
  };
}

function carriesName({ amount }: Instruction): boolean {
  return amount.minor >= NAMED_FROM_FEN;
}

/** 32 characters of one line; a surrogate pair is one character and is never cut in two. */
function remarkOf(remittance: string): string {
  const line = remittance.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return line === '' ? REMARK_DEFAULT : Array.from(line).slice(0, REMARK_LENGTH_MAX).join('');
}

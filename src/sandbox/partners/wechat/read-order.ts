import { constants, privateDecrypt } from 'node:crypto';

import type { BankOrder } from '../../bank/bank.ts';
import {
  brokenFields,
  canonicalText,
  type Fields,
  readFields,
  textOf,
} from '../../server/json-fields.ts';
import type { WechatKeys } from './keys.ts';
import { type WechatError, wechatError } from './errors.ts';

/** Names are forbidden below 0.30 yuan and mandatory from 2000 yuan. */
const NAMED_FROM_FEN = 30;
const NAME_NEEDED_FROM_FEN = 200_000;

const FEN_MIN = 10;

/**
 * Reads the body of a transfer to a payee who authorised it: an order for the bank, or the error.
 *
 * This simulated partner knows its users by openid and lets each authorise under his openid as the
 * merchant's authorisation number, so the number names the payee.
 */
export function readTransfer(
  keys: WechatKeys,
  body: string,
  encryptedWithSerial: string,
): BankOrder | WechatError {
  const fields = readFields(body);
  const faults = fields === null ? ['请求体'] : faultsOf(fields);
  if (fields === null || faults.length > 0) return paramError(`参数错误：${faults.join('、')}`);
  if (fields.get('appid') !== keys.appId) {
    return wechatError('APPID_MCHID_NOT_MATCH', 'appid 与商户号不匹配');
  }
  const fen = Number(fields.get('transfer_amount'));
  const sealedName = textOf(fields, 'user_name');
  const name = sealedName === '' ? '' : openName(keys, sealedName, encryptedWithSerial);
  if (name === null) return paramError('user_name 解密失败');
  if (name === '' && fen >= NAME_NEEDED_FROM_FEN) return paramError('2000 元及以上必须传入姓名');
  if (name !== '' && fen < NAMED_FROM_FEN) return paramError('0.3 元以下不能传入姓名');

  const plain = [...fields].filter(([field]) => field !== 'user_name');
  return {
    reference: textOf(fields, 'out_bill_no'),
    amountMinor: BigInt(fen),
    currency: 'CNY',
    creditorAccount: textOf(fields, 'out_authorization_no'),
    creditorName: name,
    content: canonicalText(new Map(plain)),
    text: textOf(fields, 'transfer_remark'),
  };
}

/** True for the error, which alone has a status. */
export function isWechatError(result: BankOrder | WechatError): result is WechatError {
  return 'status' in result;
}

function faultsOf(fields: Fields): readonly string[] {
  const fen = fields.get('transfer_amount');
  return brokenFields([
    ['appid', isText(fields, 'appid', /^.{1,32}$/)],
    ['out_bill_no', isText(fields, 'out_bill_no', /^[0-9A-Za-z]{1,32}$/)],
    ['transfer_scene_id', isText(fields, 'transfer_scene_id', /^.{1,36}$/)],
    ['transfer_scene_report_infos', Array.isArray(fields.get('transfer_scene_report_infos'))],
    ['out_authorization_no', isText(fields, 'out_authorization_no', /^[0-9A-Za-z_-]{1,32}$/)],
    ['transfer_amount', Number.isSafeInteger(fen) && Number(fen) >= FEN_MIN],
    ['transfer_remark', isText(fields, 'transfer_remark', /^[^\p{Cc}]{1,32}$/u)],
    ['notify_url', isText(fields, 'notify_url', /^https:\/\/[^?#]+$/)],
  ]);
}

/**
 * Decrypts a payee's name: OAEP with SHA-1, under the platform key that the request's
 * `Wechatpay-Serial` names; `null` when it cannot.
 */
export function openName(keys: WechatKeys, sealed: string, serial: string): string | null {
  const key = keys.platformKeys.find((candidate) => candidate.name === serial);
  if (key === undefined) return null;
  try {
    return privateDecrypt(
      {
        key: key.privateKey,
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash: 'sha1',
      },
      Buffer.from(sealed, 'base64'),
    ).toString('utf8');
  } catch {
    return null;
  }
}

function isText(fields: Fields, name: string, pattern: RegExp): boolean {
  const value = fields.get(name);
  return typeof value === 'string' && pattern.test(value);
}

function paramError(message: string): WechatError {
  return wechatError('PARAM_ERROR', message);
}

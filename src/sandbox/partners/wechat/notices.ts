import { createCipheriv, createHash } from 'node:crypto';

import type { BankInstruction } from '../../bank/bank.ts';
import { beijingTime, showBill } from './show-order.ts';
import type { WechatKeys } from './keys.ts';

const ASSOCIATED_DATA = 'mch_payment';

/**
 * Writes the notice MCHTRANSFER.BILL.FINISHED: the bill inside is encrypted with the APIv3 key,
 * AES-256-GCM, its 16-byte tag at the end of the ciphertext.
 *
 * `nonce` has 12 characters and must be fresh. The notice's id depends on the bill and its state
 * alone, so that a repeat carries the id of the first delivery.
 */
export function billNotice(keys: WechatKeys, instruction: BankInstruction, nonce: string): string {
  const { reference, status, changedAtMs } = instruction;
  const bill = JSON.stringify(showBill(keys, instruction, 'inquired'));
  const told = { id: noticeId(`${reference} ${status}`), atMs: changedAtMs };
  return sealedNotice(keys, bill, told, nonce);
}

/** Puts a bill's text, whatever it says, into a notice. */
export function sealedNotice(
  keys: WechatKeys,
  bill: string,
  told: { readonly id: string; readonly atMs: number },
  nonce: string,
): string {
  const cipher = createCipheriv('aes-256-gcm', keys.apiV3Key, Buffer.from(nonce, 'utf8'));
  cipher.setAAD(Buffer.from(ASSOCIATED_DATA, 'utf8'));
  const sealed = [cipher.update(bill, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return JSON.stringify({
    id: told.id,
    create_time: beijingTime(told.atMs),
    resource_type: 'encrypt-resource',
    event_type: 'MCHTRANSFER.BILL.FINISHED',
    summary: '商家转账单据终态通知',
    resource: {
      original_type: 'mch_payment',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: Buffer.concat(sealed).toString('base64'),
      associated_data: ASSOCIATED_DATA,
      nonce,
    },
  });
}

/** 36 characters in the shape of a UUID. */
function noticeId(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [0, 8, 12, 16, 20]
    .map((start, index) => hex.slice(start, [8, 12, 16, 20, 32][index]))
    .join('-');
}

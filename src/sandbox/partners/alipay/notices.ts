import { createHash } from 'node:crypto';

import type { BankInstruction } from '../../bank/bank.ts';
import type { SandboxCallback } from '../sandbox-partner.ts';
import { showOrder } from './show-order.ts';
import { type Signing, signatureOf } from './sign-answer.ts';

/** What a notice is made from. */
export interface NoticeOptions {
  readonly url: string;
  readonly appId: string;
  readonly instruction: BankInstruction;
  readonly nowMs: number;
  readonly signing: Signing;
}

/**
 * The message `alipay.fund.trans.order.changed` about one final status: a form, signed over all
 * fields but `sign`, with `sign_type` among them. Redeliveries keep their `notify_id`.
 */
export function orderNotice(options: NoticeOptions): SandboxCallback {
  const { url, appId, instruction, nowMs, signing } = options;
  const bizContent = JSON.stringify({
    ...showOrder(instruction),
    product_code: isCard(instruction) ? 'TRANS_BANKCARD_NO_PWD' : 'TRANS_ACCOUNT_NO_PWD',
    biz_scene: 'DIRECT_TRANSFER',
  });
  const notifyId = notifyIdOf(instruction);
  return { url, ...signedForm({ notifyId, appId, bizContent, nowMs }, signing) };
}

/** The form around a `biz_content`, whatever it says. */
export function signedForm(
  told: {
    readonly notifyId: string;
    readonly appId: string;
    readonly bizContent: string;
    readonly nowMs: number;
  },
  signing: Signing,
): Omit<SandboxCallback, 'url'> {
  const form = new URLSearchParams({
    notify_id: told.notifyId,
    utc_timestamp: String(told.nowMs),
    msg_method: 'alipay.fund.trans.order.changed',
    app_id: told.appId,
    version: '1.1',
    biz_content: told.bizContent,
    sign_type: 'RSA2',
    charset: 'UTF-8',
  });
  // By name and not by line: `a=` comes before `a1=`, although `=` comes after `1`.
  const names = [...form.keys()].toSorted();
  const text = names.map((name) => `${name}=${form.get(name) ?? ''}`).join('&');
  if (signing.manner !== 'none') {
    const signedAs = signing.manner === 'wrong' ? `${text} ` : text;
    form.set('sign', signatureOf(signedAs, signing.key.privateKey));
  }
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
    body: form.toString(),
  };
}

/** Derived from the change it tells of, so that every delivery of one event carries one id. */
function notifyIdOf({ bankReference, status, changedAtMs }: BankInstruction): string {
  const key = JSON.stringify([bankReference, status, changedAtMs]);
  const day = new Date(changedAtMs).toISOString().slice(0, 10).replaceAll('-', '');
  return `${day}${createHash('sha256').update(key).digest('hex').slice(0, 26)}`;
}

/** Card numbers are digits and never begin like an Alipay account or a mobile number. */
function isCard({ creditorAccount }: BankInstruction): boolean {
  return /^\d{8,32}$/.test(creditorAccount) && !/^(?:2088\d{12}|1\d{10})$/.test(creditorAccount);
}

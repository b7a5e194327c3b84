import { createCipheriv, createPrivateKey, sign } from 'node:crypto';

import { createWechat } from '../../../adapters/wechat/adapter.ts';
import type { Instruction, PartnerAdapter, Stamp } from '../../../src/contract/adapter.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';

/** The moment of every test: 2026-11-24, 09:00 in Beijing. */
export const NOW_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

export const FIXTURES = new URL('../../../fixtures/', import.meta.url);

/** One key, one account, one name: what the tests pay with. */
export const INSTRUCTION: Instruction = {
  partnerKey: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  amount: { currency: 'CNY', minor: 12_345n },
  creditor: {
    name: '演示用户',
    account: { type: 'wechat_openid', value: 'oDEMO-only_openid_0000000001' },
  },
  remittance: '借款到账',
  intentAtMs: NOW_MS,
  partnerReference: null,
  supersededReferences: [],
};

export const STAMP: Stamp = { nowMs: NOW_MS, nonce: '0123456789abcdef0123456789abcdef' };

export const secret = demoSecret('wechat', FIXTURES);

/** The demo secrets, some of them replaced. */
export function secretWith(changes: Readonly<Record<string, string>>): (name: string) => string {
  return (name) => changes[name] ?? secret(name);
}

export function demoAdapter(changes: Readonly<Record<string, string>> = {}): PartnerAdapter {
  return createWechat(secretWith(changes));
}

const PRIVATE_KEYS = new Map(
  Object.entries(JSON.parse(secret('PLATFORM_PRIVATE_KEYS')) as Record<string, string>),
);

/** The serials of the demo platform's keys: the one in use, and the next one. */
export const SERIALS = [...PRIVATE_KEYS.keys()];

export interface SigningChoice {
  readonly serial?: string;
  readonly atMs?: number;
  readonly prefix?: string;
}

/** Signs a body as WeChat does. Written out here again, so that a common mistake cannot hide. */
export function signedHeaders(body: string, choice: SigningChoice = {}): Record<string, string> {
  const serial = choice.serial ?? SERIALS[0] ?? '';
  const timestamp = String(Math.floor((choice.atMs ?? NOW_MS) / 1000));
  const nonce = 'c5ac7061fccab6bf3e254dcf98995b8c';
  const key = createPrivateKey(PRIVATE_KEYS.get(serial) ?? '');
  const text = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`, 'utf8');
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': `${choice.prefix ?? ''}${sign('sha256', text, key).toString('base64')}`,
  };
}

export function signedReply(status: number, json: unknown, choice?: SigningChoice): PartnerReply {
  const body = JSON.stringify(json);
  return { status, headers: signedHeaders(body, choice), body };
}

/** A bill as WeChat answers it for {@link INSTRUCTION}. */
export function bill(state: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    mch_id: '1900000001',
    out_bill_no: INSTRUCTION.partnerKey,
    transfer_bill_no: '1330000071100999991182020050700019480001',
    appid: 'wxdemo0000000000001',
    state,
    transfer_amount: 12_345,
    transfer_remark: '借款到账',
    openid: INSTRUCTION.creditor.account.value,
    create_time: '2026-11-24T09:00:00+08:00',
    update_time: '2026-11-24T09:00:01+08:00',
    ...changes,
  };
}

export const ECHO = {
  partnerKey: INSTRUCTION.partnerKey,
  amount: INSTRUCTION.amount,
  account: INSTRUCTION.creditor.account.value,
};

/** Encrypts a resource as WeChat does: AES-256-GCM, the tag at the end. */
export function sealedResource(resource: unknown, nonce = '61f9c719728a') {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(secret('API_V3_KEY')), nonce);
  cipher.setAAD(Buffer.from('mch_payment'));
  const parts = [cipher.update(JSON.stringify(resource), 'utf8'), cipher.final()];
  return {
    original_type: 'mch_payment',
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: Buffer.concat([...parts, cipher.getAuthTag()]).toString('base64'),
    associated_data: 'mch_payment',
    nonce,
  };
}

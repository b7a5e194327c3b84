import { createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { createAlipay } from '../../../adapters/alipay/adapter.ts';
import { certificateSn } from '../../../adapters/alipay/certificate.ts';
import type { Instruction, PartnerAdapter } from '../../../src/contract/adapter.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';

/** The folder of Alipay's fixtures. */
export const FIXTURES = new URL('../../../fixtures/alipay/', import.meta.url);

/** When the fixtures were made: 2026-11-24 09:00:00 in Beijing. */
export const AT_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

/** The payout of every fixture. */
export const INSTRUCTION: Instruction = {
  partnerKey: 'BREAKWATERFIXTURE234567ABCDEFGHI',
  amount: { currency: 'CNY', minor: 12_345n },
  creditor: {
    name: '演示用户',
    account: { type: 'alipay_user_id', value: '2088000000000042' },
  },
  remittance: '借款到账',
  intentAtMs: AT_MS,
  partnerReference: null,
  supersededReferences: [],
};

export const STAMP = { nowMs: AT_MS, nonce: '0'.repeat(32) } as const;

/** Reads one demo secret; throws when there is none under the name. */
export function demoSecret(name: string): string {
  return readFileSync(new URL(`demo/${name}`, FIXTURES), 'utf8').trim();
}

/** An adapter on the demo secrets, some of them replaced. */
export function demoAdapter(replaced: Readonly<Record<string, string>> = {}): PartnerAdapter {
  return createAlipay((name) => replaced[name] ?? demoSecret(name));
}

/** Alipay's side of the demo: a signing key and the serial number of its certificate. */
export interface DemoKey {
  readonly privateKey: KeyObject;
  readonly certSn: string;
}

export const CURRENT_KEY = demoKey('ALIPAY_PRIVATE_KEY', 'ALIPAY_CERT');
export const NEXT_KEY = demoKey('ALIPAY_NEXT_PRIVATE_KEY', 'ALIPAY_NEXT_CERT');

function demoKey(privateName: string, certName: string): DemoKey {
  return {
    privateKey: createPrivateKey(demoSecret(privateName)),
    certSn: certificateSn(new X509Certificate(demoSecret(certName))),
  };
}

/** RSA2 with Alipay's key, base64. */
export function signAs(key: DemoKey, text: string): string {
  return sign('RSA-SHA256', Buffer.from(text, 'utf8'), key.privateKey).toString('base64');
}

/** The envelope of a signed answer around the exact text of a node. */
export function envelope(nodeName: string, node: string, key: DemoKey = CURRENT_KEY): string {
  return `{"${nodeName}":${node},"alipay_cert_sn":"${key.certSn}","sign":"${signAs(key, node)}"}`;
}

export const TRANSFER_NODE = 'alipay_fund_trans_uni_transfer_response';
export const QUERY_NODE = 'alipay_fund_trans_common_query_response';
export const BALANCE_NODE = 'alipay_fund_account_query_response';

/** A reply as the gateway sends it: HTTP 200 that declares HTML. */
export function reply(body: string, status = 200): PartnerReply {
  return { status, headers: { 'content-type': 'text/html;charset=utf-8' }, body };
}

/** The signed answer to a transfer or an inquiry with these fields in its node. */
export function signedReply(
  nodeName: string,
  fields: Readonly<Record<string, unknown>>,
  key: DemoKey = CURRENT_KEY,
): PartnerReply {
  return reply(envelope(nodeName, JSON.stringify(fields), key));
}

/** A business failure with a `sub_code`. */
export function businessFailure(subCode: string): Readonly<Record<string, string>> {
  return {
    code: '40004',
    msg: 'Business Failed',
    sub_code: subCode,
    sub_msg: '演示',
    out_biz_no: INSTRUCTION.partnerKey,
  };
}

/** A signed message of the message service, as a form. */
export function message(
  fields: Readonly<Record<string, string>>,
  key: DemoKey = CURRENT_KEY,
): string {
  const form = new URLSearchParams({
    notify_id: '2026112400222090001000000000000001',
    utc_timestamp: String(AT_MS),
    msg_method: 'alipay.fund.trans.order.changed',
    app_id: demoSecret('APP_ID'),
    version: '1.1',
    charset: 'UTF-8',
    sign_type: 'RSA2',
    ...fields,
  });
  const lines = [...form.keys()].toSorted().map((name) => `${name}=${form.get(name) ?? ''}`);
  form.set('sign', signAs(key, lines.join('&')));
  return form.toString();
}

/** The `biz_content` of a message about the fixtures' payout. */
export function orderMessage(fields: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    out_biz_no: INSTRUCTION.partnerKey,
    order_id: '20261124020000000000000042',
    product_code: 'TRANS_ACCOUNT_NO_PWD',
    biz_scene: 'DIRECT_TRANSFER',
    trans_amount: '123.45',
    ...fields,
  });
}

import { sign } from 'node:crypto';

import type { NamedKey } from '../../server/signing-keys.ts';

/** How WeChat spoils a signature on purpose to see whether the merchant verifies. */
const SIGNTEST = 'WECHATPAY/SIGNTEST/';

/** How a message is signed: truly, or in one of the ways a merchant must not accept. */
export interface Signing {
  /** Named by its serial. */
  readonly key: NamedKey;
  readonly nowMs: number;
  readonly nonce: string;
  readonly manner: 'true' | 'none' | 'wrong' | 'signTest';
}

/** Writes the `Wechatpay-*` headers over a body: timestamp, nonce and body, a line feed each. */
export function signatureHeaders(
  body: string,
  { key, nowMs, nonce, manner }: Signing,
): Readonly<Record<string, string>> {
  if (manner === 'none') return {};
  const timestamp = String(Math.floor(nowMs / 1000));
  const spoilt = manner === 'wrong' ? 'x' : '';
  const text = Buffer.from(`${timestamp}\n${nonce}\n${body}${spoilt}\n`, 'utf8');
  const signature = sign('sha256', text, key.privateKey).toString('base64');
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': key.name,
    'wechatpay-signature': manner === 'signTest' ? SIGNTEST + signature : signature,
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

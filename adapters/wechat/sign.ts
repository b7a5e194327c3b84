import { sign } from 'node:crypto';

import type { Stamp } from '../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../src/contract/exchange.ts';
import type { WechatSettings } from './settings.ts';

/**
 * The scheme of a request's signature: SHA256withRSA, PKCS#1 v1.5 (fixtures/wechat/SOURCES.md F2).
 */
const SCHEME = 'WECHATPAY2-SHA256-RSA2048';

const USER_AGENT = 'breakwater/0.1 (payout gateway)';

/** A request before it is signed: exactly what will stand on the wire. */
export interface UnsignedRequest {
  readonly method: PartnerRequest['method'];
  /** Path and query as sent. */
  readonly path: string;
  readonly body?: string;
}

/**
 * Signs a request as the merchant and adds the headers WeChat Pay insists on.
 *
 * Signed are method, path with query, Unix seconds, nonce and body, each ended by a line feed, the
 * last one too (fixtures/wechat/SOURCES.md F2). The signature covers the body's exact bytes, so the
 * body must reach the wire as it is here. `Wechatpay-Serial` names the platform key that encrypted
 * the name and asks for answers under the same key.
 */
export function signRequest(
  settings: WechatSettings,
  request: UnsignedRequest,
  { nowMs, nonce }: Stamp,
): PartnerRequest {
  const timestamp = String(Math.floor(nowMs / 1000));
  const { method, path, body } = request;
  const text = `${[method, path, timestamp, nonce, body ?? ''].join('\n')}\n`;
  const signature = sign('sha256', Buffer.from(text, 'utf8'), settings.mchPrivateKey);
  const parameters = [
    ['mchid', settings.mchId],
    ['nonce_str', nonce],
    ['timestamp', timestamp],
    ['serial_no', settings.mchSerial],
    ['signature', signature.toString('base64')],
  ];
  const authorization = parameters.map(([name, value]) => `${name}="${value}"`).join(',');
  return {
    ...request,
    headers: {
      accept: 'application/json',
      authorization: `${SCHEME} ${authorization}`,
      'user-agent': USER_AGENT,
      'wechatpay-serial': settings.platformSerial,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  };
}

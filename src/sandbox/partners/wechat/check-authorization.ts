import { verify } from 'node:crypto';

import type { SandboxRequest } from '../messages.ts';
import type { WechatKeys } from './keys.ts';

const SCHEME = 'WECHATPAY2-SHA256-RSA2048 ';
const SKEW_SECONDS_MAX = 300;
const PARAMETERS = ['mchid', 'nonce_str', 'timestamp', 'serial_no', 'signature'] as const;

/**
 * Says what is wrong with a request's `Authorization`, or `null` when the merchant signed it.
 *
 * The merchant signs method, path with query, timestamp, nonce and body, each with a line feed
 * after it. The parameters may stand in any order, each once.
 */
export function authorizationFault(
  keys: WechatKeys,
  { method, path, headers, body }: SandboxRequest,
  nowMs: number,
): string | null {
  const header = headers['authorization'] ?? '';
  if (!header.startsWith(SCHEME)) return 'Authorization 认证类型不正确';
  const parameters = new Map(
    header
      .slice(SCHEME.length)
      .split(',')
      .map((pair) => {
        const [, name = '', value = ''] = /^\s*([a-z_]+)="([^"]*)"\s*$/.exec(pair) ?? [];
        return [name, value] as const;
      }),
  );
  const [mchId, nonce, timestamp = '', serial, signature = ''] = PARAMETERS.map((name) =>
    parameters.get(name),
  );
  if (parameters.size !== PARAMETERS.length || nonce === '') return 'Authorization 参数不完整';
  if (mchId !== keys.mchId || serial !== keys.mchSerial) return '商户号与证书序列号不匹配';
  const skewSeconds = Math.abs(Math.floor(nowMs / 1000) - Number(timestamp));
  if (!/^\d{10}$/.test(timestamp) || skewSeconds > SKEW_SECONDS_MAX) return '时间戳已过期';
  const text = `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`;
  const genuine = verify(
    'sha256',
    Buffer.from(text, 'utf8'),
    keys.mchPublicKey,
    Buffer.from(signature, 'base64'),
  );
  return genuine ? null : '签名错误';
}

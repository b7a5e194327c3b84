import {
  canonicalText,
  type Fields,
  fieldsIn,
  readFields,
  textOf,
} from '../../server/json-fields.ts';
import type { SandboxRequest } from '../messages.ts';
import { msOf } from './clock.ts';
import type { CmbKeys } from './keys.ts';
import { type Dialect, PLACEHOLDER } from './dialects.ts';

/** A request that came in, or the complaint that it is sent away with, in clear. */
export type RequestReading =
  | {
      readonly kind: 'request';
      readonly dialect: Dialect;
      readonly funcode: string;
      readonly reqid: string;
      readonly body: Fields;
    }
  | { readonly kind: 'complaint'; readonly text: string };

/** How far the signature's time may be from the bank's: one hour (fixtures/cmb/SOURCES.md F2). */
const SKEW_MS_MAX = 3_600_000;

/** 17 digits of time, 18 to 51 characters in all (fixtures/cmb/SOURCES.md F2). */
const REQID = /^\d{17}[0-9A-Za-z]{1,34}$/;

/**
 * Lets a request in: the form, the key, the user's signature over the sorted text, its age, and
 * whether the form says outside what the message says inside (fixtures/cmb/SOURCES.md F1).
 */
export function readRequest(
  keys: CmbKeys,
  { body: form }: SandboxRequest,
  nowMs: number,
): RequestReading {
  const parameters = new URLSearchParams(form);
  const outside = (name: string) => parameters.get(name) ?? '';
  const dialect = dialectOf(keys, parameters);
  if (dialect === null) return complaint('不支持的加密方式');
  if (outside('UID') !== keys.userId) return complaint('用户不存在');
  const text = dialect.open(outside('DATA'));
  const message = text === null ? null : readFields(text);
  if (message === null) return complaint('报文解密失败');

  const signature = fieldsIn(message, 'signature');
  const unsigned = new Map([...signature, ['sigdat', PLACEHOLDER]]);
  const signed = canonicalText(new Map([...message, ['signature', unsigned]]));
  if (!dialect.isFromUser(signed, textOf(signature, 'sigdat'))) return complaint('验签失败');
  const ageMs = Math.abs(nowMs - msOf(textOf(signature, 'sigtim')));
  if (!(ageMs <= SKEW_MS_MAX)) return complaint('签名时间与服务器时间相差超过一小时');

  const request = fieldsIn(message, 'request');
  const head = fieldsIn(request, 'head');
  const [funcode, reqid] = [textOf(head, 'funcode'), textOf(head, 'reqid')];
  const isSame = dialect === keys.rsa || outside('FUNCODE') === funcode;
  if (textOf(head, 'userid') !== keys.userId || !isSame) return complaint('报文头与表单不一致');
  if (!REQID.test(reqid)) return complaint('请求编号格式不正确');
  return { kind: 'request', dialect, funcode, reqid, body: fieldsIn(request, 'body') };
}

/** The older dialect's form has neither ALG nor FUNCODE. */
function dialectOf(keys: CmbKeys, parameters: URLSearchParams): Dialect | null {
  const alg = parameters.get('ALG');
  if (alg === null) return keys.rsa;
  return alg === 'SM' ? keys.sm : null;
}

function complaint(text: string): RequestReading {
  return { kind: 'complaint', text };
}

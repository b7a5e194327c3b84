import { type KeyObject, verify } from 'node:crypto';

/**
 * What a signature is worth. `probe` is WeChat's own deliberate test (SIGNTEST): refused like any
 * wrong signature, but neither an attack nor an outage. Only `genuine` may decide about money.
 */
export type Verification =
  | { readonly kind: 'genuine' }
  | { readonly kind: 'probe' }
  | { readonly kind: 'rejected'; readonly detail: string };

/** A message that claims to come from WeChat Pay: an answer or a callback. */
export interface SignedMessage {
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How far WeChat's clock and ours may be apart, in seconds (fixtures/wechat/SOURCES.md F2). */
const SKEW_SECONDS_MAX = 300;

/** WeChat now and then sends signatures that begin like this, to see them refused. */
const SIGNTEST = 'WECHATPAY/SIGNTEST/';

/** The only scheme we hold keys for; a merchant on SM2 would be answered with another. */
const SIGNATURE_TYPE = 'WECHATPAY2-SHA256-RSA2048';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const REQUIRED = [
  'wechatpay-timestamp',
  'wechatpay-nonce',
  'wechatpay-serial',
  'wechatpay-signature',
] as const;

/**
 * Verifies the `Wechatpay-*` headers of a message against the keys that are valid now.
 *
 * The signature covers timestamp, nonce and body, each ended by a line feed. The serial picks the
 * key, so both sides of a rotation verify. It does not cover the HTTP status or the request: what
 * an answer is about must be read from its body and held against what was asked. Never throws; the
 * detail tells what is wrong and quotes nothing.
 */
export function verifyMessage(
  platformKeys: ReadonlyMap<string, KeyObject>,
  { headers, body }: SignedMessage,
  nowMs: number,
): Verification {
  const missing = REQUIRED.filter((name) => (headerOf(headers, name) ?? '') === '');
  if (missing.length > 0) return rejected(`not signed: ${missing.join(', ')} missing`);
  const [timestamp = '', nonce = '', serial = '', signature = ''] = REQUIRED.map((name) =>
    headerOf(headers, name),
  );
  if (signature.startsWith(SIGNTEST)) return { kind: 'probe' };
  const type = headerOf(headers, 'wechatpay-signature-type') ?? SIGNATURE_TYPE;
  if (type !== SIGNATURE_TYPE) return rejected('signed in a scheme we hold no key for');
  if (!/^[0-9]{1,12}$/.test(timestamp)) return rejected('the timestamp is not Unix seconds');
  const skewSeconds = Math.abs(Math.floor(nowMs / 1000) - Number(timestamp));
  if (skewSeconds > SKEW_SECONDS_MAX) return rejected('the timestamp is more than 300 s off');
  // Node's decoder stops at the padding and forgives what follows; two signatures are not one.
  if (!BASE64.test(signature)) return rejected('the signature is not base64');
  const key = platformKeys.get(serial);
  if (key === undefined) return rejected('signed with a key we do not know');
  const text = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`, 'utf8');
  const genuine = verify('sha256', text, key, Buffer.from(signature, 'base64'));
  return genuine ? { kind: 'genuine' } : rejected('the signature does not match');
}

function headerOf(headers: SignedMessage['headers'], name: string): string | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined;
}

function rejected(detail: string): Verification {
  return { kind: 'rejected', detail };
}

import { sign, verify, type KeyObject } from 'node:crypto';

/** SHA-256 with RSA, PKCS #1 v1.5: what Alipay calls RSA2. */
const RSA2 = 'RSA-SHA256';

/**
 * The text that a request's or a notification's signature covers: every parameter but `sign` and
 * the empty ones, sorted by name (ASCII), as `name=value` joined with `&`, values not URL-encoded.
 *
 * `sign_type` stays in: requests always sign it, and so does the message family of
 * `alipay.fund.trans.order.changed` ("rsaCheckV2"; fixtures/alipay/SOURCES.md F2).
 */
export function signedText(parameters: Iterable<readonly [name: string, value: string]>): string {
  return [...parameters]
    .filter(([name, value]) => name !== 'sign' && value !== '')
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** Signs a text with RSA2; base64. */
export function signRsa2(text: string, privateKey: KeyObject): string {
  return sign(RSA2, Buffer.from(text, 'utf8'), privateKey).toString('base64');
}

/** True when `signature`, in base64, is an RSA2 signature of the text under the key. */
export function verifyRsa2(text: string, signature: string, publicKey: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64');
  return verify(RSA2, Buffer.from(text, 'utf8'), publicKey, bytes);
}

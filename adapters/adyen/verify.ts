import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** 32 bytes in base64, in the one spelling they have. */
const SIGNATURE = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/**
 * True when one of the keys signed the body: HMAC-SHA256 over its bytes as they came, in base64
 * (Adyen's `HmacValidator.validateHMACSignature`). Takes the same time for every wrong signature
 * of the right length.
 */
export function isSigned(hmacKeys: readonly Buffer[], body: string, signature: string): boolean {
  if (!SIGNATURE.test(signature)) return false;
  const given = Buffer.from(signature, 'base64');
  return hmacKeys.some((key) =>
    timingSafeEqual(createHmac('sha256', key).update(body, 'utf8').digest(), given),
  );
}

/**
 * True when the header is the agreed one, or none is agreed. Digests are compared, so that neither
 * length nor content shows in the time it takes.
 */
export function isAuthorized(agreed: string | null, header: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
  return agreed === null || timingSafeEqual(digest(agreed), digest(header));
}

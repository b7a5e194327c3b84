import { constants, type KeyObject, publicEncrypt } from 'node:crypto';

/**
 * Encrypts the payee's name for WeChat Pay: RSA-OAEP with SHA-1 and MGF1-SHA-1, base64
 * (fixtures/wechat/SOURCES.md F2; WX-GO utils/rsa_crypto.go).
 *
 * OAEP is random: two calls give two texts for one name. So the ciphertext is part of a request's
 * envelope and never of its business content. A 2048-bit key holds 214 bytes, 71 Chinese
 * characters; a longer name is cut there, and WeChat, which compares it with the payee's, refuses
 * it rather than pay somebody else.
 */
export function encryptName(name: string, platformKey: KeyObject): string {
  const bytes = cut(name, capacityBytes(platformKey));
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return publicEncrypt({ key: platformKey, padding, oaepHash: 'sha1' }, bytes).toString('base64');
}

/** OAEP spends two hashes and two bytes of the modulus (RFC 8017, 7.1.1). */
function capacityBytes(key: KeyObject): number {
  const modulusBits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return Math.floor(modulusBits / 8) - 2 * 20 - 2;
}

/** The longest beginning of whole characters that fits. */
function cut(text: string, bytesMax: number): Buffer {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytesMax));
  return Buffer.from(text.slice(0, read), 'utf8');
}

import { createCipheriv, createDecipheriv } from 'node:crypto';

/** A symmetric cipher of OpenSSL's with its key; `iv` is `null` where the mode has none. */
export interface Cipher {
  readonly name: 'aes-256-ecb' | 'sm4-cbc' | 'sm4-ctr';
  readonly key: Buffer;
  readonly iv: Buffer | null;
}

/** Encrypts UTF-8 text; PKCS#7 padding where the mode needs any; base64. */
export function encryptText({ name, key, iv }: Cipher, text: string): string {
  const cipher = createCipheriv(name, key, iv);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

/** Decrypts to UTF-8 text; `null` when the padding or the length shows another key. */
export function decryptText({ name, key, iv }: Cipher, sealed: Buffer): string | null {
  try {
    const decipher = createDecipheriv(name, key, iv);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    // OpenSSL's reason would only help somebody who guesses at paddings.
    return null;
  }
}

import { type KeyObject, sign, verify } from 'node:crypto';

import { type Cipher, decryptText, encryptText } from './ciphers.ts';
import { bytesOf, type Suite } from './suite.ts';

/** The keys of the older dialect. */
export interface RsaKeys {
  readonly userPrivateKey: KeyObject;
  /** Every key of the bank's that is valid now. */
  readonly bankPublicKeys: readonly KeyObject[];
  /** 32 bytes. */
  readonly aesKey: Buffer;
}

/**
 * The older dialect: SHA-256 with RSA (PKCS#1 v1.5) and AES-256-ECB with PKCS#7.
 *
 * ECB shows which blocks of a message repeat; TLS has to hide that. How notices are protected in
 * this dialect is published nowhere: assumed to be as its answers are.
 */
export function createRsaSuite({ userPrivateKey, bankPublicKeys, aesKey }: RsaKeys): Suite {
  const cipher: Cipher = { name: 'aes-256-ecb', key: aesKey, iv: null };
  const isSigned = (text: string, signature: string): boolean => {
    const bytes = bytesOf(signature);
    if (bytes === null) return false;
    const signed = Buffer.from(text, 'utf8');
    return bankPublicKeys.some((key) => verify('sha256', signed, key, bytes));
  };
  const open = (sealed: string): string | null => {
    const bytes = bytesOf(sealed);
    return bytes === null ? null : decryptText(cipher, bytes);
  };
  return {
    alg: null,
    sign: (text) => sign('sha256', Buffer.from(text, 'utf8'), userPrivateKey).toString('base64'),
    verify: isSigned,
    encrypt: (text) => encryptText(cipher, text),
    decrypt: open,
    notices: { verify: isSigned, decrypt: open },
  };
}

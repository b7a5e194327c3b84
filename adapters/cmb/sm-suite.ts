import { sm2 } from 'sm-crypto-v2';

import { type Cipher, decryptText, encryptText } from './ciphers.ts';
import { bytesOf, type Suite, vectorOf } from './suite.ts';

/** The keys of the national dialect. SM2 keys are hexadecimal: 64 digits, or `04` and 128. */
export interface SmKeys {
  readonly userId: string;
  readonly userPrivateKey: string;
  readonly userPublicKey: string;
  /** Every key of the bank's that is valid now. */
  readonly bankPublicKeys: readonly string[];
  /** 16 bytes. */
  readonly sm4Key: Buffer;
  /** The bank signs notices with another pair than answers. */
  readonly noticePublicKeys: readonly string[];
  /** 16 bytes, another key than `sm4Key`. */
  readonly noticeKey: Buffer;
}

/**
 * Notices are signed under the standard's default id, whoever receives them
 * (fixtures/cmb/SOURCES.md F2).
 */
const NOTICE_SIGNER_ID = '1234567812345678';

/** `r` and `s`, 32 bytes each. */
const SIGNATURE_BYTES = 64;

/**
 * The national dialect: SM2 with SM3 (GB/T 32918), SM4-CBC with PKCS#7; notices in SM4-CTR.
 *
 * SM4 is OpenSSL's. SM2 is sm-crypto-v2's, because OpenSSL signs under an id that Node cannot set.
 */
export function createSmSuite(keys: SmKeys): Suite {
  const userVector = vectorOf(keys.userId);
  const bankKeys = keys.bankPublicKeys.map(prepared);
  const noticeKeys = keys.noticePublicKeys.map(prepared);
  const cipher: Cipher = {
    name: 'sm4-cbc',
    key: keys.sm4Key,
    iv: Buffer.from(userVector, 'utf8'),
  };
  return {
    alg: 'SM',
    sign(text) {
      const options = { hash: true, userId: userVector, publicKey: keys.userPublicKey };
      return Buffer.from(sm2.doSignature(text, keys.userPrivateKey, options), 'hex').toString(
        'base64',
      );
    },
    verify: (text, signature) => isSigned(text, signature, bankKeys, userVector),
    encrypt: (text) => encryptText(cipher, text),
    decrypt: (sealed) => open(cipher, sealed),
    notices: {
      verify: (text, signature) => isSigned(text, signature, noticeKeys, NOTICE_SIGNER_ID),
      decrypt(sealed, corpNbr) {
        const iv = Buffer.from(vectorOf(corpNbr), 'utf8');
        return iv.length === 16 ? open({ name: 'sm4-ctr', key: keys.noticeKey, iv }, sealed) : null;
      },
    },
  };
}

/** True for a point of the curve, in hexadecimal: only such a key verifies anything. */
export function isPoint(publicKey: string): boolean {
  try {
    return sm2.verifyPublicKey(publicKey);
  } catch {
    return false;
  }
}

/** True when the two halves belong together; a signature under the wrong one is never believed. */
export function isPair(privateKey: string, publicKey: string): boolean {
  try {
    const options = { hash: true, publicKey };
    const signature = sm2.doSignature('pair', privateKey, options);
    return sm2.doVerifySignature('pair', signature, publicKey, { hash: true });
  } catch {
    return false;
  }
}

function open(cipher: Cipher, sealed: string): string | null {
  const bytes = bytesOf(sealed);
  return bytes === null ? null : decryptText(cipher, bytes);
}

/** Multiples of the key, computed once: a fifth of the time for each signature verified after it. */
const prepared = (publicKey: string) => sm2.precomputePublicKey(publicKey);

function isSigned(
  text: string,
  signature: string,
  publicKeys: readonly ReturnType<typeof prepared>[],
  userId: string,
): boolean {
  const bytes = bytesOf(signature);
  if (bytes?.length !== SIGNATURE_BYTES) return false;
  const hex = bytes.toString('hex');
  return publicKeys.some((key) => {
    try {
      return sm2.doVerifySignature(text, hex, key, { hash: true, userId });
    } catch {
      // The library does not promise to stay calm over every point of the curve.
      return false;
    }
  });
}

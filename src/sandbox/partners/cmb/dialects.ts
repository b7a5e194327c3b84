import { createCipheriv, createDecipheriv, type KeyObject, sign, verify } from 'node:crypto';

import { sm2 } from 'sm-crypto-v2';

import type { VoiceSeal } from '../partner-voice.ts';

/**
 * What stands in place of the signature in the text that is signed (fixtures/cmb/SOURCES.md F2).
 */
export const PLACEHOLDER = '__signature_sigdat__';

/** Which of the bank's pairs signs; the next one after a rotation. */
export type KeyChoice = 'current' | 'next';

/** When and by which key a message is signed: truly, for another text, or not at all. */
export interface MessageSeal {
  readonly nowMs: number;
  readonly key: KeyChoice;
  readonly manner: VoiceSeal['manner'];
}

/** The bank's side of one cryptographic dialect (fixtures/cmb/SOURCES.md F2). */
export interface Dialect {
  /** Opens a request's DATA; `null` when it was closed with another key. */
  open(data: string): string | null;
  /** True when the company's user signed the text. */
  isFromUser(text: string, signature: string): boolean;
  sign(text: string, key: KeyChoice): string;
  close(text: string): string;
  signNotice(text: string, key: KeyChoice): string;
  closeNotice(text: string): string;
  /** Opens a notice again; `null` when it was closed with another key. */
  openNotice(sealed: string): string | null;
}

/** The keys of SHA-256 with RSA and AES-256-ECB. */
export interface RsaDialectKeys {
  readonly userPublicKey: KeyObject;
  readonly bankPrivateKeys: readonly [current: KeyObject, next: KeyObject];
  readonly aesKey: Buffer;
}

/** The older dialect. Its notices are published nowhere: here they are as its answers. */
export function rsaDialect({ userPublicKey, bankPrivateKeys, aesKey }: RsaDialectKeys): Dialect {
  const signed = (text: string, key: KeyChoice) =>
    sign('sha256', Buffer.from(text), bankPrivateKeys[key === 'next' ? 1 : 0]).toString('base64');
  const close = (text: string) => crypted(createCipheriv('aes-256-ecb', aesKey, null), text);
  const open = (data: string) => opened(() => createDecipheriv('aes-256-ecb', aesKey, null), data);
  return {
    open,
    isFromUser: (text, signature) =>
      verify('sha256', Buffer.from(text), userPublicKey, Buffer.from(signature, 'base64')),
    sign: signed,
    close,
    signNotice: signed,
    closeNotice: close,
    openNotice: open,
  };
}

/** The keys of SM2 with SM3 and SM4; SM2 keys in hexadecimal. */
export interface SmDialectKeys {
  readonly userId: string;
  readonly corpNbr: string;
  readonly userPublicKey: string;
  readonly bankPrivateKeys: readonly [current: string, next: string];
  readonly noticePrivateKey: string;
  readonly sm4Key: Buffer;
  readonly noticeKey: Buffer;
}

/** Signs under the signer's id; the public half, of which the signature is made too, is computed once. */
function sm2Signer(privateKey: string, userId: string): (text: string) => string {
  const publicKey = sm2.getPublicKeyFromPrivateKey(privateKey);
  const options = { hash: true, userId, publicKey };
  return (text) =>
    Buffer.from(sm2.doSignature(text, privateKey, options), 'hex').toString('base64');
}

/** The present dialect. Notices have a pair, a symmetric key and a vector of their own. */
export function smDialect(keys: SmDialectKeys): Dialect {
  const userVector = `${keys.userId}0000000000000000`.slice(0, 16);
  const corpVector = Buffer.from(`${keys.corpNbr}0000000000000000`.slice(0, 16));
  const iv = Buffer.from(userVector);
  const userKey = sm2.precomputePublicKey(keys.userPublicKey);
  const [current, next] = keys.bankPrivateKeys;
  const signers = { current: sm2Signer(current, userVector), next: sm2Signer(next, userVector) };
  return {
    open: (data) => opened(() => createDecipheriv('sm4-cbc', keys.sm4Key, iv), data),
    isFromUser(text, signature) {
      const hex = Buffer.from(signature, 'base64').toString('hex');
      const options = { hash: true, userId: userVector };
      return hex.length === 128 && sm2.doVerifySignature(text, hex, userKey, options);
    },
    sign: (text, key) => signers[key](text),
    close: (text) => crypted(createCipheriv('sm4-cbc', keys.sm4Key, iv), text),
    signNotice: sm2Signer(keys.noticePrivateKey, '1234567812345678'),
    closeNotice: (text) => crypted(createCipheriv('sm4-ctr', keys.noticeKey, corpVector), text),
    openNotice: (sealed) =>
      opened(() => createDecipheriv('sm4-ctr', keys.noticeKey, corpVector), sealed),
  };
}

function crypted(cipher: ReturnType<typeof createCipheriv>, text: string): string {
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

function opened(
  createDecipher: () => ReturnType<typeof createDecipheriv>,
  data: string,
): string | null {
  try {
    const decipher = createDecipher();
    const bytes = [decipher.update(Buffer.from(data, 'base64')), decipher.final()];
    return Buffer.concat(bytes).toString('utf8');
  } catch {
    return null;
  }
}

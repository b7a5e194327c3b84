import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

import type { SecretSource } from '../../src/contract/adapter.ts';
import { settingRules } from '../../src/contract/setting-error.ts';
import { createRsaSuite } from './rsa-suite.ts';
import { createSmSuite, isPair, isPoint } from './sm-suite.ts';
import { bytesOf, type Suite } from './suite.ts';

const { matching, wrong } = settingRules('cmb');

/** An uncompressed point of the curve: `04`, then 32 bytes each. */
const SM2_POINT_BYTES = 65;
const SM2_SCALAR_BYTES = 32;

/** Builds the dialect that CRYPTO names, from the keys of that dialect alone. */
export function readSuite(secret: SecretSource, userId: string): Suite {
  const crypto = matching(secret, 'CRYPTO', /^(?:RSA|SM)$/, 'must be RSA or SM');
  return crypto === 'RSA' ? readRsa(secret) : readSm(secret, userId);
}

function readRsa(secret: SecretSource): Suite {
  const pem = secret('RSA_USER_PRIVATE_KEY');
  const userPrivateKey = rsaKey(() => createPrivateKey(pem));
  if (userPrivateKey === null) {
    throw wrong('RSA_USER_PRIVATE_KEY', 'must be an RSA private key as PEM');
  }
  return createRsaSuite({
    userPrivateKey,
    bankPublicKeys: readList(secret, 'RSA_BANK_PUBLIC_KEYS', 'RSA public keys as PEM', (pem) =>
      rsaKey(() => createPublicKey(pem)),
    ),
    aesKey: Buffer.from(matching(secret, 'AES_KEY', /^[\x21-\x7e]{32}$/, 'must be 32 characters')),
  });
}

function readSm(secret: SecretSource, userId: string): Suite {
  const points = 'SM2 public keys as base64 of 65 bytes';
  const userPrivateKey = sm2Scalar(secret, 'SM2_USER_PRIVATE_KEY');
  const userPublicKey = sm2Point(secret('SM2_USER_PUBLIC_KEY').trim());
  if (userPublicKey === null || !isPair(userPrivateKey, userPublicKey)) {
    const rule = 'must be the public key of SM2_USER_PRIVATE_KEY as base64 of 65 bytes';
    throw wrong('SM2_USER_PUBLIC_KEY', rule);
  }
  return createSmSuite({
    userId,
    userPrivateKey,
    userPublicKey,
    bankPublicKeys: readList(secret, 'SM2_BANK_PUBLIC_KEYS', points, sm2Point),
    sm4Key: Buffer.from(matching(secret, 'SM4_KEY', /^[\x21-\x7e]{16}$/, 'must be 16 characters')),
    noticePublicKeys: readList(secret, 'SM2_NOTICE_PUBLIC_KEYS', points, sm2Point),
    noticeKey: Buffer.from(
      matching(secret, 'SM4_NOTICE_KEY', /^[0-9a-fA-F]{32}$/, 'must be 32 hexadecimal digits'),
      'hex',
    ),
  });
}

/** Reads a JSON array of keys: two while the bank changes its pair. */
function readList<K>(
  secret: SecretSource,
  name: string,
  what: string,
  read: (text: string) => K | null,
): readonly K[] {
  const rule = `must be a JSON array of ${what}`;
  const texts = parseList(secret(name));
  if (texts.length === 0) throw wrong(name, rule);
  return texts.map((text) => {
    const key = typeof text === 'string' ? read(text) : null;
    if (key === null) throw wrong(name, rule);
    return key;
  });
}

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    // The caller's rule says it better than the parser, which would quote the text.
    return [];
  }
}

/** Node's own error would quote parts of the key, so it is dropped here on purpose. */
function rsaKey(read: () => KeyObject): KeyObject | null {
  try {
    const key = read();
    return key.asymmetricKeyType === 'rsa' ? key : null;
  } catch {
    return null;
  }
}

/** The bank's tools hand out SM2 keys as base64; sm-crypto-v2 wants hexadecimal. */
function sm2Point(base64: string): string | null {
  const bytes = bytesOf(base64);
  if (bytes?.length !== SM2_POINT_BYTES || bytes[0] !== 4) return null;
  const hex = bytes.toString('hex');
  return isPoint(hex) ? hex : null;
}

function sm2Scalar(secret: SecretSource, name: string): string {
  const bytes = bytesOf(secret(name).trim());
  if (bytes?.length === SM2_SCALAR_BYTES) return bytes.toString('hex');
  throw wrong(name, 'must be an SM2 private key as base64 of 32 bytes');
}

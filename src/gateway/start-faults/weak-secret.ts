import {
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';

import { REPOSITORY_SECRETS } from './repository-secrets.ts';

/** Below this a key can be broken with money, and no partner takes it any more (NIST SP 800-131A). */
const RSA_BITS_MIN = 2_048;

/** How deep a setting that is JSON is looked into: lists and objects of keys. */
const DEPTH_MAX = 3;

/**
 * Why a secret must not be used with real money, or `null`. Looks into JSON lists and objects of keys.
 * Total over any text, and shows nothing of it.
 */
export function weaknessOf(secret: string): string | null {
  for (const part of partsOf(secret, DEPTH_MAX)) {
    if (REPOSITORY_SECRETS.has(digestOf(part))) {
      return 'is a demo secret that stands in the repository, where everybody reads it';
    }
    const bits = rsaBitsOf(part);
    if (bits !== null && bits < RSA_BITS_MIN) {
      return `is an RSA key of ${bits} bits; at least ${RSA_BITS_MIN} are needed`;
    }
  }
  return null;
}

/** By what a secret is recognised without being kept: SHA-256 of its trimmed text. */
export function digestOf(secret: string): string {
  return hash('sha256', secret.trim());
}

/** The text itself and, where it is JSON, each text in it. */
export function partsOf(secret: string, depth = DEPTH_MAX): readonly string[] {
  if (depth === 0 || !/^\s*[[{"]/.test(secret)) return [secret];
  try {
    return [secret, ...textsIn(JSON.parse(secret)).flatMap((text) => partsOf(text, depth - 1))];
  } catch {
    return [secret];
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

function rsaBitsOf(text: string): number | null {
  for (const read of READERS) {
    try {
      const key = read(text);
      return key.asymmetricKeyType === 'rsa'
        ? (key.asymmetricKeyDetails?.modulusLength ?? null)
        : null;
    } catch {
      // Not in this form.
    }
  }
  return null;
}

const der = (text: string) => Buffer.from(text, 'base64');

/** The forms in which partners hand out keys: PEM, a certificate, bare base64. */
const READERS: readonly ((text: string) => KeyObject)[] = [
  (text) => createPrivateKey(text),
  (text) => new X509Certificate(text).publicKey,
  (text) => createPublicKey(text),
  (text) => createPrivateKey({ key: der(text), format: 'der', type: 'pkcs8' }),
  (text) => createPrivateKey({ key: der(text), format: 'der', type: 'pkcs1' }),
  (text) => createPublicKey({ key: der(text), format: 'der', type: 'spki' }),
  (text) => createPublicKey({ key: der(text), format: 'der', type: 'pkcs1' }),
];

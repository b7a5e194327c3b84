import { createPublicKey, type KeyObject } from 'node:crypto';

import {
  type NamedKey,
  readNamedKeys,
  type SigningKeys,
  signingKeysOf,
} from '../../server/signing-keys.ts';

const PLATFORM_KEYS = 'PLATFORM_PRIVATE_KEYS';

/** What the simulated WeChat Pay knows and holds: its own private keys, the merchant's public one. */
export interface WechatKeys {
  readonly mchId: string;
  readonly appId: string;
  readonly mchSerial: string;
  readonly mchPublicKey: KeyObject;
  readonly apiV3Key: Buffer;
  /** All private keys of the platform by serial, in the order in which they come into use. */
  readonly platformKeys: readonly NamedKey[];
  readonly signingKeys: SigningKeys<NamedKey>;
}

/**
 * Reads the platform's side of the secrets: MCH_ID, APP_ID, MCH_SERIAL, MCH_PUBLIC_KEY,
 * API_V3_KEY and PLATFORM_PRIVATE_KEYS (JSON, serial to PEM; the first signs, the others wait for
 * a rotation). Throws when one is missing or cannot be read as a key.
 */
export function readWechatKeys(secret: (name: string) => string): WechatKeys {
  const platformKeys = readNamedKeys(PLATFORM_KEYS, secret(PLATFORM_KEYS));
  return {
    mchId: secret('MCH_ID'),
    appId: secret('APP_ID'),
    mchSerial: secret('MCH_SERIAL'),
    mchPublicKey: createPublicKey(secret('MCH_PUBLIC_KEY')),
    apiV3Key: Buffer.from(secret('API_V3_KEY'), 'utf8'),
    platformKeys,
    signingKeys: signingKeysOf(PLATFORM_KEYS, platformKeys),
  };
}

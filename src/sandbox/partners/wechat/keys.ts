import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** What the simulated WeChat Pay knows and holds: its own private keys, the merchant's public one. */
export interface WechatKeys {
  readonly mchId: string;
  readonly appId: string;
  readonly mchSerial: string;
  readonly mchPublicKey: KeyObject;
  readonly apiV3Key: Buffer;
  /** All private keys of the platform, in the order in which they come into use. */
  readonly platformKeys: readonly PlatformKey[];
}

/** One key pair of the platform. */
export interface PlatformKey {
  readonly serial: string;
  readonly privateKey: KeyObject;
}

/**
 * Reads the platform's side of the secrets: MCH_ID, APP_ID, MCH_SERIAL, MCH_PUBLIC_KEY,
 * API_V3_KEY and PLATFORM_PRIVATE_KEYS (JSON, serial to PEM; the first signs, the others wait for
 * a rotation). Throws when one is missing or cannot be read as a key.
 */
export function readWechatKeys(secret: (name: string) => string): WechatKeys {
  const privateKeys: unknown = JSON.parse(secret('PLATFORM_PRIVATE_KEYS'));
  if (typeof privateKeys !== 'object' || privateKeys === null) {
    throw new TypeError('wechat sandbox: PLATFORM_PRIVATE_KEYS must be a JSON object');
  }
  return {
    mchId: secret('MCH_ID'),
    appId: secret('APP_ID'),
    mchSerial: secret('MCH_SERIAL'),
    mchPublicKey: createPublicKey(secret('MCH_PUBLIC_KEY')),
    apiV3Key: Buffer.from(secret('API_V3_KEY'), 'utf8'),
    platformKeys: Object.entries(privateKeys).map(([serial, pem]) => ({
      serial,
      privateKey: createPrivateKey(String(pem)),
    })),
  };
}

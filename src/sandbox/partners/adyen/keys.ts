import { type SigningKeys, signingKeysOf } from '../../server/signing-keys.ts';

/** What the simulated Adyen knows of the lender: its credential, its account, its webhook's keys. */
export interface AdyenKeys {
  readonly apiKey: string;
  readonly balancePlatform: string;
  readonly balanceAccountId: string;
  /** Of the webhook; the first in the secret signs, the second waits for a rotation. */
  readonly hmacKeys: SigningKeys<Buffer>;
}

/**
 * Reads API_KEY, BALANCE_PLATFORM, BALANCE_ACCOUNT_ID and HMAC_KEYS (hexadecimal, parted by white
 * space). Throws when one is missing, or when a key of the webhook is not hexadecimal.
 */
export function readAdyenKeys(secret: (name: string) => string): AdyenKeys {
  const hmacKeys = secret('HMAC_KEYS').split(/\s+/);
  if (!hmacKeys.every((key) => /^(?:[0-9A-Fa-f]{2})+$/.test(key))) {
    throw new TypeError('adyen sandbox: HMAC_KEYS must be hexadecimal');
  }
  return {
    apiKey: secret('API_KEY'),
    balancePlatform: secret('BALANCE_PLATFORM'),
    balanceAccountId: secret('BALANCE_ACCOUNT_ID'),
    hmacKeys: signingKeysOf(
      'HMAC_KEYS',
      hmacKeys.map((key) => Buffer.from(key, 'hex')),
    ),
  };
}

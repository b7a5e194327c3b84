import {
  type NamedKey,
  readNamedKeys,
  type SigningKeys,
  signingKeysOf,
} from '../../server/signing-keys.ts';

const WEBHOOK_KEYS = 'WEBHOOK_PRIVATE_KEYS';

/** What the simulated PayPal knows of the one app that it serves, and signs its webhooks with. */
export interface PaypalKeys {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookId: string;
  /** Each named by the address where the world would find its certificate. */
  readonly webhookKeys: SigningKeys<NamedKey>;
}

/**
 * Reads the secrets of PayPal's side: CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID and WEBHOOK_PRIVATE_KEYS
 * (JSON, address of the certificate to PEM; the first signs, the next waits for a rotation).
 *
 * Throws when one is missing or is not what its name says.
 */
export function readPaypalKeys(secret: (name: string) => string): PaypalKeys {
  const webhookKeys = readNamedKeys(WEBHOOK_KEYS, secret(WEBHOOK_KEYS));
  return {
    clientId: secret('CLIENT_ID'),
    clientSecret: secret('CLIENT_SECRET'),
    webhookId: secret('WEBHOOK_ID'),
    webhookKeys: signingKeysOf(WEBHOOK_KEYS, webhookKeys),
  };
}

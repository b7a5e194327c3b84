import { createPrivateKey, type KeyObject } from 'node:crypto';

/** What the simulated PayPal knows of the one app that it serves, and signs its webhooks with. */
export interface PaypalKeys {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly webhookId: string;
  /** In the order in which they come into use. */
  readonly webhookKeys: readonly WebhookKey[];
}

/** A signing key and the address where the world would find its certificate. */
export interface WebhookKey {
  readonly certificateUrl: string;
  readonly privateKey: KeyObject;
}

/**
 * Reads the secrets of PayPal's side: CLIENT_ID, CLIENT_SECRET, WEBHOOK_ID and WEBHOOK_PRIVATE_KEYS
 * (JSON, address of the certificate to PEM; the first signs, the next waits for a rotation).
 *
 * Throws when one is missing or is not what its name says.
 */
export function readPaypalKeys(secret: (name: string) => string): PaypalKeys {
  const keys: unknown = JSON.parse(secret('WEBHOOK_PRIVATE_KEYS'));
  if (typeof keys !== 'object' || keys === null) {
    throw new TypeError('paypal sandbox: WEBHOOK_PRIVATE_KEYS must be a JSON object');
  }
  return {
    clientId: secret('CLIENT_ID'),
    clientSecret: secret('CLIENT_SECRET'),
    webhookId: secret('WEBHOOK_ID'),
    webhookKeys: Object.entries(keys).map(([certificateUrl, pem]) => ({
      certificateUrl,
      privateKey: createPrivateKey(String(pem)),
    })),
  };
}

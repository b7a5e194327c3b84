import { type KeyObject, X509Certificate } from 'node:crypto';

import type { SecretSource } from '../../src/contract/adapter.ts';
import { CURRENCY_EXPONENTS, type Currency, isCurrency } from '../../src/contract/currency.ts';
import { parseJsonObject } from '../../src/contract/read.ts';
import { settingRules } from '../../src/contract/setting-error.ts';
import { PAYPAL_DECIMALS } from './tables/currencies.ts';
import { isCertificateUrl } from './paypal-urls.ts';

const { matching, wrong } = settingRules('paypal');

/** One of PayPal's certificates for webhooks: its key and its time, Unix ms. */
export interface WebhookCertificate {
  readonly publicKey: KeyObject;
  readonly beginsAtMs: number;
  readonly endsAtMs: number;
}

/** Everything the adapter knows about the sender's app and about PayPal, read and checked once. */
export interface PaypalSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly currency: Currency;
  /** The account's limit for one payout, in minor units of the currency. */
  readonly amountMinorMax: bigint;
  /** PayPal's id of our webhook: part of what its signatures cover. */
  readonly webhookId: string;
  /** By the address in `PAYPAL-CERT-URL`: two while one certificate replaces another. */
  readonly webhookCertificates: ReadonlyMap<string, WebhookCertificate>;
  /** When the last of them ends, Unix ms. */
  readonly certificatesEndAtMs: number;
}

/** Any more would mean that nobody ever removes an old one. */
const CERTIFICATES_MAX = 8;

/** SHA256withRSA with less is no signature worth the name (NIST SP 800-131A). */
const RSA_BITS_MIN = 2_048;

/** Reads and checks all settings. Throws {@link SettingError}, or what `secret` throws. */
export function readSettings(secret: SecretSource): PaypalSettings {
  const webhookCertificates = readCertificates(secret('WEBHOOK_CERTS'));
  return {
    clientId: matching(
      secret,
      'CLIENT_ID',
      /^[\w-]{1,200}$/,
      'must be 1 to 200 of A-Z a-z 0-9 _ -',
    ),
    clientSecret: matching(
      secret,
      'CLIENT_SECRET',
      /^[\w-]{1,200}$/,
      'must be 1 to 200 of A-Z a-z 0-9 _ -',
    ),
    currency: readCurrency(secret('CURRENCY').trim()),
    amountMinorMax: BigInt(
      matching(secret, 'AMOUNT_MINOR_MAX', /^[1-9][0-9]{0,14}$/, 'must be a whole number from 1'),
    ),
    webhookId: matching(secret, 'WEBHOOK_ID', /^[A-Za-z0-9]{1,50}$/, 'must be letters and digits'),
    webhookCertificates,
    certificatesEndAtMs: Math.max(
      ...[...webhookCertificates.values()].map(({ endsAtMs }) => endsAtMs),
    ),
  };
}

/**
 * A currency that PayPal counts in other units than ISO 4217 (HUF and TWD: whole ones) is refused:
 * the capability record cannot say "whole units only", and a fraction could not be sent.
 */
function readCurrency(code: string): Currency {
  const rule = 'must be a currency that PayPal pays in, counted as in ISO 4217';
  if (!isCurrency(code) || PAYPAL_DECIMALS.get(code) !== CURRENCY_EXPONENTS[code]) {
    throw wrong('CURRENCY', rule);
  }
  return code;
}

function readCertificates(text: string): ReadonlyMap<string, WebhookCertificate> {
  const rule =
    'must be a JSON object of 1 to 8 certificates: address at PayPal to RSA certificate as PEM';
  const entries = Object.entries(parseJsonObject(text) ?? {});
  if (entries.length === 0 || entries.length > CERTIFICATES_MAX) {
    throw wrong('WEBHOOK_CERTS', rule);
  }
  return new Map(
    entries.map(([url, pem]) => {
      const certificate = typeof pem === 'string' ? readCertificate(pem) : null;
      if (certificate === null || !isCertificateUrl(url)) {
        throw wrong('WEBHOOK_CERTS', rule);
      }
      return [url, certificate];
    }),
  );
}

/** The first certificate of the PEM: PayPal's file has its chain below it. */
function readCertificate(pem: string): WebhookCertificate | null {
  try {
    const { publicKey, validFrom, validTo } = new X509Certificate(pem);
    const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
    if (publicKey.asymmetricKeyType !== 'rsa' || bits < RSA_BITS_MIN) return null;
    return { publicKey, beginsAtMs: Date.parse(validFrom), endsAtMs: Date.parse(validTo) };
  } catch {
    // Not a certificate. OpenSSL's own words would quote parts of what stands there.
    return null;
  }
}

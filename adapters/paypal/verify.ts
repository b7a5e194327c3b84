import { verify } from 'node:crypto';
import { crc32 } from 'node:zlib';

import type { CallbackDelivery } from '../../src/contract/adapter.ts';
import { isCertificateUrl } from './paypal-urls.ts';
import type { PaypalSettings } from './settings.ts';

/** What a webhook's signature is worth. */
export type Verification =
  | { readonly kind: 'genuine'; readonly sealedAtMs: number }
  | { readonly kind: 'rejected'; readonly detail: string };

const HEADERS = [
  'paypal-transmission-id',
  'paypal-transmission-time',
  'paypal-transmission-sig',
  'paypal-cert-url',
  'paypal-auth-algo',
] as const;

/** The only algorithm PayPal names, and the only one we hold keys for. */
const ALGORITHM = 'SHA256withRSA';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** How far PayPal's clock may be ahead of ours. */
const AHEAD_MS_MAX = 300_000;

/**
 * Verifies a webhook offline: RSA-SHA256 over `id|time|webhookId|crc32`, the last being the CRC-32
 * of the raw body in decimal (PP-WEBHOOK).
 *
 * The webhook's id is in the text, so a message to another listener does not pass. The certificate
 * is one of our settings, chosen by the address in `PAYPAL-CERT-URL`: an adapter opens no socket, so
 * it can neither fetch what a stranger's header names nor be sent there. A genuine signature still
 * does not prove the body: with four bytes chosen by algebra any body has the CRC-32 of a signed one
 * (`callbackProves: 'hint'`). Nor does it prove that the body is new. Never throws; the detail
 * tells what is wrong and quotes nothing.
 */
export function verifyNotice(
  settings: PaypalSettings,
  { headers, body }: CallbackDelivery,
  nowMs: number,
): Verification {
  const [id = '', time = '', signature = '', certificateUrl = '', algorithm = ''] = HEADERS.map(
    (name) => (Object.hasOwn(headers, name) ? headers[name] : ''),
  );
  if (id === '' || time === '' || signature === '') return rejected('not signed');
  if (algorithm !== ALGORITHM) return rejected('signed in a scheme we hold no key for');
  const certificate = settings.webhookCertificates.get(certificateUrl);
  if (certificate === undefined) {
    return isCertificateUrl(certificateUrl)
      ? rejected('signed with a certificate of PayPal’s that is not in WEBHOOK_CERTS')
      : rejected('signed with a certificate that does not lie at PayPal');
  }
  if (nowMs < certificate.beginsAtMs || nowMs >= certificate.endsAtMs) {
    return rejected('signed with a certificate whose time is over or still to come');
  }
  const atMs = INSTANT.test(time) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(atMs)) return rejected('the transmission has no time');
  if (atMs - nowMs > AHEAD_MS_MAX) return rejected('the transmission comes from the future');
  // Node's decoder stops at the padding and forgives what follows; two signatures are not one.
  if (!BASE64.test(signature)) return rejected('the signature is not base64');
  const text = `${id}|${time}|${settings.webhookId}|${crc32(Buffer.from(body, 'utf8'))}`;
  const bytes = Buffer.from(signature, 'base64');
  const genuine = verify('sha256', Buffer.from(text, 'utf8'), certificate.publicKey, bytes);
  return genuine ? { kind: 'genuine', sealedAtMs: atMs } : rejected('the signature does not match');
}

function rejected(detail: string): Verification {
  return { kind: 'rejected', detail };
}

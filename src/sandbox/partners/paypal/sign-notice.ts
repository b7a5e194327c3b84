import { sign } from 'node:crypto';
import { crc32 } from 'node:zlib';

import type { NamedKey } from '../../server/signing-keys.ts';
import { instant } from './show-order.ts';

/** How a webhook is signed: by whom, for whom, when, and truly, for another body or not at all. */
export interface Signing {
  readonly key: NamedKey;
  readonly webhookId: string;
  readonly transmissionId: string;
  readonly nowMs: number;
  readonly manner: 'true' | 'wrong' | 'none';
}

/**
 * Writes the `PAYPAL-…` headers over a body: RSA-SHA256 over the id and time of the transmission,
 * the webhook's id and the CRC-32 of the body in decimal, with bars between them.
 */
export function signatureHeaders(
  body: string,
  { key, webhookId, transmissionId, nowMs, manner }: Signing,
): Readonly<Record<string, string>> {
  if (manner === 'none') return {};
  const time = instant(nowMs);
  const checksum = crc32(Buffer.from(manner === 'wrong' ? `${body}x` : body, 'utf8'));
  const text = [transmissionId, time, webhookId, checksum].join('|');
  const signature = sign('sha256', Buffer.from(text, 'utf8'), key.privateKey);
  return {
    'paypal-transmission-id': transmissionId,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': signature.toString('base64'),
    'paypal-cert-url': key.name,
    'paypal-auth-algo': 'SHA256withRSA',
    'paypal-auth-version': 'v2',
  };
}

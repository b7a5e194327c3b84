import { createHmac } from 'node:crypto';

import type { AdyenKeys } from './keys.ts';
import { showTransfer, type TransferView } from './show-order.ts';

/** Writes the webhook about a transfer's last stage: `created` for the first, then `updated`. */
export function transferNotice(keys: AdyenKeys, view: TransferView): string {
  const { stages } = view;
  return JSON.stringify({
    data: showTransfer(keys, view),
    environment: 'test',
    timestamp: new Date(stages.at(-1)?.atMs ?? 0).toISOString(),
    type: `balancePlatform.transfer.${stages.length === 1 ? 'created' : 'updated'}`,
  });
}

/** How a webhook is signed: by which decoded key, and truly, for another body or not at all. */
export interface NoticeSigning {
  readonly key: Buffer;
  readonly manner: 'true' | 'wrong' | 'none';
}

/** Writes a webhook's headers: HMAC-SHA256 over the body's bytes, in base64. */
export function noticeHeaders(
  body: string,
  { key, manner }: NoticeSigning,
): Readonly<Record<string, string>> {
  const headers = { 'content-type': 'application/json' };
  if (manner === 'none') return headers;
  const signed = manner === 'wrong' ? `${body} ` : body;
  const hmacsignature = createHmac('sha256', key).update(signed, 'utf8').digest('base64');
  return { ...headers, hmacsignature, protocol: 'HmacSHA256' };
}

import { createHmac } from 'node:crypto';

import type { AdyenKeys } from './adyen-keys.ts';
import { showTransfer, type TransferView } from './show-transfer.ts';

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

/** HMAC-SHA256 over the body's bytes with the decoded key, in base64. */
export function noticeSignature(body: string, key: Buffer): string {
  return createHmac('sha256', key).update(body, 'utf8').digest('base64');
}

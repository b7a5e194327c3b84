import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

import type { OutboxEntry } from '../../journal/port.ts';
import type { Payout } from '../model/payout.ts';
import type { PayoutView } from '../views/views.ts';

/** Where a caller wants to be told, and the secrets it verifies with. */
export interface WebhookEndpoint {
  readonly caller: string;
  readonly url: string;
  /** `whsec_` + base64; the first signs, all sign during a rotation. */
  readonly secrets: readonly string[];
}

/** The outbox document: the exact body that every delivery repeats. */
export interface WebhookDocument {
  readonly caller: string;
  readonly body: string;
}

/**
 * The outbox entry for a payout's latest change. Its id is made from the payout and its version:
 * the same on every repeat, so the receiver can deduplicate by `webhook-id`.
 */
export function webhookEntry(payout: Payout, view: PayoutView): OutboxEntry {
  const event = {
    type: `payout.${payout.state.toLowerCase()}`,
    timestamp: new Date(payout.updatedAtMs).toISOString(),
    data: view,
  };
  const document: WebhookDocument = { caller: payout.caller, body: JSON.stringify(event) };
  return {
    id: webhookId(payout),
    payoutId: payout.id,
    createdAtMs: payout.updatedAtMs,
    dueAtMs: payout.updatedAtMs,
    attempts: 0,
    document: JSON.stringify(document),
  };
}

function webhookId({ id, version }: Payout): string {
  const digest = createHash('sha256').update(`${id}:${version}`).digest('hex');
  return `msg_${digest.slice(0, 32)}`;
}

/** Reads secrets into keys, once: an HMAC under a key object costs a fifth of one under its bytes. */
export function webhookKeys(secrets: readonly string[]): readonly KeyObject[] {
  return secrets.map((secret) =>
    createSecretKey(Buffer.from(secret.replace(/^whsec_/, ''), 'base64')),
  );
}

/**
 * Signs as Standard Webhooks 1.0.0 says: HMAC-SHA256 over `id.timestamp.body`, base64, `v1,`; one
 * signature per key, separated by spaces, so that secrets can be rotated without a gap.
 */
export function signWebhook(
  id: string,
  timestampSeconds: number,
  body: string,
  keys: readonly KeyObject[],
): Readonly<Record<string, string>> {
  const signed = `${id}.${timestampSeconds}.${body}`;
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
  );
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestampSeconds),
    'webhook-signature': signatures.join(' '),
  };
}

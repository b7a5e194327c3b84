import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';

import { createPaypal } from '../../../adapters/paypal/adapter.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import type {
  Batch,
  CallbackDelivery,
  Instruction,
  PartnerAdapter,
  Stamp,
} from '../../../src/contract/adapter.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';

/** The moment of every test: 2026-11-24, 01:00 UTC. */
export const AT_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

export const FIXTURES = new URL('../../../fixtures/paypal/', import.meta.url);

export const BATCH_ID = 'FYXMPS3VWMRB4';

/** One key, one address, one amount: what the tests pay with. */
export const INSTRUCTION: Instruction = {
  partnerKey: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  amount: { currency: 'USD', minor: 12_345n },
  creditor: {
    name: 'Demo Borrower',
    account: { type: 'paypal_email', value: 'borrower@example.com' },
  },
  remittance: 'Loan 42, tranche 1',
  intentAtMs: AT_MS,
  partnerReference: BATCH_ID,
  supersededReferences: [],
};

/** Three payouts in one message; the first names it. */
export const BATCH: Batch = {
  key: INSTRUCTION.partnerKey,
  members: [
    INSTRUCTION,
    member('BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB', 500n, 'second@example.com'),
    member('CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC', 70_000n, 'third@example.com'),
  ],
};

export const [FIRST = '', SECOND = '', THIRD = ''] = BATCH.members.map(
  ({ partnerKey }) => partnerKey,
);

export const STAMP: Stamp = { nowMs: AT_MS, nonce: '0123456789abcdef0123456789abcdef' };

export const ECHO = {
  partnerKey: INSTRUCTION.partnerKey,
  amount: INSTRUCTION.amount,
  account: INSTRUCTION.creditor.account.value,
};

export const secret = demoSecret('paypal', new URL('../', FIXTURES));

export function demoAdapter(changes: Readonly<Record<string, string>> = {}): PartnerAdapter {
  return createPaypal((name) => changes[name] ?? secret(name));
}

/** The batch side of an adapter that promises to have one. */
export function batchSide({ batch }: PartnerAdapter): NonNullable<PartnerAdapter['batch']> {
  if (batch === undefined) throw new Error('the adapter takes no batches');
  return batch;
}

/** The session side of an adapter that promises to have one. */
export function sessionSide({ session }: PartnerAdapter): NonNullable<PartnerAdapter['session']> {
  if (session === undefined) throw new Error('the adapter needs no session');
  return session;
}

export function reply(status: number, json: unknown): PartnerReply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(json) };
}

/** A batch's header as a 201 and the details have it. */
export function header(status: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    payout_batch_id: BATCH_ID,
    batch_status: status,
    sender_batch_header: { sender_batch_id: BATCH.key },
    ...changes,
  };
}

/** An item as a batch's details and webhooks have it, for {@link INSTRUCTION} or another. */
export function item(
  status: string,
  changes: Readonly<Record<string, unknown>> = {},
  { partnerKey, amount, creditor }: Instruction = INSTRUCTION,
) {
  const cents = amount.minor.toString().padStart(3, '0');
  return {
    payout_item_id: '8AELMXH8UB2P8',
    transaction_id: '0C413693MN970190K',
    transaction_status: status,
    payout_item_fee: { currency: 'USD', value: '0.35' },
    payout_batch_id: BATCH_ID,
    payout_item: {
      recipient_type: 'EMAIL',
      amount: { currency: 'USD', value: `${cents.slice(0, -2)}.${cents.slice(-2)}` },
      receiver: creditor.account.value,
      sender_item_id: partnerKey,
      recipient_wallet: 'PAYPAL',
    },
    time_processed: '2026-11-24T00:59:41Z',
    ...changes,
  };
}

/** What an item's error looks like. */
export function errors(name: string) {
  return { errors: { name, message: 'in words', details: [], links: [] } };
}

/** An error answer. */
export function error(name: string, changes: Readonly<Record<string, unknown>> = {}) {
  return { name, message: 'in words', debug_id: 'f701090abdcb2', links: [], ...changes };
}

/** The duplicate as PayPal's sandbox was seen to answer it. */
export function duplicate(href: string) {
  const link = [{ href, rel: 'self', method: 'GET', encType: 'application/json' }];
  const issue = 'Batch with given sender_batch_id already exists';
  const details = [{ field: 'SENDER_BATCH_ID', location: 'body', issue, link }];
  return error('USER_BUSINESS_ERROR', { details });
}

/** A webhook event about an item, or about something else. */
export function event(resource: unknown, type = 'PAYMENT.PAYOUTS-ITEM.SUCCEEDED') {
  return {
    id: 'WH-68L35871MU875914X-8DM79009TB591331B',
    event_version: '1.0',
    create_time: '2026-11-24T00:59:50Z',
    resource_type: 'payouts_item',
    event_type: type,
    resource,
  };
}

const PRIVATE_KEYS = Object.entries(
  JSON.parse(secret('WEBHOOK_PRIVATE_KEYS')) as Record<string, string>,
);

/** The addresses of the demo certificates: the one in use, and the next one. */
export const [CERT_URL = '', NEXT_CERT_URL = ''] = PRIVATE_KEYS.map(([url]) => url);

export interface SigningChoice {
  readonly certificateUrl?: string;
  readonly time?: string;
  readonly webhookId?: string;
  readonly id?: string;
}

/** Signs a body as PayPal does. Written out here again, so that a common mistake cannot hide. */
export function signed(body: string, choice: SigningChoice = {}): CallbackDelivery {
  const certificateUrl = choice.certificateUrl ?? CERT_URL;
  const time = choice.time ?? '2026-11-24T00:59:58Z';
  const id = choice.id ?? '42182940-95bd-11ec-8889-914733057ff4';
  const key = new Map(PRIVATE_KEYS).get(certificateUrl) ?? PRIVATE_KEYS[0]?.[1] ?? '';
  const webhookId = choice.webhookId ?? secret('WEBHOOK_ID');
  const text = [id, time, webhookId, crc32(body)].join('|');
  const signature = sign('sha256', Buffer.from(text), createPrivateKey(key)).toString('base64');
  return {
    headers: {
      'content-type': 'application/json',
      'paypal-transmission-id': id,
      'paypal-transmission-time': time,
      'paypal-transmission-sig': signature,
      'paypal-cert-url': certificateUrl,
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-auth-version': 'v2',
    },
    body,
  };
}

export function readFixture(name: string): string {
  return readFileSync(new URL(name, FIXTURES), 'utf8');
}

function member(partnerKey: string, minor: bigint, address: string): Instruction {
  return {
    ...INSTRUCTION,
    partnerKey,
    amount: { currency: 'USD', minor },
    creditor: { name: 'Demo', account: { type: 'paypal_email', value: address } },
  };
}

const ADAPTER = demoAdapter();

export function inquireReply(status: number, json: unknown): Verdict {
  return ADAPTER.inquire(INSTRUCTION, STAMP).read(reply(status, json), AT_MS);
}

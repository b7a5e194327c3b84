import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { createIsobank } from '../../../adapters/isobank/adapter.ts';
import type { Call, CallbackDelivery, Instruction, Stamp } from '../../../src/contract/adapter.ts';
import type { PartnerReply, PartnerRequest } from '../../../src/contract/exchange.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';

const FIXTURES = new URL('../../../fixtures/', import.meta.url);

/** The demo folder's settings. */
export const secret = demoSecret('isobank', FIXTURES);

/** The adapter as the demo runs it. */
export const adapter = createIsobank(secret);

/** When everything in these tests happens. */
export const NOW_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

/** One request's envelope. */
export const STAMP: Stamp = { nowMs: NOW_MS, nonce: '0123456789abcdef0123456789abcdef' };

/** The key that the fixtures carry. */
export const KEY = 'BREAKWATERFIXTURE234567ABCDEFGHI';

/** The instruction that the fixtures speak of. */
export const INSTRUCTION: Instruction = {
  partnerKey: KEY,
  amount: { currency: 'EUR', minor: 12_345n },
  creditor: {
    name: 'Ada Lovelace',
    account: { type: 'iban', value: 'GB33BUKB20201555555555' },
  },
  remittance: 'loan 42',
  intentAtMs: NOW_MS,
  partnerReference: null,
  supersededReferences: [],
};

/** A submit and an inquiry of that instruction. */
export const SUBMIT: Call = adapter.submit(INSTRUCTION, STAMP);
export const INQUIRE: Call = adapter.inquire(INSTRUCTION, STAMP);

/** The text of a fixture. */
export function fixture(name: string): string {
  return readFileSync(new URL(`isobank/${name}`, FIXTURES), 'utf8');
}

/** What a signature may be made with instead of the truth. */
export interface Forgery {
  readonly keyId?: string;
  readonly keyName?: string;
  readonly atMs?: number;
  readonly nonce?: string;
  readonly path?: string;
  readonly kind?: 'answer' | 'request' | 'notice';
}

/** An answer with the bank's seal, made from the agreement's words and not from the adapter's. */
export function sealed(
  request: PartnerRequest,
  status: number,
  body: string,
  forgery: Forgery = {},
): PartnerReply {
  const date = new Date(forgery.atMs ?? NOW_MS).toISOString();
  const path = forgery.path ?? request.path;
  const nonce = forgery.nonce ?? STAMP.nonce;
  const lines = [
    `isobank-v1 ${forgery.kind ?? 'answer'}`,
    String(status),
    request.method,
    path,
    date,
    nonce,
    body,
  ];
  return { status, headers: seal(lines, date, forgery), body };
}

/** A pushed message with the bank's seal. */
export function pushed(body: string, forgery: Forgery = {}): CallbackDelivery {
  const date = new Date(forgery.atMs ?? NOW_MS).toISOString();
  return {
    headers: seal([`isobank-v1 ${forgery.kind ?? 'notice'}`, date, body], date, forgery),
    body,
  };
}

function seal(lines: readonly string[], date: string, forgery: Forgery) {
  const key = createPrivateKey(secret(forgery.keyName ?? 'BANK_PRIVATE_KEY'));
  return {
    'content-type': 'application/xml; charset=utf-8',
    'x-isobank-key-id': forgery.keyId ?? 'demo-bank-1',
    'x-isobank-date': date,
    'x-isobank-signature': sign('sha256', Buffer.from(lines.join('\n')), key).toString('base64'),
  };
}

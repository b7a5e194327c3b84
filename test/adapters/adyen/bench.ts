import type { Lane } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { createHmac } from 'node:crypto';

import { createAdyen } from '../../../adapters/adyen/adapter.ts';
import type {
  CallbackDelivery,
  Instruction,
  PartnerAdapter,
  Stamp,
} from '../../../src/contract/adapter.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';
import { demoSecret } from '../../../src/sandbox/partners/demo-secret.ts';

/** The moment of every test: 2026-11-24, 09:00 in Beijing. */
export const NOW_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

export const FIXTURES = new URL('../../../fixtures/', import.meta.url);

/** An IBAN that everybody's documentation uses, and nobody's account. */
export const IBAN = 'NL91ABNA0417164300';

/** One key, one account, one name: what the tests pay with. */
export const INSTRUCTION: Instruction = {
  partnerKey: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  amount: { currency: 'EUR', minor: 12_345n },
  creditor: { name: 'A. Klaassen', account: { type: 'iban', value: IBAN } },
  remittance: 'Loan 2026/11',
  intentAtMs: NOW_MS,
  partnerReference: null,
  supersededReferences: [],
};

export const STAMP: Stamp = { nowMs: NOW_MS, nonce: '0123456789abcdef0123456789abcdef' };

export const secret = demoSecret('adyen', FIXTURES);

/** The adapter with the demo settings, some of them replaced. */
export function demoAdapter(changes: Readonly<Record<string, string>> = {}): PartnerAdapter {
  return createAdyen((name) => changes[name] ?? secret(name));
}

export const TRANSFER_ID = '1W1UG35U8A9J5ZLG';

/** A transfer as a list and a webhook show it for {@link INSTRUCTION}. */
export function transfer(
  status: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    id: TRANSFER_ID,
    accountHolder: { id: 'AH3227C223222C5GXQXF658WB' },
    amount: { currency: 'EUR', value: 12_345 },
    balanceAccount: { id: secret('BALANCE_ACCOUNT_ID') },
    balancePlatform: secret('BALANCE_PLATFORM'),
    category: 'bank',
    categoryData: { priority: 'regular', type: 'bank' },
    counterparty: {
      bankAccount: {
        accountHolder: { fullName: 'A. Klaassen' },
        accountIdentification: { type: 'iban', iban: IBAN },
      },
    },
    createdAt: '2026-11-24T02:00:00+01:00',
    direction: 'outgoing',
    events: [event('received', { received: -12_345 })],
    reason: 'approved',
    reference: INSTRUCTION.partnerKey,
    sequenceNumber: 3,
    status,
    type: 'bankTransfer',
    ...changes,
  };
}

/** One event of a transfer, with how it moved the money. */
export function event(status: string, mutation: Readonly<Record<string, unknown>>) {
  return {
    bookingDate: '2026-11-24T02:00:00+01:00',
    id: `EV-${status}`,
    mutations: [{ currency: 'EUR', ...mutation }],
    status,
    type: 'accounting',
  };
}

/** The events of a transfer that has left the balance account. */
export const BOOKED_EVENTS = [
  event('received', { received: -12_345 }),
  event('authorised', { received: 12_345, reserved: -12_345 }),
  event('booked', { balance: -12_345, received: 0, reserved: 12_345 }),
];

export const ECHO = {
  partnerKey: INSTRUCTION.partnerKey,
  amount: INSTRUCTION.amount,
  account: IBAN,
};

export function replied(
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): PartnerReply {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
    body: JSON.stringify(json),
  };
}

/** The list that an inquiry gets. */
export function listed(...data: readonly unknown[]): PartnerReply {
  return replied(200, { data, _links: {} });
}

/** A problem as RFC 7807 and Adyen's platform write it. */
export function problem(
  status: number,
  type: string,
  errorCode: string,
  more: Readonly<Record<string, unknown>> = {},
): PartnerReply {
  return replied(status, {
    type: `https://docs.adyen.com/errors/${type}`,
    title: 'A title',
    status,
    detail: 'a detail',
    errorCode,
    requestId: '1W1UI15PLVGC9V8O',
    ...more,
  });
}

const [HMAC_KEY = '', NEXT_HMAC_KEY = ''] = secret('HMAC_KEYS').split(/\s+/);

export { HMAC_KEY, NEXT_HMAC_KEY };

/** Signs a webhook as Adyen does. Written out here again, so that a common mistake cannot hide. */
export function signed(body: string, hexKey = HMAC_KEY): CallbackDelivery {
  const hmac = createHmac('sha256', Buffer.from(hexKey, 'hex')).update(body, 'utf8');
  return { headers: { hmacsignature: hmac.digest('base64') }, body };
}

/** A webhook about a transfer. */
export function webhook(
  data: unknown,
  type = 'balancePlatform.transfer.updated',
): CallbackDelivery {
  return signed(
    JSON.stringify({ data, environment: 'test', timestamp: '2026-11-24T02:00:01+01:00', type }),
  );
}

const ADAPTER = demoAdapter();

/** What a submit is read as that was answered with this transfer. */
export function submitted(json: unknown): Verdict {
  return read('submit', replied(202, json));
}

/** What an inquiry is read as that was answered with this transfer alone. */
export function inquired(json: unknown): Verdict {
  return read('inquire', listed(json));
}

/** What an answer is read as on a lane, for the instruction above. */
export function read(
  lane: Lane,
  reply: Parameters<ReturnType<PartnerAdapter['submit']>['read']>[0],
): Verdict {
  const known = { ...INSTRUCTION, partnerReference: TRANSFER_ID };
  const call = ADAPTER[lane](known, STAMP);
  if (call === null) throw new Error('the adapter has no such call');
  return call.read(reply, NOW_MS);
}

/**
 * Goal: what goes out is what PayPal's specification asks for, without any secret; a repeat of a
 * message is the same to the byte, whatever time and chance say; what must not be sent is not.
 * Method: requests are built and taken apart, with other stamps, orders and settings.
 */
import { describe, expect, it } from 'vitest';

import type { Batch, Instruction } from '../../../src/contract/adapter.ts';
import {
  BATCH,
  BATCH_ID,
  batchSide,
  demoAdapter,
  INSTRUCTION,
  secret,
  STAMP,
} from './demo-paypal.ts';

const adapter = demoAdapter();
const batches = batchSide(adapter);
const LATER = { nowMs: STAMP.nowMs + 86_400_000, nonce: 'f'.repeat(32) };

describe('a batch', () => {
  it('is one POST with the batch’s id in body and header, and an item per member in order', () => {
    const { request } = batches.submit(BATCH, STAMP);

    expect(request).toMatchObject({ method: 'POST', path: '/v1/payments/payouts' });
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'paypal-request-id': BATCH.key,
    });
    expect(JSON.parse(request.body ?? '')).toEqual({
      sender_batch_header: { sender_batch_id: BATCH.key },
      items: [
        {
          recipient_type: 'EMAIL',
          amount: { currency: 'USD', value: '123.45' },
          receiver: 'borrower@example.com',
          sender_item_id: BATCH.members[0]?.partnerKey,
          recipient_wallet: 'PAYPAL',
          note: 'Loan 42, tranche 1',
        },
        expect.objectContaining({
          amount: { currency: 'USD', value: '5.00' },
          receiver: 'second@example.com',
          sender_item_id: BATCH.members[1]?.partnerKey,
        }),
        expect.objectContaining({
          amount: { currency: 'USD', value: '700.00' },
          receiver: 'third@example.com',
          sender_item_id: BATCH.members[2]?.partnerKey,
        }),
      ],
    });
  });

  it('sent again is the same to the byte, at another moment and once its reference is known', () => {
    const unasked = BATCH.members.map((one) => ({ ...one, partnerReference: null }));
    const first = batches.submit({ ...BATCH, members: unasked }, STAMP).request;

    const again = batches.submit(structuredClone(BATCH), LATER).request;

    expect(again).toEqual(first);
    expect(again.body).toBe(first.body);
  });

  it('does not change with any setting but the account’s own', () => {
    const others = { AMOUNT_MINOR_MAX: '1000000', WEBHOOK_ID: 'OTHER', CLIENT_ID: 'other' };

    const { request } = batchSide(demoAdapter(others)).submit(BATCH, STAMP);

    expect(request).toEqual(batches.submit(BATCH, STAMP).request);
  });

  it('of one is what a single submit sends', () => {
    const single = adapter.submit(INSTRUCTION, STAMP).request;

    expect(single).toEqual(
      batches.submit({ key: INSTRUCTION.partnerKey, members: [INSTRUCTION] }, STAMP).request,
    );
  });

  it('carries no credential: the session adds it', () => {
    const requests = [
      batches.submit(BATCH, STAMP).request,
      batches.inquire(BATCH, BATCH_ID, STAMP).request,
      adapter.probe(STAMP).request,
    ];

    const text = JSON.stringify(requests);

    expect(text).not.toMatch(/authorization/i);
    expect(text).not.toContain(secret('CLIENT_ID'));
    expect(text).not.toContain(secret('CLIENT_SECRET'));
  });

  it.each<[string, Batch]>([
    ['is empty', { key: '', members: [] }],
    ['is too large', { ...BATCH, members: Array.from({ length: 101 }, () => INSTRUCTION) }],
  ])('that %s is never written', (_name, batch) => {
    expect(() => batches.submit(batch, STAMP)).toThrow(/batch/);
  });

  it('goes under its own key, which need not be a member’s', () => {
    const { request } = batches.submit({ ...BATCH, key: 'GROUP' }, STAMP);

    expect(JSON.parse(request.body ?? '')).toMatchObject({
      sender_batch_header: { sender_batch_id: 'GROUP' },
    });
  });

  it('of a hundred, the most the record allows, is written', () => {
    const members = Array.from({ length: 100 }, () => INSTRUCTION);

    const { request } = batches.submit({ ...BATCH, members }, STAMP);

    expect(adapter.capabilities.batchSizeMax).toBe(100);
    expect(JSON.parse(request.body ?? '')).toMatchObject({ items: { length: 100 } });
  });
});

describe('an item', () => {
  it.each([
    ['USD', 1n, '0.01'],
    ['USD', 100n, '1.00'],
    ['USD', 2_000_000n, '20000.00'],
    ['JPY', 1n, '1'],
    ['JPY', 12_345n, '12345'],
  ] as const)('of %s %i is written as %s', (currency, minor, value) => {
    const paying = demoAdapter({ CURRENCY: currency });

    const sent = itemOf(paying, { ...INSTRUCTION, amount: { currency, minor } });

    expect(sent['amount']).toEqual({ currency, value });
  });

  it.each([
    ['two\r\nlines\u0000', 'two lines'],
    ['  放款 ', '放款'],
    ['x'.repeat(140), 'x'.repeat(140)],
    ['', undefined],
    ['\t', undefined],
  ])('has %j as its note %j', (remittance, note) => {
    const sent = itemOf(adapter, { ...INSTRUCTION, remittance });

    expect(sent['note']).toBe(note);
  });

  it('does not carry the payee’s name, which PayPal would not compare', () => {
    expect(adapter.content(INSTRUCTION)).not.toContain('Demo Borrower');
  });

  it.each<[string, Partial<Instruction>]>([
    ['in another currency', { amount: { currency: 'EUR', minor: 1n } }],
    ['above the account’s limit', { amount: { currency: 'USD', minor: 2_000_001n } }],
    ['to an endless address', { creditor: creditor(`${'x'.repeat(120)}@example.com`) }],
  ])('%s is never written', (_name, change) => {
    expect(() => adapter.submit({ ...INSTRUCTION, ...change }, STAMP)).toThrow(/bounds|allows/);
  });
});

describe('the content', () => {
  it('is equal for equal instructions, in whatever batch they travel, asked or not', () => {
    const twin = { ...structuredClone(INSTRUCTION), partnerReference: null };

    expect(adapter.content(twin)).toBe(adapter.content(INSTRUCTION));
  });

  it.each<[string, Partial<Instruction>]>([
    ['key', { partnerKey: 'OTHER' }],
    ['amount', { amount: { currency: 'USD', minor: 12_346n } }],
    ['payee', { creditor: creditor('other@example.com') }],
    ['note', { remittance: 'other' }],
  ])('differs with the %s', (_name, change) => {
    const content = adapter.content({ ...INSTRUCTION, ...change });

    expect(content).not.toBe(adapter.content(INSTRUCTION));
  });

  it('is the very item that is sent', () => {
    const sent = itemOf(adapter, INSTRUCTION);

    expect(JSON.parse(adapter.content(INSTRUCTION))).toEqual(sent);
  });
});

describe('an inquiry', () => {
  const PATH = `/v1/payments/payouts/${BATCH_ID}?page=1&page_size=1000&total_required=true`;

  it.each([
    ['for one payout', adapter.inquire(INSTRUCTION, STAMP).request],
    ['for a batch', batches.inquire(BATCH, BATCH_ID, STAMP).request],
  ])('%s asks for the whole batch by PayPal’s id, on one page', (_name, request) => {
    expect(request).toMatchObject({ method: 'GET', path: PATH });
    expect(request.body).toBeUndefined();
  });

  it.each([null, '', 'with a space', '../payouts-item/X'])(
    'is never built for a payout whose reference is %j',
    (partnerReference) => {
      const build = () => adapter.inquire({ ...INSTRUCTION, partnerReference }, STAMP);

      expect(build).toThrow(/reference/);
    },
  );
});

it('has no cancel, as its record says', () => {
  expect(adapter.cancel(INSTRUCTION, STAMP)).toBeNull();
  expect(adapter.capabilities.cancel).toBe('none');
});

it('probes with a batch that never was', () => {
  const { request } = adapter.probe(STAMP);

  expect(request).toMatchObject({ method: 'GET' });
  expect(request.path).toMatch(/^\/v1\/payments\/payouts\/BREAKWATERPROBE\?/);
});

function creditor(value: string): Instruction['creditor'] {
  return { name: 'Demo', account: { type: 'paypal_email', value } };
}

function itemOf(paying: typeof adapter, instruction: Instruction): Record<string, unknown> {
  const { body } = paying.submit(instruction, STAMP).request;
  const { items } = JSON.parse(body ?? '') as { items: Record<string, unknown>[] };
  return items[0] ?? {};
}

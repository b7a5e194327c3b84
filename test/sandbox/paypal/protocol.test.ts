/**
 * Goal: the simulated PayPal keeps PayPal's rules by itself: tokens, pages, whole messages, links at
 * PayPal's own host, decimals, and what a sender may call back.
 * Method: raw requests, no adapter; the books afterwards.
 */
import { describe, expect, it } from 'vitest';

import type { SandboxReply } from '../../../src/sandbox/partners/messages.ts';
import { openWorld } from './world.ts';

const PAYOUTS = '/v1/payments/payouts';
type Json = Record<string, unknown>;

describe('the token call', () => {
  it('gives the right client a bearer token for nine hours', async () => {
    const { paypal } = openDoor();

    const reply = await paypal.token();

    expect(seen(reply)).toMatchObject({
      status: 200,
      json: {
        token_type: 'Bearer',
        expires_in: 32_400,
        access_token: expect.stringMatching(/^A21/),
      },
    });
  });

  it.each([
    ['a wrong secret', 'Basic eDp5', 'grant_type=client_credentials', 401, 'invalid_client'],
    ['no credentials', '', 'grant_type=client_credentials', 401, 'invalid_client'],
    ['another grant', null, 'grant_type=password', 400, 'unsupported_grant_type'],
  ])('with %s is refused', async (_name, authorization, body, status, error) => {
    const { paypal } = openDoor();

    const reply = await paypal.token({ authorization, body });

    expect(seen(reply)).toMatchObject({ status, json: { error } });
  });
});

describe('a call', () => {
  it.each([
    ['without a token', undefined, { name: 'AUTHENTICATION_FAILURE' }],
    ['with the client’s credentials', 'Basic eDp5', { name: 'AUTHENTICATION_FAILURE' }],
    ['with a token of nobody’s', 'Bearer A21AAnope', { error: 'invalid_token' }],
  ])('%s is 401 and does nothing', async (_name, authorization, json) => {
    const { world, paypal } = openDoor();

    const replies = [
      await paypal.raw('POST', PAYOUTS, batch(item('A')), authorization),
      await paypal.raw('GET', `${PAYOUTS}/X`, undefined, authorization),
    ];

    expect(replies.map(seen)).toMatchObject([
      { status: 401, json },
      { status: 401, json },
    ]);
    expect(world.changes).toEqual([]);
  });

  it('with a token whose nine hours are over is 401', async () => {
    const { world, paypal } = openDoor();
    const token = await paypal.login();
    await world.runtime.advance(32_399_999);
    const before = await paypal.raw('GET', `${PAYOUTS}/X`, undefined, token);
    await world.runtime.advance(1);

    const after = await paypal.raw('GET', `${PAYOUTS}/X`, undefined, token);

    expect(seen(before)).toMatchObject({ status: 404 });
    expect(seen(after)).toMatchObject({ status: 401, json: { name: 'AUTHENTICATION_FAILURE' } });
  });

  it('to a place that does not exist is 404', async () => {
    const { paypal } = openDoor();

    const replies = [
      await paypal.get('/v1/payments/payout'),
      await paypal.get(`${PAYOUTS}/..%2Fx`),
      await paypal.get('/v1/payments/payouts-item/NOPE'),
    ];

    expect(replies.map((reply) => reply.status)).toEqual([404, 404, 404]);
  });
});

describe('a message', () => {
  it('is taken, and its header says what was sent', async () => {
    const { paypal } = openDoor();

    const { status, json } = await paypal.post(batch(item('A'), item('B')));

    expect(status).toBe(201);
    expect(json).toMatchObject({
      batch_header: {
        batch_status: 'PENDING',
        payout_batch_id: expect.stringMatching(/^[A-Z0-9]{13}$/),
        sender_batch_header: { sender_batch_id: 'BATCH-1', email_subject: 'Hello' },
      },
    });
  });

  it('under the same id is refused with a link at PayPal’s own host, whatever else it says', async () => {
    const { world, paypal } = openDoor();
    const first = await paypal.post(batch(item('A')));

    const { status, json } = await paypal.post(batch(item('B'), item('C')));

    const id = batchIdOf(first.json);
    expect(status).toBe(400);
    expect(json).toMatchObject({
      name: 'USER_BUSINESS_ERROR',
      details: [
        {
          field: 'SENDER_BATCH_ID',
          issue: 'Batch with given sender_batch_id already exists',
          link: [{ href: `https://api.sandbox.paypal.com/v1/payments/payouts/${id}`, rel: 'self' }],
        },
      ],
    });
    expect(world.changes.map(({ reference }) => reference)).toEqual(['A']);
  });

  it('with an item’s id that another batch had pays it again: only batches are recognised', async () => {
    const { world, paypal } = openDoor();
    await paypal.post(batch(item('A')));

    await paypal.post({ ...batch(item('A')), sender_batch_header: { sender_batch_id: 'BATCH-2' } });
    await world.runtime.advance(1_000);

    expect(world.sandbox.bank.books()).toMatchObject([{ reference: 'A', executions: 2 }]);
  });

  it('that was refused may come again under its id', async () => {
    const { paypal } = openDoor();
    const bad = await paypal.post(batch(item('A', { receiver: 'nobody' })));

    const good = await paypal.post(batch(item('A')));

    expect([bad.status, good.status]).toEqual([400, 201]);
  });

  it.each<[string, Json, string]>([
    ['without a header', { items: [item('A')] }, 'sender_batch_header'],
    ['without items', { ...batch(), items: [] }, 'items'],
    ['with a text for an item', { ...batch(), items: ['A'] }, 'items[0]'],
    [
      'without an id',
      { ...batch(item('A')), sender_batch_header: {} },
      'sender_batch_header.sender_batch_id',
    ],
    ['to no address', batch(item('A'), item('B', { receiver: '@' })), 'items[1].receiver'],
    [
      'to an endless address',
      batch(item('A', { receiver: `${'x'.repeat(60)}@${'y'.repeat(70)}.com` })),
      'items[0].receiver',
    ],
    ['to a phone', batch(item('A', { recipient_type: 'PHONE' })), 'items[0].recipient_type'],
    ['of nothing', batch(item('A', { amount: money('USD', '0.00') })), 'items[0].amount.value'],
    ['in words', batch(item('A', { amount: money('USD', 'ten') })), 'items[0].amount.value'],
    [
      'in thousandths',
      batch(item('A', { amount: money('USD', '1.001') })),
      'items[0].amount.value',
    ],
    [
      'in fractions of yen',
      batch(item('A', { amount: money('JPY', '100.00') })),
      'items[0].amount.value',
    ],
    [
      'in a currency PayPal has not',
      batch(item('A', { amount: money('CNY', '1.00') })),
      'items[0].amount.value',
    ],
    [
      'in two currencies',
      batch(item('A'), item('B', { amount: money('EUR', '1.00') })),
      'items[1].amount.currency',
    ],
    ['without an item’s id', batch(item('A', { sender_item_id: '' })), 'items[0].sender_item_id'],
    ['with an endless note', batch(item('A', { note: 'x'.repeat(4_001) })), 'items[0].note'],
  ])('%s is refused as a whole, and the place is named', async (_name, message, field) => {
    const { world, paypal } = openDoor();

    const { status, json } = await paypal.post(message);

    expect(status).toBe(400);
    expect(json).toMatchObject({ name: 'VALIDATION_ERROR' });
    expect(JSON.stringify(json['details'])).toContain(`"field":"${field}"`);
    expect(world.changes).toEqual([]);
  });

  it('that is no JSON is refused', async () => {
    const { paypal } = openDoor();

    const reply = await paypal.raw('POST', PAYOUTS, '{', await paypal.login());

    expect(seen(reply)).toMatchObject({ status: 400 });
  });

  it('in yen is counted in whole yen', async () => {
    const { world, paypal } = openDoor();

    await paypal.post(batch(item('A', { amount: money('JPY', '1000') })));

    expect(world.changes).toMatchObject([{ amountMinor: 1_000n, currency: 'JPY' }]);
  });

  it('with a misspelt magic value is refused, and the log says why', async () => {
    const { world, paypal } = openDoor();

    const { status } = await paypal.post(batch(item('A', { note: 'sim:nope' })));

    expect(status).toBe(400);
    expect(world.log.join()).toContain("unknown behaviour 'nope'");
  });
});

describe('the details', () => {
  it('come in pages, with their totals when asked for', async () => {
    const { paypal } = openDoor();
    const { json: created } = await paypal.post(batch(...'ABCDE'.split('').map((id) => item(id))));
    const at = `${PAYOUTS}/${batchIdOf(created)}`;

    const second = await paypal.get(`${at}?page=2&page_size=2&total_required=true`);
    const beyond = await paypal.get(`${at}?page=4&page_size=2`);

    expect(keysIn(second.json)).toEqual(['C', 'D']);
    expect(second.json).toMatchObject({ total_items: 5, total_pages: 3 });
    expect(keysIn(beyond.json)).toEqual([]);
    expect(beyond.json).not.toHaveProperty('total_items');
  });

  it.each(['page=0', 'page_size=1001', 'page_size=x', 'page=1.5'])(
    'for %s are refused',
    async (query) => {
      const { paypal } = openDoor();
      const { json } = await paypal.post(batch(item('A')));

      const reply = await paypal.get(`${PAYOUTS}/${batchIdOf(json)}?${query}`);

      expect(reply).toMatchObject({ status: 400, json: { name: 'VALIDATION_ERROR' } });
    },
  );

  it('of a batch are PROCESSING while anything is pending, then SUCCESS although one failed', async () => {
    const { world, paypal } = openDoor();
    const note = 'sim:rejectAfter=CLOSED_MARKET:10';
    const { json: created } = await paypal.post(batch(item('A'), item('B', { note })));
    const at = `${PAYOUTS}/${batchIdOf(created)}`;

    const before = await paypal.get(at);
    await world.runtime.advance(1_000);
    const after = await paypal.get(at);

    expect(before.json).toMatchObject({
      batch_header: { batch_status: 'PROCESSING', amount: money('USD', '24.68') },
      items: [{ transaction_status: 'PENDING' }, { transaction_status: 'PENDING' }],
    });
    expect(after.json).toMatchObject({
      batch_header: { batch_status: 'SUCCESS' },
      items: [
        { transaction_status: 'SUCCESS', payout_item: { sender_item_id: 'A', note: '' } },
        { transaction_status: 'FAILED', errors: errorObject('CLOSED_MARKET') },
      ],
    });
  });
});

/** The specification's error object: name, message and `debug_id` are mandatory. */
function errorObject(name: string): object {
  return { name, message: name, debug_id: expect.stringMatching(/^[0-9a-f]{13}$/) };
}

describe('a batch of which nothing could be done', () => {
  it('is DENIED, its items FAILED', async () => {
    const { paypal } = openDoor();
    const note = 'sim:rejectAtOnce';
    const { json: created } = await paypal.post(batch(item('A', { note }), item('B', { note })));

    const { json } = await paypal.get(`${PAYOUTS}/${batchIdOf(created)}`);

    expect(json).toMatchObject({
      batch_header: { batch_status: 'DENIED' },
      items: [
        { transaction_status: 'FAILED', errors: errorObject('UNDEFINED') },
        { transaction_status: 'FAILED' },
      ],
    });
  });
});

describe('an item', () => {
  it('has a page of its own', async () => {
    const { paypal } = openDoor();
    const { json: created } = await paypal.post(batch(item('A')));
    const [line] = itemsIn((await paypal.get(`${PAYOUTS}/${batchIdOf(created)}`)).json);

    const own = await paypal.get(`/v1/payments/payouts-item/${String(line?.['payout_item_id'])}`);

    expect(own).toMatchObject({ status: 200, json: { ...line, sender_batch_id: 'BATCH-1' } });
  });

  it('can be called back only while nobody has claimed it', async () => {
    const { world, paypal } = openDoor();
    const { json: created } = await paypal.post(
      batch(item('A'), item('B', { receiver: 'nobody@unclaimed.example' })),
    );
    const lines = itemsIn((await paypal.get(`${PAYOUTS}/${batchIdOf(created)}`)).json);
    const [first, second] = lines.map(
      (line) => `/v1/payments/payouts-item/${String(line['payout_item_id'])}/cancel`,
    );

    const pending = await paypal.call('POST', first ?? '');
    const unclaimed = await paypal.call('POST', second ?? '');
    const again = await paypal.call('POST', second ?? '');

    expect(pending).toMatchObject({ status: 400, json: { name: 'ITEM_INCORRECT_STATUS' } });
    expect(unclaimed).toMatchObject({ status: 200, json: { transaction_status: 'RETURNED' } });
    expect(again.status).toBe(400);
    expect(world.changes.at(-1)).toMatchObject({ reference: 'B', status: 'cancelled' });
  });
});

function item(senderItemId: string, changes: Json = {}): Json {
  return {
    recipient_type: 'EMAIL',
    amount: money('USD', '12.34'),
    receiver: 'borrower@example.com',
    sender_item_id: senderItemId,
    note: '',
    ...changes,
  };
}

function money(currency: string, value: string) {
  return { currency, value };
}

function batch(...items: readonly Json[]): Json {
  return { sender_batch_header: { sender_batch_id: 'BATCH-1', email_subject: 'Hello' }, items };
}

function openDoor() {
  const world = openWorld();
  const { sandbox, secret } = world;
  const basic = `Basic ${Buffer.from(`${secret('CLIENT_ID')}:${secret('CLIENT_SECRET')}`).toString('base64')}`;
  const raw = (method: string, path: string, body: unknown, authorization?: string) =>
    sandbox.handle({
      method,
      path,
      headers: authorization === undefined ? {} : { authorization },
      body: typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body),
    });
  const token = ({
    authorization = null as string | null,
    body = 'grant_type=client_credentials',
  } = {}) => raw('POST', '/v1/oauth2/token', body, authorization ?? basic);
  const login = async () => `Bearer ${String(seen(await token()).json['access_token'])}`;
  const call = async (method: string, path: string, body?: unknown) =>
    seen(await raw(method, path, body, await login()));
  const paypal = {
    raw,
    token,
    login,
    call,
    post: (body: unknown) => call('POST', PAYOUTS, body),
    get: (path: string) => call('GET', path),
  };
  return { world, paypal };
}

function seen(reply: SandboxReply): { readonly status: number; readonly json: Json } {
  if (reply.kind !== 'answer') throw new Error(reply.kind);
  return { status: reply.status, json: JSON.parse(reply.body) as Json };
}

function batchIdOf(json: Json): string {
  return String(Reflect.get(Object(json['batch_header']), 'payout_batch_id'));
}

function itemsIn(json: Json): readonly Json[] {
  return json['items'] as Json[];
}

function keysIn(json: Json): readonly unknown[] {
  return itemsIn(json).map((line) => Reflect.get(Object(line['payout_item']), 'sender_item_id'));
}

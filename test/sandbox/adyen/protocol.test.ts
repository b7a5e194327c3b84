/**
 * Goal: the simulated Adyen is as strict as its specification: it checks key, fields and dates, and
 * what it answers has the specification's shapes.
 * Method: true requests of the adapter, spoilt by hand.
 */
import { describe, expect, it } from 'vitest';

import type { PartnerRequest } from '../../../src/contract/exchange.ts';
import { answered, type PartnerWorld } from '../../support/partner-world.ts';
import { IBAN, KEY, openWorld, order } from './world.ts';

describe('the fields of a transfer', () => {
  const party = (bankAccount: unknown) => ({ counterparty: { bankAccount } });
  const identification = { type: 'iban', iban: IBAN };
  const WRONG: readonly (readonly [field: string, change: Readonly<Record<string, unknown>>])[] = [
    ['amount.value', { amount: { value: '1', currency: 'EUR' } }],
    ['amount.value', { amount: { value: 1.5, currency: 'EUR' } }],
    ['amount.value', { amount: { value: 0, currency: 'EUR' } }],
    ['amount.currency', { amount: { value: 1, currency: 'eur' } }],
    ['balanceAccountId', { balanceAccountId: 'BA1' }],
    ['category', { category: 'internal' }],
    [
      'counterparty.bankAccount.accountHolder.fullName',
      party({ accountIdentification: identification }),
    ],
    [
      'counterparty.bankAccount.accountHolder.fullName',
      party({ accountHolder: { fullName: '王小明' }, accountIdentification: identification }),
    ],
    [
      'counterparty.bankAccount.accountIdentification.iban',
      party({
        accountHolder: { fullName: 'A' },
        accountIdentification: { type: 'iban', iban: 'NL00' },
      }),
    ],
    [
      'counterparty.bankAccount.accountIdentification.iban',
      party({
        accountHolder: { fullName: 'A' },
        accountIdentification: { type: 'iban', iban: 'NL91ABNA0417164301' },
      }),
    ],
    ['priority', { priority: 'slow' }],
    ['priority', { priority: undefined }],
    ['reference', { reference: 'x'.repeat(81) }],
    ['description', { description: 'x'.repeat(141) }],
    ['description', { description: '借款' }],
  ];

  it.each(WRONG)('are complained of by name: %s', async (field, change) => {
    const world = openWorld();
    const request = changed(world.adapter.submit(order(), world.stamp()).request, change);

    const reply = answered(await world.send(request));

    expect(reply.status).toBe(422);
    expect(JSON.parse(reply.body)).toMatchObject({
      type: 'https://docs.adyen.com/errors/validation',
      status: 422,
      errorCode: '30_011',
    });
    expect(reply.body).toContain(`"name":"${field}"`);
    expect(world.changes).toEqual([]);
  });

  it.each(['', '[]', '{', 'null'])('are looked for in vain in the body %j', async (body) => {
    const world = openWorld();
    const { request } = world.adapter.submit(order(), world.stamp());

    expect(answered(await world.send({ ...request, body })).status).toBe(422);
  });

  it('do not include a key of 65 characters', async () => {
    const world = openWorld();
    const { request } = world.adapter.submit(order(), world.stamp());
    const headers = { ...request.headers, 'idempotency-key': 'K'.repeat(65) };

    expect(answered(await world.send({ ...request, headers })).status).toBe(422);
  });
});

describe('the API key', () => {
  it('is asked for everywhere, and its want is said in each call’s own form', async () => {
    const world = openWorld();
    const requests = [
      world.adapter.submit(order(), world.stamp()).request,
      world.adapter.inquire(order(), world.stamp()).request,
    ];

    const bodies = await Promise.all(
      requests.map(async (request) => {
        const reply = answered(await world.send({ ...request, headers: {} }));
        return [reply.status, JSON.parse(reply.body)] as const;
      }),
    );

    expect(bodies).toMatchObject([
      [401, { status: 401, errorType: 'security', errorCode: '000' }],
      [
        401,
        {
          status: 401,
          type: 'https://docs.adyen.com/errors/unauthorized',
          // The specification's form has every one of these.
          title: expect.any(String),
          detail: expect.any(String),
          errorCode: '00_401',
        },
      ],
    ]);
  });
});

describe('a list', () => {
  const list = async (world: PartnerWorld, query: string) => {
    const { headers } = world.adapter.probe(world.stamp()).request;
    const path = `/btl/v4/transfers?${query}`;
    const reply = answered(await world.send({ method: 'GET', path, headers }));
    return { status: reply.status, json: JSON.parse(reply.body) as Record<string, unknown> };
  };
  const DATES = 'createdSince=2026-11-23T00:00:00Z&createdUntil=2026-11-25T00:00:00Z';

  it.each([
    ['no dates', 'balancePlatform=BreakwaterDemo'],
    ['one date', 'balancePlatform=BreakwaterDemo&createdSince=2026-11-23T00:00:00Z'],
    ['no ISO 8601', 'balancePlatform=BreakwaterDemo&createdSince=yesterday&createdUntil=now'],
    [
      'more than six months',
      'balancePlatform=BreakwaterDemo&createdSince=2026-01-01T00:00:00Z&createdUntil=2026-12-01T00:00:00Z',
    ],
    [
      'dates the wrong way round',
      'balancePlatform=BreakwaterDemo&createdSince=2026-11-25T00:00:00Z&createdUntil=2026-11-23T00:00:00Z',
    ],
    ['nobody’s transfers', DATES],
    ['a stranger’s transfers', `${DATES}&balancePlatform=Other`],
    ['too many at once', `${DATES}&balancePlatform=BreakwaterDemo&limit=101`],
  ])('of %s is not given', async (_name, query) => {
    expect((await list(openWorld(), query)).status).toBe(422);
  });

  it('holds what was created between its dates', async () => {
    const world = openWorld();
    await world.submit(order());
    const inside = await list(world, `${DATES}&balancePlatform=BreakwaterDemo&reference=${KEY}`);
    const before = await list(
      world,
      `createdSince=2026-11-01T00:00:00Z&createdUntil=2026-11-02T00:00:00Z&balancePlatform=BreakwaterDemo&reference=${KEY}`,
    );

    expect(inside.json['data']).toMatchObject([{ reference: KEY, status: 'authorised' }]);
    expect(before.json['data']).toEqual([]);
  });

  it('says that it goes on', async () => {
    const world = openWorld();
    world.arm('dedupeOff');
    await world.submit(order());
    await world.submit(order());

    const { json } = await list(
      world,
      `${DATES}&balancePlatform=BreakwaterDemo&reference=${KEY}&limit=1`,
    );

    expect(json['data']).toHaveLength(1);
    expect(json['_links']).toHaveProperty('next.href');
  });
});

describe('a transfer', () => {
  it('is answered 202 and without its events, and the key comes back', async () => {
    const world = openWorld();

    const reply = answered(await world.send(world.adapter.submit(order(), world.stamp()).request));

    const json = JSON.parse(reply.body) as Record<string, unknown>;
    expect(reply).toMatchObject({ status: 202, headers: { 'idempotency-key': KEY } });
    expect(json).toMatchObject({ status: 'authorised', reason: 'approved', direction: 'outgoing' });
    expect(json).not.toHaveProperty('events');
    expect(json).not.toHaveProperty('sequenceNumber');
  });

  it('adds up: the events’ mutations are its balances', async () => {
    const world = openWorld();
    world.arm('returnAfter', { value: 'counterpartyAccountClosed:1:45' });
    await world.submit(order());
    await world.runtime.advance(2_000);

    const last = world.callbacks().at(-1);
    const { data } = JSON.parse(last?.body ?? '{}') as { data: Record<string, unknown> };

    expect(data['balances']).toEqual([{ currency: 'EUR', balance: -45, received: 0, reserved: 0 }]);
  });

  it('can be looked up by its number, and a number of nobody cannot', async () => {
    const world = openWorld();
    const taken = await world.submit(order());
    const { headers } = world.adapter.probe(world.stamp()).request;
    const look = async (id: string) =>
      answered(await world.send({ method: 'GET', path: `/btl/v4/transfers/${id}`, headers }));

    const found = await look(String(Reflect.get(taken, 'partnerReference')));
    const missing = await look('NOBODY');

    expect([found.status, missing.status]).toEqual([200, 404]);
    expect(JSON.parse(found.body)).toMatchObject({ reference: KEY });
  });
});

function changed(
  request: PartnerRequest,
  change: Readonly<Record<string, unknown>>,
): PartnerRequest {
  const body = JSON.parse(request.body ?? '') as Record<string, unknown>;
  return { ...request, body: JSON.stringify({ ...body, ...change }) };
}

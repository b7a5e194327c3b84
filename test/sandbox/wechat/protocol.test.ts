/**
 * Goal: the simulated WeChat Pay is as strict as the real one: it looks at nothing that the
 * merchant did not sign, checks each field, and signs whatever it answers.
 * Method: true requests of the adapter, spoilt and signed again by hand.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import type { PartnerRequest } from '../../../src/contract/exchange.ts';
import type { SandboxReply } from '../../../src/sandbox/partners/messages.ts';
import { answered } from '../../support/partner-world.ts';
import { KEY, openWorld, order } from './world.ts';

const TRANSFER = '/v3/fund-app/mch-transfer/transfer-bills/transfer';

describe('the merchant’s signature', () => {
  const spoil: readonly (readonly [string, (request: PartnerRequest) => PartnerRequest])[] = [
    ['no Authorization', (request) => ({ ...request, headers: {} })],
    ['a changed body', (request) => ({ ...request, body: `${request.body} ` })],
    ['a changed path', (request) => ({ ...request, path: `${request.path}?a=1` })],
    ['another scheme', (request) => reauthorized(request, /^WECHATPAY2-SHA256-RSA2048/, 'X')],
    ['another merchant', (request) => reauthorized(request, /mchid="\d+"/, 'mchid="1"')],
    ['another certificate', (request) => reauthorized(request, /serial_no="\w+"/, 'serial_no="1"')],
    ['a parameter missing', (request) => reauthorized(request, /nonce_str="\w+",/, '')],
    ['a parameter too many', (request) => reauthorized(request, /mchid=/, 'extra="1",mchid=')],
  ];

  it.each(spoil)('is missed with %s: 401 SIGN_ERROR, nothing is taken', async (_name, change) => {
    const world = openWorld();
    const { request } = world.adapter.submit(order(), world.stamp());

    const reply = answered(await world.send(change(request)));

    expect(reply.status).toBe(401);
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'SIGN_ERROR' });
    expect(world.changes).toEqual([]);
  });

  it.each([-301_000, 301_000])('of %i ms ago is refused', async (offMs) => {
    const world = openWorld();
    const stamp = { ...world.stamp(), nowMs: world.runtime.now() + offMs };

    const reply = answered(await world.send(world.adapter.submit(order(), stamp).request));

    expect(reply.status).toBe(401);
  });

  it('may have its parameters in any order', async () => {
    const world = openWorld();
    const { request } = world.adapter.submit(order(), world.stamp());
    const [scheme = '', list = ''] = (request.headers['authorization'] ?? '').split(' ');
    const authorization = `${scheme} ${list.split(',').toReversed().join(',')}`;

    const reply = await world.send({ ...request, headers: { ...request.headers, authorization } });

    expect(answered(reply).status).toBe(200);
  });

  it('is not enough without Accept and User-Agent', async () => {
    const world = openWorld();
    const { request } = world.adapter.submit(order(), world.stamp());
    const { accept: _accept, ...headers } = request.headers;

    expect(answered(await world.send({ ...request, headers })).status).toBe(400);
  });
});

describe('the fields of a transfer', () => {
  const WRONG: readonly (readonly [name: string, change: Readonly<Record<string, unknown>>])[] = [
    ['no appid', { appid: undefined }],
    ['a number with a dash', { out_bill_no: 'A-B' }],
    ['a number of 33 characters', { out_bill_no: 'A'.repeat(33) }],
    ['no scene report', { transfer_scene_report_infos: undefined }],
    ['no authorisation', { out_authorization_no: '' }],
    ['an authorisation of 33 characters', { out_authorization_no: 'o'.repeat(33) }],
    ['an amount in words', { transfer_amount: '100' }],
    ['a part of a fen', { transfer_amount: 100.5 }],
    ['less than ten fen', { transfer_amount: 9 }],
    ['no remark', { transfer_remark: '' }],
    ['a remark of 33 characters', { transfer_remark: '放'.repeat(33) }],
    ['a notify_url with a query', { notify_url: 'https://breakwater.example/?a=1' }],
    ['a notify_url without TLS', { notify_url: 'http://breakwater.example/' }],
    ['a name under 0.30 yuan', { transfer_amount: 29 }],
    ['no name from 2000 yuan on', { transfer_amount: 200_000, user_name: undefined }],
    ['a name in clear', { user_name: '演示用户' }],
  ];

  it.each(WRONG)('with %s are a PARAM_ERROR', async (_name, change) => {
    const world = openWorld();
    const body = { ...bodyOf(world.adapter.submit(order(), world.stamp()).request), ...change };

    const reply = answered(await world.send(signedByMerchant(world, JSON.stringify(body))));

    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'PARAM_ERROR' });
    expect(world.changes).toEqual([]);
  });

  it.each(['', '[]', '{', 'null'])('are looked for in vain in the body %j', async (body) => {
    const world = openWorld();

    expect(answered(await world.send(signedByMerchant(world, body))).status).toBe(400);
  });

  it('name an app that belongs to the merchant', async () => {
    const world = openWorld();
    const body = { ...bodyOf(world.adapter.submit(order(), world.stamp()).request), appid: 'wx' };

    const reply = answered(await world.send(signedByMerchant(world, JSON.stringify(body))));

    expect(reply.status).toBe(401);
    expect(JSON.parse(reply.body)).toMatchObject({ code: 'APPID_MCHID_NOT_MATCH' });
  });
});

describe('the answers', () => {
  it('are signed by the platform, errors too', async () => {
    const world = openWorld();
    const { adapter } = world;
    const replies = await Promise.all([
      world.send(adapter.submit(order(), world.stamp()).request),
      world.send(adapter.inquire(order({ partnerKey: 'NOBODY' }), world.stamp()).request),
      world.send({ ...adapter.probe(world.stamp()).request, headers: {} }),
    ]);

    expect(replies.map((reply) => answered(reply).status)).toEqual([200, 404, 401]);
    expect(replies.map((reply) => signedByPlatform(world, reply))).toEqual([true, true, true]);
  });

  it('to a path that does not exist are 404', async () => {
    const world = openWorld();
    const request = signedByMerchant(world, '{}', '/v3/pay/transactions/jsapi');

    expect(answered(await world.send(request)).status).toBe(404);
  });

  it('of a bill carry what WX-OAS says they must', async () => {
    const world = openWorld();
    const taken = await world.send(world.adapter.submit(order(), world.stamp()).request);
    const asked = await world.send(world.adapter.inquire(order(), world.stamp()).request);

    const bill = JSON.parse(answered(asked).body) as Record<string, unknown>;

    expect(JSON.parse(answered(taken).body)).toMatchObject({ state: 'ACCEPTED' });
    expect(bill).toMatchObject({
      mch_id: '1900000001',
      out_bill_no: KEY,
      state: 'PROCESSING',
      transfer_amount: 12_345,
      create_time: '2026-11-24T09:00:00+08:00',
      update_time: '2026-11-24T09:00:00+08:00',
    });
    expect(bill['transfer_bill_no']).toMatch(/^[0-9A-Za-z_-]{1,64}$/);
  });
});

type World = ReturnType<typeof openWorld>;

function bodyOf(request: PartnerRequest): Record<string, unknown> {
  return JSON.parse(request.body ?? '') as Record<string, unknown>;
}

function reauthorized(request: PartnerRequest, part: RegExp, by: string): PartnerRequest {
  const authorization = (request.headers['authorization'] ?? '').replace(part, by);
  return { ...request, headers: { ...request.headers, authorization } };
}

function signedByMerchant(world: World, body: string, path = TRANSFER): PartnerRequest {
  const { headers } = world.adapter.submit(order(), world.stamp()).request;
  const timestamp = String(Math.floor(world.runtime.now() / 1000));
  const text = Buffer.from(`POST\n${path}\n${timestamp}\nnonce\n${body}\n`);
  const key = createPrivateKey(world.secret('MCH_PRIVATE_KEY'));
  const parameters = {
    mchid: world.secret('MCH_ID'),
    serial_no: world.secret('MCH_SERIAL'),
    nonce_str: 'nonce',
    timestamp,
    signature: sign('sha256', text, key).toString('base64'),
  };
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  const authorization = `WECHATPAY2-SHA256-RSA2048 ${list.join(',')}`;
  return { method: 'POST', path, headers: { ...headers, authorization }, body };
}

function signedByPlatform(world: World, reply: SandboxReply): boolean {
  const { headers, body } = answered(reply);
  const keys = JSON.parse(world.secret('PLATFORM_KEYS')) as Record<string, string>;
  const key = createPublicKey(keys[headers['wechatpay-serial'] ?? ''] ?? '');
  const text = `${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${body}\n`;
  const signature = Buffer.from(headers['wechatpay-signature'] ?? '', 'base64');
  return verify('sha256', Buffer.from(text), key, signature);
}

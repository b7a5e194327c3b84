/**
 * Goal: the simulated bank is as strict as the real one: it looks at nothing that the user did not
 * sign, refuses what was signed an hour ago, checks each field, bounds its callers, and signs
 * whatever it answers.
 * Method: true requests of the adapter, opened, spoilt, and closed and signed again by hand.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  sign,
  verify,
} from 'node:crypto';

import { sm2 } from 'sm-crypto';
import { describe, expect, it } from 'vitest';

import type { PartnerRequest } from '../../../src/contract/exchange.ts';
import { answered } from '../../support/partner-world.ts';
import { DIALECTS, openWorld, order } from './world.ts';

type World = ReturnType<typeof openWorld>;
type Message = Record<string, Record<string, unknown>>;

const HOUR_MS = 3_600_000;

describe('the door', () => {
  const SPOILT: readonly (readonly [name: string, change: (form: URLSearchParams) => void])[] = [
    ['another user', (form) => form.set('UID', 'N000000002')],
    ['no user', (form) => form.delete('UID')],
    ['no data', (form) => form.delete('DATA')],
    ['data in clear', (form) => form.set('DATA', '{"request":{}}')],
    ['data cut', (form) => form.set('DATA', (form.get('DATA') ?? '').slice(0, -24))],
    ['an algorithm nobody knows', (form) => form.set('ALG', 'DES')],
    ['the other dialect’s name', (form) => form.set('ALG', 'SM')],
  ];

  it.each(SPOILT)(
    'stays shut for %s: a complaint in clear, nothing is taken',
    async (_name, change) => {
      const world = openWorld();
      const request = withForm(world.adapter.submit(order(), world.stamp()).request, change);

      const reply = answered(await world.send(request));

      expect(reply.status).toBe(400);
      expect(reply.body).toMatch(/^CDCServer:/);
      expect(world.changes).toEqual([]);
    },
  );

  it.each([
    ['no signature', (message: Message) => ({ ...message, signature: {} })],
    ['another amount', (message: Message) => withPayment(message, { trsAmt: '999.99' })],
    ['another time', (message: Message) => withSignature(message, { sigtim: '20261124090001' })],
  ])('stays shut for a message with %s that was not signed like that', async (_name, change) => {
    const world = openWorld();
    const { request } = world.adapter.submit(order(), world.stamp());

    const reply = answered(await world.send(reclosed(world, request, change)));

    expect(reply.body).toBe('CDCServer:验签失败');
    expect(world.changes).toEqual([]);
  });

  it.each([
    [-HOUR_MS - 1_000, 400],
    [-HOUR_MS, 200],
    [HOUR_MS, 200],
    [HOUR_MS + 1_000, 400],
  ])('for a signature %i ms off says %i', async (offMs, status) => {
    const world = openWorld();
    const stamp = { ...world.stamp(), nowMs: world.runtime.now() + offMs };

    const reply = answered(await world.send(world.adapter.submit(order(), stamp).request));

    expect(reply.status).toBe(status);
    expect(world.changes.length > 0).toBe(status === 200);
  });

  it('reads what it refuses for its age as doubt', async () => {
    const world = openWorld();
    const stamp = { ...world.stamp(), nowMs: world.runtime.now() - 2 * HOUR_MS };
    const call = world.adapter.submit(order(), stamp);

    const verdict = call.read(answered(await world.send(call.request)), world.runtime.now());

    expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.error' });
  });

  it('compares the form with the message in the present dialect', async () => {
    const world = openWorld({ dialect: 'SM' });
    const { request } = world.adapter.submit(order(), world.stamp());

    const reply = await world.send(withForm(request, (form) => form.set('FUNCODE', 'BB1PAYQR')));

    expect(answered(reply).body).toBe('CDCServer:报文头与表单不一致');
  });

  it.each(['reqid', 'userid'])('wants a %s', async (field) => {
    const world = openWorld();
    const { request } = world.adapter.submit(order(), world.stamp());
    const change = (message: Message) => withHead(message, { [field]: 'x' });

    const reply = answered(await world.send(resigned(world, request, change)));

    expect(reply.status).toBe(400);
  });

  it.each([
    ['GET', '/cdcserver/api/v2'],
    ['POST', '/cdcserver/api/v1'],
  ])('is nowhere at %s %s', async (method, path) => {
    const world = openWorld();

    const reply = await world.sandbox.handle({ method, path, headers: {}, body: '' });

    expect(answered(reply).status).toBe(404);
  });
});

describe('the fields of a payment', () => {
  const WRONG: readonly (readonly [field: string, change: Readonly<Record<string, unknown>>])[] = [
    ['dbtAcc', { dbtAcc: '755000000000002' }],
    ['crtAcc', { crtAcc: '1' }],
    ['crtNam', { crtNam: ' ' }],
    ['crtNam', { crtNam: '放'.repeat(101) }],
    ['brdNbr', { brdNbr: '10210009999' }],
    ['ccyNbr', { ccyNbr: '32' }],
    ['trsAmt', { trsAmt: '0.00' }],
    ['trsAmt', { trsAmt: '1.234' }],
    ['trsAmt', { trsAmt: 123.45 }],
    ['trsAmt', { trsAmt: '1000000.01', stlChn: 'R' }],
    ['bnkFlg', { bnkFlg: 'X' }],
    ['stlChn', { stlChn: 'X' }],
    ['crtBnk', { brdNbr: '' }],
    ['nusAge', { nusAge: '' }],
    ['yurRef', { yurRef: 'a'.repeat(31) }],
    ['yurRef', { yurRef: '' }],
  ];

  it.each(WRONG)('%s is looked at: %o', async (field, change) => {
    const world = openWorld();
    const { request } = world.adapter.submit(order(), world.stamp());

    const reply = await world.send(
      resigned(world, request, (message) => withPayment(message, change)),
    );

    const { response } = opened(world, answered(reply).body);
    expect(response).toMatchObject({
      head: { resultcode: 'FABZ002', resultmsg: `业务条件检查失败：${field}` },
    });
    expect(world.changes).toEqual([]);
  });

  it.each([
    ['no bank, by the real-time channel', { brdNbr: '', stlChn: 'R' }],
    ['no bank, by smart routing', { brdNbr: '', stlChn: 'I' }],
    ['no bank but its own', { brdNbr: '', bnkFlg: 'Y' }],
    ['a bank by its name', { brdNbr: '', crtBnk: '中国工商银行' }],
    ['no channel', { stlChn: '' }],
    ['a short reference of somebody else’s', { yurRef: '202008286878022033' }],
  ])('may have %s', async (_name, change) => {
    const world = openWorld();
    const { request } = world.adapter.submit(order(), world.stamp());

    const reply = await world.send(
      resigned(world, request, (message) => withPayment(message, change)),
    );

    expect(opened(world, answered(reply).body).response).toMatchObject({
      body: { bb1payopz1: [{ reqSts: 'BNK' }] },
    });
  });
});

describe('the answers', () => {
  it('repeat function, user and number of the request', async () => {
    const world = openWorld();
    const stamp = world.stamp();

    const reply = await world.send(world.adapter.inquire(order(), stamp).request);

    expect(opened(world, answered(reply).body).response).toMatchObject({
      head: {
        funcode: 'BB1PAYQR',
        userid: 'N000000001',
        reqid: `20261124090000000${stamp.nonce}`,
        resultcode: 'SUC0000',
      },
      body: { bb1payqrz1: [] },
    });
  });

  it.each(DIALECTS)('are signed by the bank, errors too: %s', async (dialect) => {
    const world = openWorld({ dialect });
    await world.submit(order());
    const replies = [
      await world.send(world.adapter.inquire(order(), world.stamp()).request),
      await world.send(world.adapter.submit(order(), world.stamp()).request),
      await world.send(world.adapter.probe(world.stamp()).request),
    ];

    const texts = replies.map((reply) => openText(world, answered(reply).body, dialect));

    expect(texts.map((text) => isFromBank(world, text, dialect))).toEqual([true, true, true]);
  });

  it('number an order beyond what a double can hold', async () => {
    const world = openWorld();
    const reply = await world.send(world.adapter.submit(order(), world.stamp()).request);

    const message = opened(world, answered(reply).body) as unknown as {
      response: { body: { bb1payopz1: [{ reqNbr: string }] } };
    };

    const [{ reqNbr }] = message.response.body.bb1payopz1;
    expect(reqNbr).toMatch(/^\d{20}$/);
    expect(String(Number(reqNbr))).not.toBe(reqNbr);
  });

  it('number the orders under one reference upwards, also within one millisecond', async () => {
    const world = openWorld();
    world.arm('rejectAtOnce');
    for (let index = 0; index < 12; index++) await world.submit(order());

    const reply = await world.send(world.adapter.inquire(order(), world.stamp()).request);

    const message = opened(world, answered(reply).body) as unknown as {
      response: { body: { bb1payqrz1: readonly { reqNbr: string }[] } };
    };
    const numbers = message.response.body.bb1payqrz1.map(({ reqNbr }) => reqNbr);
    expect(numbers).toHaveLength(12);
    expect(numbers).toEqual(numbers.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)));
  });

  it('to a function the bank does not have are an error', async () => {
    const world = openWorld();
    const { request } = world.adapter.probe(world.stamp());
    const change = (message: Message) => withHead(message, { funcode: 'DCLISMOD' });

    const reply = await world.send(resigned(world, request, change));

    expect(opened(world, answered(reply).body).response).toMatchObject({
      head: { resultcode: 'FABZ002' },
      body: {},
    });
  });
});

describe('callers under way', () => {
  it.each([
    ['submit', 50],
    ['inquire', 20],
  ] as const)(
    'a %s more than %i at once is an error, and fine again when one has left',
    async (lane, limit) => {
      const world = openWorld();
      world.arm('answerLate', { value: `${lane}:5000` });
      const requests = Array.from({ length: limit + 1 }, (_, index) =>
        numbered(world, lane, index),
      );

      const replies = await Promise.all(requests.map((request) => world.send(request)));
      await world.runtime.advance(5_000);
      const afterwards = await world.send(numbered(world, lane, limit + 1));

      const codes = replies.map((reply) => resultOf(world, answered(reply).body));
      expect(codes.filter((code) => code === 'SUC0000')).toHaveLength(limit);
      expect(codes.at(-1)).toBe('SIM0050');
      expect(resultOf(world, answered(afterwards).body)).toBe('SUC0000');
    },
  );

  it('are counted apart: payments do not keep inquiries out', async () => {
    const world = openWorld();
    world.arm('answerLate', { value: 'submit:5000' });
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => world.send(numbered(world, 'submit', index))),
    );

    expect(await world.inquire(order())).toMatchObject({ kind: 'absent' });
  });
});

function numbered(world: World, lane: 'submit' | 'inquire', index: number): PartnerRequest {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const key = `${'A'.repeat(30)}${letters.charAt(Math.floor(index / 32))}${letters.charAt(index % 32)}`;
  return world.adapter[lane](order({ partnerKey: key }), world.stamp()).request;
}

function withForm(
  request: PartnerRequest,
  change: (form: URLSearchParams) => void,
): PartnerRequest {
  const form = new URLSearchParams(request.body);
  change(form);
  return { ...request, body: form.toString() };
}

/** Opens a request of the older dialect, changes it, and closes it with the old signature. */
function reclosed(
  world: World,
  request: PartnerRequest,
  change: (message: Message) => object,
): PartnerRequest {
  return withForm(request, (form) => {
    const message = JSON.parse(openText(world, form.get('DATA') ?? '', 'RSA')) as Message;
    form.set('DATA', closedText(world, sorted(change(message))));
  });
}

/** The same with a new signature of the user's. */
function resigned(
  world: World,
  request: PartnerRequest,
  change: (message: Message) => Message,
): PartnerRequest {
  return reclosed(world, request, (message) => {
    const changed = withSignature(change(message), { sigdat: '__signature_sigdat__' });
    const key = createPrivateKey(world.secret('RSA_USER_PRIVATE_KEY'));
    const sigdat = sign('sha256', Buffer.from(sorted(changed)), key).toString('base64');
    return withSignature(changed, { sigdat });
  });
}

function withSignature(message: Message, changes: Record<string, unknown>): Message {
  return { ...message, signature: { ...message['signature'], ...changes } };
}

function withHead(message: Message, changes: Record<string, unknown>): Message {
  const { request } = message;
  const head = { ...(request?.['head'] as object), ...changes };
  return { ...message, request: { ...request, head } };
}

function withPayment(message: Message, changes: Record<string, unknown>): Message {
  const { request } = message;
  const body = request?.['body'] as { bb1payopx1: [object] };
  const bb1payopx1 = [{ ...body.bb1payopx1[0], ...changes }];
  return { ...message, request: { ...request, body: { ...body, bb1payopx1 } } };
}

function opened(world: World, sealed: string): Message {
  return JSON.parse(openText(world, sealed, 'RSA')) as Message;
}

function resultOf(world: World, sealed: string): unknown {
  const head = opened(world, sealed)['response']?.['head'];
  return typeof head === 'object' && head !== null ? Reflect.get(head, 'resultcode') : null;
}

function openText(world: World, sealed: string, dialect: (typeof DIALECTS)[number]): string {
  const decipher =
    dialect === 'SM'
      ? createDecipheriv('sm4-cbc', world.secret('SM4_KEY'), 'N000000001000000')
      : createDecipheriv('aes-256-ecb', world.secret('AES_KEY'), null);
  const bytes = [decipher.update(Buffer.from(sealed, 'base64')), decipher.final()];
  return Buffer.concat(bytes).toString('utf8');
}

function closedText(world: World, text: string): string {
  const cipher = createCipheriv('aes-256-ecb', world.secret('AES_KEY'), null);
  return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
}

function isFromBank(world: World, text: string, dialect: (typeof DIALECTS)[number]): boolean {
  const { sigdat } = (JSON.parse(text) as { signature: { sigdat: string } }).signature;
  const blank = text.replace(sigdat, '__signature_sigdat__');
  const name = dialect === 'SM' ? 'SM2_BANK_PUBLIC_KEYS' : 'RSA_BANK_PUBLIC_KEYS';
  const [key = ''] = JSON.parse(world.secret(name)) as string[];
  if (dialect === 'RSA') {
    return verify(
      'sha256',
      Buffer.from(blank),
      createPublicKey(key),
      Buffer.from(sigdat, 'base64'),
    );
  }
  const [point, hex] = [key, sigdat].map((base64) => Buffer.from(base64, 'base64').toString('hex'));
  const options = { hash: true, userId: 'N000000001000000' };
  return sm2.doVerifySignature(blank, hex ?? '', point ?? '', options);
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${pairs.map(([name, inner]) => `${JSON.stringify(name)}:${sorted(inner)}`).join(',')}}`;
}

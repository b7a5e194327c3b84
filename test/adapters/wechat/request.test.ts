/**
 * Goal: what goes out is what WeChat's pages ask for, signed as the merchant, with the name
 * encrypted; and equal instructions have equal content whatever the envelope.
 * Method: requests are taken apart with the platform's private key and the merchant's public one.
 */
import { constants, createPublicKey, privateDecrypt, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import type { Instruction } from '../../../src/contract/adapter.ts';
import type { PartnerRequest } from '../../../src/contract/exchange.ts';
import { demoAdapter, INSTRUCTION, NOW_MS, secret, SERIALS, STAMP } from './bench.ts';

const adapter = demoAdapter();
const BILLS = '/v3/fund-app/mch-transfer/transfer-bills';

describe('the four calls', () => {
  it.each([
    ['submit', 'POST', `${BILLS}/transfer`],
    ['inquire', 'GET', `${BILLS}/out-bill-no/${INSTRUCTION.partnerKey}`],
    ['cancel', 'POST', `${BILLS}/out-bill-no/${INSTRUCTION.partnerKey}/cancel`],
  ] as const)('%s is %s %s', (lane, method, path) => {
    const request = adapter[lane](INSTRUCTION, STAMP)?.request;

    expect(request).toMatchObject({ method, path });
    expect(request?.body === undefined).toBe(lane !== 'submit');
  });

  it('probes with a balance', () => {
    const { request } = adapter.probe(STAMP);

    expect(request).toMatchObject({ method: 'GET', path: '/v3/merchant/fund/balance/BASIC' });
  });
});

describe('the signature', () => {
  it.each(['submit', 'inquire', 'cancel'] as const)('of a %s covers its exact bytes', (lane) => {
    const request = adapter[lane](INSTRUCTION, STAMP)?.request;

    expect(request && signedBy(request)).toBe(true);
  });

  it('breaks with any part of the request', () => {
    const { request } = adapter.submit(INSTRUCTION, STAMP);
    const changed: readonly PartnerRequest[] = [
      { ...request, method: 'GET' },
      { ...request, path: `${request.path}?` },
      { ...request, body: `${request.body} ` },
    ];

    expect(changed.map((part) => signedBy(part))).toEqual([false, false, false]);
  });

  it('names merchant, certificate, moment and nonce', () => {
    const { request } = adapter.submit(INSTRUCTION, STAMP);

    expect(parameters(request)).toMatchObject({
      mchid: secret('MCH_ID'),
      serial_no: secret('MCH_SERIAL'),
      timestamp: String(NOW_MS / 1000),
      nonce_str: STAMP.nonce,
    });
    expect(request.headers).toMatchObject({
      accept: 'application/json',
      'wechatpay-serial': SERIALS[0],
    });
  });
});

describe('the transfer', () => {
  it('says what is paid to whom, as WX-DOC 4014399371 names it', () => {
    const { user_name: name, ...body } = bodyOf(INSTRUCTION);

    expect(body).toEqual({
      appid: secret('APP_ID'),
      out_bill_no: INSTRUCTION.partnerKey,
      transfer_scene_id: secret('TRANSFER_SCENE_ID'),
      transfer_scene_report_infos: JSON.parse(secret('TRANSFER_SCENE_REPORT')),
      out_authorization_no: INSTRUCTION.creditor.account.value,
      transfer_amount: 12_345,
      transfer_remark: '借款到账',
      notify_url: secret('NOTIFY_URL'),
    });
    expect(open(name)).toBe('演示用户');
  });

  it.each([
    [10n, false],
    [29n, false],
    [30n, true],
    [199_999n, true],
    [200_000n, true],
  ])('of %i fen carries a name: %s', (minor, named) => {
    const body = bodyOf({ ...INSTRUCTION, amount: { currency: 'CNY', minor } });

    expect('user_name' in body).toBe(named);
    expect(body['transfer_amount']).toBe(Number(minor));
  });

  it('never shows the name in clear', () => {
    const { request } = adapter.submit(INSTRUCTION, STAMP);

    expect(JSON.stringify(request)).not.toContain('演示');
  });

  it.each([
    ['x'.repeat(140), 'x'.repeat(32)],
    ['放'.repeat(40), '放'.repeat(32)],
    ['💰'.repeat(40), '💰'.repeat(32)],
    ['two\r\nlines\u0000', 'two lines'],
    ['', '放款'],
    ['   ', '放款'],
  ])('writes the remark %j as %j', (remittance, remark) => {
    const body = bodyOf({ ...INSTRUCTION, remittance });

    expect(body['transfer_remark']).toBe(remark);
  });

  it('cuts a name that RSA cannot hold between two characters', () => {
    const name = '演'.repeat(140);

    const body = bodyOf({ ...INSTRUCTION, creditor: { ...INSTRUCTION.creditor, name } });

    expect(open(body['user_name'])).toBe('演'.repeat(71));
  });

  it('refuses to write an amount above the merchant’s limit', () => {
    const amount = { currency: 'CNY', minor: 10n ** 17n } as const;

    expect(() => adapter.submit({ ...INSTRUCTION, amount }, STAMP)).toThrow(/bounds the amount/);
  });
});

describe('the content', () => {
  it('is equal for equal instructions, though the ciphertext never is', () => {
    const [first, second] = [INSTRUCTION, structuredClone(INSTRUCTION)];

    expect(adapter.content(second)).toBe(adapter.content(first));
    expect(adapter.submit(second, STAMP).request.body).not.toBe(
      adapter.submit(first, STAMP).request.body,
    );
  });

  it.each([
    ['key', { partnerKey: 'OTHER' }],
    ['amount', { amount: { currency: 'CNY', minor: 12_346n } }],
    ['name', { creditor: { ...INSTRUCTION.creditor, name: '演示用戶' } }],
    ['payee', { creditor: { name: '演示用户', account: { type: 'wechat_openid', value: 'oX' } } }],
    ['remark', { remittance: '其他' }],
  ] as const)('differs with the %s', (_name, change) => {
    const content = adapter.content({ ...INSTRUCTION, ...change });

    expect(content).not.toBe(adapter.content(INSTRUCTION));
  });

  it('does not differ with the key that encrypts names', () => {
    const rotated = demoAdapter({ PLATFORM_SERIAL: SERIALS[1] ?? '' });

    expect(rotated.content(INSTRUCTION)).toBe(adapter.content(INSTRUCTION));
  });

  it('holds no name', () => {
    expect(adapter.content(INSTRUCTION)).not.toContain('演示');
  });
});

function bodyOf(instruction: Instruction): Record<string, unknown> {
  const { request } = adapter.submit(instruction, STAMP);
  return JSON.parse(request.body ?? '') as Record<string, unknown>;
}

function open(sealed: unknown): string {
  const keys = JSON.parse(secret('PLATFORM_PRIVATE_KEYS')) as Record<string, string>;
  const key = {
    key: keys[SERIALS[0] ?? ''] ?? '',
    padding: constants.RSA_PKCS1_OAEP_PADDING,
    oaepHash: 'sha1',
  };
  return privateDecrypt(key, Buffer.from(String(sealed), 'base64')).toString('utf8');
}

function parameters({ headers }: PartnerRequest): Record<string, string> {
  const pairs = (headers['authorization'] ?? '').matchAll(/([a-z_]+)="([^"]*)"/g);
  return Object.fromEntries([...pairs].map(([, name = '', value = '']) => [name, value]));
}

function signedBy(request: PartnerRequest): boolean {
  const { timestamp, nonce_str: nonce, signature = '' } = parameters(request);
  const { method, path, body = '' } = request;
  const text = `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`;
  const key = createPublicKey(secret('MCH_PUBLIC_KEY'));
  return verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

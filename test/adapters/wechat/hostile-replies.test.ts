/**
 * Goal: no answer that WeChat did not sign, or that is not whole, ever decides about money.
 * Method: true answers are cut, changed, stripped and aged, and each reading must be doubt.
 */
import { describe, expect, it } from 'vitest';

import type { PartnerReply } from '../../../src/contract/exchange.ts';
import {
  bill,
  demoAdapter,
  ECHO,
  INSTRUCTION,
  NOW_MS,
  secret,
  SERIALS,
  signedHeaders,
  signedReply,
  STAMP,
} from './bench.ts';

const adapter = demoAdapter();
const LANES = ['submit', 'inquire', 'cancel'] as const;
const PAID = signedReply(200, bill('SUCCESS'));
const NOT_FOUND = signedReply(404, { code: 'NOT_FOUND', message: '记录不存在' });
const POOR = signedReply(403, { code: 'NOT_ENOUGH', message: '资金不足' });
const HTML = '<html><body>nginx</body></html>';

const HOSTILE: readonly (readonly [name: string, reply: PartnerReply])[] = [
  ['an empty 200', { status: 200, headers: {}, body: '' }],
  ['an HTML 200', { status: 200, headers: {}, body: HTML }],
  ['an HTML 404', { status: 404, headers: {}, body: HTML }],
  ['an HTML 502', { status: 502, headers: {}, body: HTML }],
  ['a redirect', { status: 302, headers: { location: 'https://evil.example/' }, body: '' }],
  ['a paid bill without a signature', { ...PAID, headers: {} }],
  ['a refusal without a signature', { ...POOR, headers: {} }],
  ['a "not found" without a signature', { ...NOT_FOUND, headers: {} }],
  ['a bill changed on the way', { ...PAID, body: PAID.body.replace('12345', '12346') }],
  ['a bill with a space too many', { ...PAID, body: `${PAID.body} ` }],
  ['a failed bill made of a paid one', { ...PAID, body: PAID.body.replace('SUCCESS', 'FAIL') }],
  ['a bill under another timestamp', withHeader(PAID, 'wechatpay-timestamp', '1795482001')],
  ['a bill under another nonce', withHeader(PAID, 'wechatpay-nonce', '0')],
  ['a bill under a serial nobody knows', withHeader(PAID, 'wechatpay-serial', 'PUB_KEY_ID_9')],
  ['a bill under another key’s serial', withHeader(PAID, 'wechatpay-serial', SERIALS[1] ?? '')],
  ['a serial an object inherits', withHeader(PAID, 'wechatpay-serial', 'constructor')],
  ['a signature that is not base64', withHeader(PAID, 'wechatpay-signature', '***')],
  ['two signatures in one header', doubled(PAID, 'wechatpay-signature')],
  ['another scheme', withHeader(PAID, 'wechatpay-signature-type', 'WECHATPAY2-SM2-WITH-SM3')],
  ['a timestamp that is no number', withHeader(PAID, 'wechatpay-timestamp', '1e9')],
  ['a SIGNTEST probe', signedReply(200, bill('SUCCESS'), { prefix: 'WECHATPAY/SIGNTEST/' })],
  ['an answer 301 s old', signedReply(200, bill('SUCCESS'), { atMs: NOW_MS - 301_000 })],
  ['an answer 301 s ahead', signedReply(200, bill('SUCCESS'), { atMs: NOW_MS + 301_000 })],
  ['signed emptiness', signedText(200, '')],
  ['a signed list', signedText(200, '[]')],
  ['signed HTML', signedText(200, HTML)],
  ['a signed bill without a number', signedReply(200, bill('SUCCESS', { out_bill_no: '' }))],
  ['a signed bill without a state', signedReply(200, { out_bill_no: INSTRUCTION.partnerKey })],
  ['another merchant’s bill', signedReply(200, bill('SUCCESS', { mch_id: '1900000002' }))],
  ['another app’s bill', signedReply(200, bill('SUCCESS', { appid: 'wxother' }))],
  ['a bill under another status', { ...PAID, status: 201 }],
];

describe.each(LANES)('%s', (lane) => {
  it.each(HOSTILE)('is in doubt after %s', (_name, reply) => {
    const verdict = adapter[lane](INSTRUCTION, STAMP)?.read(reply, NOW_MS);

    expect(verdict).toMatchObject({ kind: 'unknown' });
  });

  it('is in doubt after an answer cut off at any byte', () => {
    const call = adapter[lane](INSTRUCTION, STAMP);

    const decided = Array.from({ length: PAID.body.length }, (_, length) =>
      call?.read({ ...PAID, body: PAID.body.slice(0, length) }, NOW_MS),
    ).filter((verdict) => verdict?.kind !== 'unknown');

    expect(decided).toEqual([]);
  });
});

describe('what is doubted', () => {
  it('blames the partner’s gateway for an unsigned 5xx, and the answer itself for the rest', () => {
    const [broken, strange] = [502, 404].map((status) =>
      adapter.inquire(INSTRUCTION, STAMP).read({ status, headers: {}, body: HTML }, NOW_MS),
    );

    expect(broken).toMatchObject({ failure: 'technical.thirdparty.error' });
    expect(strange).toMatchObject({ failure: 'technical.thirdparty.contract' });
  });

  it('quotes nothing of a hostile body in its detail', () => {
    const secrets = `<b>${secret('API_V3_KEY')} 6222020000000000000</b>`;
    const replies = [
      { status: 500, headers: {}, body: secrets },
      signedReply(400, { code: secrets, message: secrets }),
      signedReply(200, bill('FAIL', { fail_reason: secrets })),
    ];

    const verdicts = replies.map((reply) => adapter.submit(INSTRUCTION, STAMP).read(reply, NOW_MS));

    expect(JSON.stringify(verdicts)).not.toMatch(/622202|demo-only/);
  });
});

describe('what is believed', () => {
  it.each([-300_000, 0, 300_000])('an answer whose clock is %i ms off', (skewMs) => {
    const reply = signedReply(200, bill('SUCCESS'), { atMs: NOW_MS + skewMs });

    const verdict = adapter.submit(INSTRUCTION, STAMP).read(reply, NOW_MS);

    expect(verdict).toMatchObject({ kind: 'executed', finality: 'credited', echo: ECHO });
  });

  it.each(SERIALS)('an answer signed with any valid key: %s', (serial) => {
    const reply = signedReply(200, bill('SUCCESS'), { serial });

    const verdict = adapter.submit(INSTRUCTION, STAMP).read(reply, NOW_MS);

    expect(verdict).toMatchObject({ kind: 'executed' });
  });

  it('no key that was withdrawn', () => {
    const [current = '', next = ''] = SERIALS;
    const keys = JSON.parse(secret('PLATFORM_KEYS')) as Record<string, string>;
    const after = demoAdapter({ PLATFORM_KEYS: JSON.stringify({ [current]: keys[current] }) });
    const reply = signedReply(200, bill('SUCCESS'), { serial: next });

    const verdict = after.submit(INSTRUCTION, STAMP).read(reply, NOW_MS);

    expect(verdict).toMatchObject({ kind: 'unknown' });
  });
});

describe('the echo', () => {
  it('repeats another number, amount and payee for the engine to compare', () => {
    const other = { out_bill_no: 'OTHER', transfer_amount: 12_346, openid: 'oSomebodyElse' };

    const verdict = adapter
      .submit(INSTRUCTION, STAMP)
      .read(signedReply(200, bill('SUCCESS', other)), NOW_MS);

    const amount = { currency: 'CNY', minor: 12_346n };
    expect(verdict).toMatchObject({
      kind: 'executed',
      echo: { partnerKey: 'OTHER', amount, account: 'oSomebodyElse' },
    });
  });

  it.each([['12345'], [123.45], [-1], [null], [9_007_199_254_740_992]])(
    'calls the amount %s unreadable',
    (amount) => {
      const reply = signedReply(200, bill('SUCCESS', { transfer_amount: amount }));

      const verdict = adapter.submit(INSTRUCTION, STAMP).read(reply, NOW_MS);

      expect(verdict).toMatchObject({ echo: { amount: 'unreadable' } });
    },
  );

  it('holds only what the answer holds', () => {
    const cancelling = { out_bill_no: INSTRUCTION.partnerKey, state: 'CANCELING' };

    const verdict = adapter.cancel(INSTRUCTION, STAMP)?.read(signedReply(200, cancelling), NOW_MS);

    expect(verdict).toEqual({ kind: 'accepted', echo: { partnerKey: INSTRUCTION.partnerKey } });
  });
});

describe('the probe', () => {
  const probe = adapter.probe(STAMP);

  it('takes a signed balance for a sign of life', () => {
    const reply = signedReply(200, { available_amount: 1, pending_amount: 0 });

    expect(probe.read(reply, NOW_MS)).toEqual({ alive: true });
  });

  it.each([
    ['no signature', { status: 200, headers: {}, body: '{"available_amount":1}' }],
    ['an error', signedReply(403, { code: 'NO_AUTH', message: 'x' })],
    ['no balance', signedReply(200, {})],
    ['a balance in words', signedReply(200, { available_amount: '1' })],
    ['a SIGNTEST probe', signedReply(200, {}, { prefix: 'WECHATPAY/SIGNTEST/' })],
  ])('takes %s for none', (_name, reply) => {
    expect(probe.read(reply, NOW_MS)).toMatchObject({ alive: false });
  });
});

function withHeader(reply: PartnerReply, name: string, value: string): PartnerReply {
  return { ...reply, headers: { ...reply.headers, [name]: value } };
}

function doubled(reply: PartnerReply, name: string): PartnerReply {
  const value = reply.headers[name] ?? '';
  return withHeader(reply, name, `${value}, ${value}`);
}

function signedText(status: number, body: string): PartnerReply {
  return { status, headers: signedHeaders(body), body };
}

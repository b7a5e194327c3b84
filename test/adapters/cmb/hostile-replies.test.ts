/**
 * Goal: no answer that the bank did not sign, that is not whole, or that answers something else,
 * ever decides about money.
 * Method: true answers are cut, changed, stripped, re-signed and crossed, in both dialects, and each
 * reading must be doubt.
 */
import { describe, expect, it } from 'vitest';

import type { PartnerReply } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import {
  closed,
  demoAdapter,
  DIALECTS,
  INSTRUCTION,
  NOW_MS,
  record,
  response,
  result,
  sealedReply,
  type Sealing,
  secret,
  STAMP,
} from './demo-bank.ts';

const LANES = ['submit', 'inquire'] as const;
const HTML = '<html><body>nginx</body></html>';
const FUNCTION = { submit: 'BB1PAYOP', inquire: 'BB1PAYQR' } as const;

/** An answer that would decide: a refusal of the only copy, or a payment. */
const DECISIVE = {
  bb1payopz1: [result('FIN', 'F')],
  bb1payqrz1: [record('FIN', 'S')],
} as const;

type Lane = (typeof LANES)[number];

describe.each(DIALECTS)('in the dialect %s', (dialect) => {
  const adapter = demoAdapter({ CRYPTO: dialect });
  const other = dialect === 'SM' ? 'RSA' : 'SM';
  const read = (lane: Lane, reply: PartnerReply): Verdict =>
    adapter[lane](INSTRUCTION, STAMP).read(reply, NOW_MS);
  const answer = (lane: Lane, sealing: Sealing = {}, head: Record<string, unknown> = {}) =>
    sealedReply(response(FUNCTION[lane], DECISIVE, head), { dialect, ...sealing });

  const hostile = (lane: Lane): readonly (readonly [name: string, reply: PartnerReply])[] => [
    ['an empty 200', { status: 200, headers: {}, body: '' }],
    ['an HTML 200', { status: 200, headers: {}, body: HTML }],
    ['an HTML 404', { status: 404, headers: {}, body: HTML }],
    ['an HTML 502', { status: 502, headers: {}, body: HTML }],
    ['a redirect', { status: 302, headers: { location: 'https://evil.example/' }, body: '' }],
    ['the bank’s complaint in clear', { status: 200, headers: {}, body: 'CDCServer:验签失败' }],
    ['a true answer in clear', { status: 200, headers: {}, body: JSON.stringify(DECISIVE) }],
    ['an endless body', { status: 200, headers: {}, body: 'A'.repeat(1_048_580) }],
    ['an answer without a signature', answer(lane, { unsigned: true })],
    ['an answer with an empty signature', answer(lane, { tamper: signatureOf('') })],
    ['an answer signed with base64 of nothing', answer(lane, { tamper: signatureOf('AAAA') })],
    ['an answer signed by somebody else', answer(lane, { key: 'stranger' })],
    ['an answer closed in the other dialect', answer(lane, { dialect: other })],
    [
      'a status changed after signing',
      answer(lane, { tamper: (text) => text.replace('FIN', 'BNK') }),
    ],
    [
      'a result changed after signing',
      answer(lane, { tamper: changed(/"rtnFlg":"."/g, '"rtnFlg":"B"') }),
    ],
    ['an amount changed after signing', answer(lane, { tamper: changed('123.45', '123.46') })],
    [
      'a number changed after signing',
      answer(lane, { tamper: changed('5480037057', '5480037058') }),
    ],
    [
      'a time changed after signing',
      answer(lane, { tamper: changed('"sigtim":"2026', '"sigtim":"2027') }),
    ],
    [
      'a field added after signing',
      answer(lane, { tamper: changed('"response":{', '"response":{"a":"b",') }),
    ],
    [
      'an answer to another request',
      answer(lane, {}, { reqid: `20261124090000001${STAMP.nonce}` }),
    ],
    ['an answer to no request', answer(lane, {}, { reqid: undefined })],
    ['an answer of another function', answer(lane, {}, { funcode: 'NTQADINF' })],
    ['an answer to another user', answer(lane, {}, { userid: 'N000000002' })],
    ['a reqid that is a number', answer(lane, {}, { reqid: 1 })],
    ['a true answer under another status', answer(lane, { status: 201 })],
    ['a true answer under 500', answer(lane, { status: 500 })],
    ['signed emptiness', sealedReply({}, { dialect })],
    ['a signed text', sealedReply('FIN', { dialect })],
    ['a signed list', sealedReply([response(FUNCTION[lane], DECISIVE)], { dialect })],
    ['no message in the cipher', { status: 200, headers: {}, body: closed('FIN', dialect) }],
    ['a list in the cipher', { status: 200, headers: {}, body: closed('[]', dialect) }],
    [
      'a nest in the cipher',
      { status: 200, headers: {}, body: closed('['.repeat(90_000), dialect) },
    ],
  ];

  it.each(LANES)('a true answer to a %s decides, so that the hostile ones could', (lane) => {
    const kinds = { submit: 'refused', inquire: 'executed' } as const;

    expect(read(lane, answer(lane))).toMatchObject({ kind: kinds[lane] });
  });

  it.each(
    LANES.flatMap((lane) => hostile(lane).map(([name, reply]) => [lane, name, reply] as const)),
  )('a %s is in doubt after %s', (lane, _name, reply) => {
    expect(read(lane, reply)).toMatchObject({ kind: 'unknown' });
  });

  it.each(LANES)('a %s is in doubt after an answer cut off at any byte', (lane) => {
    const whole = answer(lane);
    const call = adapter[lane](INSTRUCTION, STAMP);
    const step = dialect === 'SM' ? 64 : 1;

    const decided = Array.from({ length: Math.ceil(whole.body.length / step) }, (_, index) =>
      call.read({ ...whole, body: whole.body.slice(0, index * step) }, NOW_MS),
    ).filter(({ kind }) => kind !== 'unknown');

    expect(decided).toEqual([]);
  });

  it('records in another order than they were signed in are doubt', () => {
    const records = [record('FIN', 'F', { reqNbr: '1' }), record('FIN', 'S', { reqNbr: '2' })];
    const swap = (text: string) => {
      const message = JSON.parse(text) as { response: { body: { bb1payqrz1: unknown[] } } };
      message.response.body.bb1payqrz1.reverse();
      return JSON.stringify(message);
    };
    const body = { bb1payqrz1: records };

    const reply = sealedReply(response('BB1PAYQR', body), { dialect, tamper: swap });

    expect(read('inquire', reply)).toMatchObject({ kind: 'unknown' });
  });

  it('keys in another order are the same message: the bank’s own sample is not sorted', () => {
    const reply = answer('inquire', {
      tamper: (text) => JSON.stringify(unsorted(JSON.parse(text))),
    });

    expect(read('inquire', reply)).toMatchObject({ kind: 'executed' });
  });

  it('white space between the fields is no part of the message either', () => {
    const reply = answer('inquire', {
      tamper: (text) => JSON.stringify(JSON.parse(text), null, 2),
    });

    expect(read('inquire', reply)).toMatchObject({ kind: 'executed' });
  });

  it('a key said twice counts once, in what is verified and in what is read', () => {
    const twice = changed('"rtnFlg":"S"', '"rtnFlg":"F","rtnFlg":"S"');

    expect(read('inquire', answer('inquire', { tamper: twice }))).toMatchObject({
      kind: 'executed',
    });
  });

  it('an answer under the bank’s next key is believed while both are valid', () => {
    expect(read('inquire', answer('inquire', { key: 'next' }))).toMatchObject({ kind: 'executed' });
  });
});

describe('a key of the bank’s that was withdrawn', () => {
  it.each(DIALECTS)('is believed no longer: %s', (dialect) => {
    const name = dialect === 'SM' ? 'SM2_BANK_PUBLIC_KEYS' : 'RSA_BANK_PUBLIC_KEYS';
    const [current] = JSON.parse(secret(name)) as string[];
    const adapter = demoAdapter({ CRYPTO: dialect, [name]: JSON.stringify([current]) });
    const sealing = { dialect, key: 'next' } as const satisfies Sealing;
    const reply = sealedReply(response('BB1PAYQR', DECISIVE), sealing);

    const verdict = adapter.inquire(INSTRUCTION, STAMP).read(reply, NOW_MS);

    expect(verdict).toMatchObject({ kind: 'unknown' });
  });
});

describe('what is doubted', () => {
  const adapter = demoAdapter();

  it('blames the bank’s server for a 5xx and for its complaints, and the answer for the rest', () => {
    const replies = [
      { status: 502, headers: {}, body: HTML },
      { status: 200, headers: {}, body: 'CDCServer:系统繁忙' },
      { status: 404, headers: {}, body: HTML },
    ];

    const verdicts = replies.map((reply) =>
      adapter.inquire(INSTRUCTION, STAMP).read(reply, NOW_MS),
    );

    expect(verdicts).toMatchObject([
      { failure: 'technical.thirdparty.error' },
      { failure: 'technical.thirdparty.error' },
      { failure: 'technical.thirdparty.contract' },
    ]);
  });

  it('quotes nothing of a hostile body in its detail', () => {
    const words = `<b>${secret('AES_KEY')} 6222020000000000000</b>`;
    const replies = [
      { status: 500, headers: {}, body: words },
      { status: 200, headers: {}, body: `CDCServer:${words}` },
      sealedReply(response('BB1PAYOP', {}, { resultcode: words, resultmsg: words })),
      sealedReply(response('BB1PAYOP', { bb1payopz1: [result(words, words)] })),
      sealedReply(response('BB1PAYOP', { bb1payopz1: [result('FIN', 'F', { errCod: words })] })),
      sealedReply(response('BB1PAYOP', { bb1payopz1: [result('BNK', '', { errCod: words })] })),
    ];

    const verdicts = replies.map((reply) => adapter.submit(INSTRUCTION, STAMP).read(reply, NOW_MS));

    expect(JSON.stringify(verdicts)).not.toMatch(/622202|demo-only/);
  });
});

describe('the probe', () => {
  const adapter = demoAdapter();
  const account = secret('DEBTOR_ACCOUNT');
  const row = { accnbr: account, avlblv: '4111.01', errcod: 'SUC0000' };
  const read = (rows: unknown, sealing: Sealing = {}, head: Record<string, unknown> = {}) =>
    adapter
      .probe(STAMP)
      .read(sealedReply(response('NTQADINF', { ntqadinfz: rows }, head), sealing), NOW_MS);

  it.each([
    ['our balance', [row]],
    ['no balance of another account', [{ accnbr: '7', errcod: 'FABZ002' }, row]],
    ['an overdraft', [{ ...row, avlblv: '-0.50' }]],
    ['no error code', [{ ...row, errcod: undefined }]],
  ])('takes %s for a sign of life', (_name, rows) => {
    expect(read(rows)).toEqual({ alive: true });
  });

  it.each([
    ['no signature', () => read([row], { unsigned: true })],
    ['an error', () => read([row], {}, { resultcode: 'FABZ002' })],
    ['an answer to another probe', () => read([row], {}, { reqid: '1' })],
    ['no rows', () => read([])],
    ['no list', () => read('')],
    ['another account', () => read([{ ...row, accnbr: '7' }])],
    ['a row in error', () => read([{ ...row, errcod: 'FABZ002' }])],
    ['no balance', () => read([{ ...row, avlblv: undefined }])],
    ['a balance in words', () => read([{ ...row, avlblv: 'plenty' }])],
  ])('takes %s for none', (_name, probe) => {
    expect(probe()).toMatchObject({ alive: false });
  });
});

/** Changes the text; a change that changes nothing is a mistake of the test. */
function changed(from: string | RegExp, to: string): (text: string) => string {
  return (text) => {
    const other = text.replaceAll(from, to);
    if (other === text) throw new Error(`nothing to change: ${String(from)}`);
    return other;
  };
}

function signatureOf(sigdat: string): (text: string) => string {
  return (text) => text.replace(/"sigdat":"[^"]*"/, `"sigdat":"${sigdat}"`);
}

/** The same JSON with every object's keys the other way round. */
function unsorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unsorted);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).toReversed();
  return Object.fromEntries(pairs.map(([name, inner]) => [name, unsorted(inner)]));
}

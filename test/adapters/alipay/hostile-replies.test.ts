/**
 * Goal: nothing that Alipay did not sign, word for word, ever decides about money.
 * Method: hostile replies by hand, each byte of a good answer flipped, and seeded random bodies.
 *   The good answer itself is read first, so that a reader which trusts nothing would fail too.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { PartnerReply } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import {
  AT_MS,
  businessFailure,
  CURRENT_KEY,
  demoAdapter,
  demoSecret,
  envelope,
  INSTRUCTION,
  NEXT_KEY,
  QUERY_NODE,
  reply,
  signAs,
  signedReply,
  STAMP,
  TRANSFER_NODE,
} from './demo-alipay.ts';

const adapter = demoAdapter();
const submitted = (answer: PartnerReply): Verdict =>
  adapter.submit(INSTRUCTION, STAMP).read(answer, AT_MS);
const inquired = (answer: PartnerReply): Verdict =>
  adapter.inquire(INSTRUCTION, STAMP).read(answer, AT_MS);

const SUCCESS = JSON.stringify({
  code: '10000',
  msg: 'Success',
  out_biz_no: INSTRUCTION.partnerKey,
  order_id: '20261124020000000000000042',
  status: 'SUCCESS',
  trans_amount: '123.45',
});
const GOOD = envelope(TRANSFER_NODE, SUCCESS);
const SIGN = signAs(CURRENT_KEY, SUCCESS);
const SN = CURRENT_KEY.certSn;
const FORGED = SUCCESS.replace('"SUCCESS"', '"FAIL"');
const page = (title: string) => `<!DOCTYPE html><html><title>${title}</title></html>`;

const HOSTILE: readonly (readonly [name: string, answer: PartnerReply])[] = [
  ['an empty 200', reply('')],
  ['an empty 204', reply('', 204)],
  ['an HTML 200', reply(page('Welcome to the hotel network'))],
  ['an HTML 404', reply(page('Not found'), 404)],
  ['an HTML 502', reply(page('Bad gateway'), 502)],
  ['a redirect', { status: 302, headers: { location: 'http://evil.test' }, body: '' }],
  ['a cut-off answer', reply(GOOD.slice(0, -40))],
  ['an answer cut off behind its node', reply(GOOD.slice(0, GOOD.indexOf(',"alipay_cert_sn"')))],
  ['two answers in one body', reply(GOOD + GOOD)],
  ['a JSON array', reply(`[${GOOD}]`)],
  ['a JSON string', reply(JSON.stringify(GOOD))],
  ['null', reply('null')],
  ['an empty object', reply('{}')],
  ['a byte order mark', reply(`\uFEFF${GOOD}`)],
  ['a node that is a string', reply(envelope(TRANSFER_NODE, JSON.stringify(SUCCESS)))],
  ['a node that is null', reply(envelope(TRANSFER_NODE, 'null'))],
  ['no signature', reply(`{"${TRANSFER_NODE}":${SUCCESS},"alipay_cert_sn":"${SN}"}`)],
  ['an empty signature', reply(GOOD.replace(SIGN, ''))],
  ['a signature that is a number', reply(GOOD.replace(`"${SIGN}"`, '1'))],
  ['the signature of another text', reply(GOOD.replace(SIGN, signAs(CURRENT_KEY, FORGED)))],
  ['a signature by another key of ours', reply(GOOD.replace(SIGN, signAs(NEXT_KEY, SUCCESS)))],
  ['a good signature without its certificate', reply(GOOD.replace(`"${SN}"`, '""'))],
  ['a certificate that nobody knows', reply(GOOD.replace(SN, '0'.repeat(32)))],
  ['the name of the other certificate', reply(GOOD.replace(SN, NEXT_KEY.certSn))],
  ['a certificate called constructor', reply(GOOD.replace(SN, 'constructor'))],
  [
    'a forged node before the signed one',
    reply(GOOD.replace('{', `{"${TRANSFER_NODE}":${FORGED},`)),
  ],
  [
    'a forged node behind the signed one',
    reply(GOOD.replace(/\}$/, `,"${TRANSFER_NODE}":${FORGED}}`)),
  ],
  [
    'a forged node under the same name in escapes',
    reply(GOOD.replace('{', `{"${TRANSFER_NODE.replace('a', String.raw`\u0061`)}":${FORGED},`)),
  ],
  [
    'a signed node beside a forged error_response',
    reply(GOOD.replace('{', `{"error_response":${JSON.stringify(businessFailure('X'))},`)),
  ],
  ['a signed answer to an inquiry', reply(envelope(QUERY_NODE, SUCCESS))],
  ['a signed node one level too deep', reply(`{"data":${GOOD}}`)],
  ['a good answer under HTTP 500', reply(GOOD, 500)],
  ['a good answer under HTTP 404', reply(GOOD, 404)],
  ['a node with another space in it', reply(GOOD.replace('"code":', '"code": '))],
  ['too many members', reply(GOOD.replace('{', `{${'"x":1,'.repeat(40)}`))],
];

describe('an answer that Alipay gave', () => {
  it('decides', () => {
    expect(submitted(reply(GOOD))).toMatchObject({ kind: 'executed' });
    expect(inquired(reply(envelope(QUERY_NODE, SUCCESS)))).toMatchObject({ kind: 'executed' });
  });

  it('decides whatever stands around it: order, white space, other members', () => {
    const body = `\n{ "sign" : "${SIGN}" , "x":[{"sign":"}"}],"alipay_cert_sn":"${SN}",
      "${TRANSFER_NODE}"\t:\n${SUCCESS} }`;

    expect(submitted(reply(body))).toMatchObject({ kind: 'executed' });
  });

  it('is believed by the last sign at the top, as the official clients do', () => {
    const body = GOOD.replace('{', '{"sign":"an older one",');

    expect(submitted(reply(body))).toMatchObject({ kind: 'executed' });
  });

  it('decides under the old certificate and the new one while one replaces the other', () => {
    const answer = reply(envelope(TRANSFER_NODE, SUCCESS, NEXT_KEY));
    const before = demoAdapter({ ALIPAY_PUBLIC_CERT: demoSecret('ALIPAY_CERT') });

    const early = before.submit(INSTRUCTION, STAMP).read(answer, AT_MS);

    expect(submitted(answer)).toMatchObject({ kind: 'executed' });
    expect(early).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.contract' });
  });
});

describe('a hostile reply', () => {
  it.each(HOSTILE)('leaves doubt: %s', (_name, answer) => {
    const failure =
      answer.status >= 500 ? 'technical.thirdparty.error' : 'technical.thirdparty.contract';

    expect(submitted(answer)).toMatchObject({ kind: 'unknown', failure });
  });

  it.each(HOSTILE.filter(([name]) => name !== 'a signed answer to an inquiry'))(
    'leaves an inquiry and a probe without an answer: %s',
    (_name, answer) => {
      expect(inquired(answer)).toMatchObject({ kind: 'unknown' });
      expect(adapter.probe(STAMP).read(answer, AT_MS)).toMatchObject({ alive: false });
    },
  );

  it('decides nothing when any one byte of the node is another', () => {
    const start = GOOD.indexOf(SUCCESS);
    const flipped = Array.from({ length: SUCCESS.length }, (_, index) => {
      const at = start + index;
      const other = GOOD[at] === 'A' ? 'B' : 'A';
      return GOOD.slice(0, at) + other + GOOD.slice(at + 1);
    });

    const verdicts = flipped.map((body) => submitted(reply(body)).kind);

    expect(new Set(verdicts)).toEqual(new Set(['unknown']));
  });

  it('never throws and never decides, seed 20261124', () => {
    const fragment = fc.constantFrom(
      '{',
      '}',
      '"',
      ':',
      ',',
      '\\',
      SUCCESS,
      `"${TRANSFER_NODE}"`,
      '"sign"',
      `"${SIGN}"`,
      '"alipay_cert_sn"',
      `"${SN}"`,
      'null',
    );
    const noise = fc.array(fc.oneof(fragment, fc.string(), fc.json()), { maxLength: 12 });
    const body = fc.oneof(
      noise.map((parts) => parts.join('')),
      fc.json(),
    );

    fc.assert(
      fc.property(body, fc.integer({ min: 100, max: 599 }), (text, status) => {
        const verdict = submitted(reply(text, status));
        // Fragments may happen to build the genuine answer; then, and only then, it decides.
        const genuine = text.includes(`"${TRANSFER_NODE}":${SUCCESS}`) && text.includes(SIGN);
        expect(genuine ? 'unknown' : verdict.kind).toBe('unknown');
      }),
      { seed: 20_261_124, numRuns: 150 },
    );
  });
});

describe('an echo', () => {
  const order = (fields: object) =>
    inquired(signedReply(QUERY_NODE, { ...(JSON.parse(SUCCESS) as object), ...fields }));

  it('takes two amounts that differ for none', () => {
    const both = (amount: string) => order({ trans_amount: '123.45', amount });

    expect(both('123.450')).toMatchObject({ echo: { amount: { minor: 12_345n } } });
    for (const amount of ['2.50', 'x']) {
      expect(both(amount)).toMatchObject({ echo: { amount: 'unreadable' } });
    }
  });

  it('reports the number and the amount that Alipay repeats, for the engine to compare', () => {
    expect(order({ out_biz_no: 'SOMEBODYELSE' })).toMatchObject({
      echo: { partnerKey: 'SOMEBODYELSE' },
    });
    expect(order({ trans_amount: '123.46' })).toMatchObject({
      echo: { amount: { currency: 'CNY', minor: 12_346n } },
    });
  });

  it.each(['123.456', '1e2', '-1.00', '123,45', '', 123.45, null, ['123.45']])(
    'says so when the amount %j cannot be counted exactly',
    (amount) => {
      expect(order({ trans_amount: amount })).toMatchObject({ echo: { amount: 'unreadable' } });
    },
  );

  it.each([undefined, '', 42, null])('is mandatory for the number (%j)', (number) => {
    expect(order({ out_biz_no: number })).toMatchObject({ kind: 'unknown' });
  });

  it('of another product under our number is some other payment', () => {
    expect(order({ product_code: 'STD_RED_PACKET' })).toMatchObject({ kind: 'unknown' });
    expect(order({ biz_scene: 'PERSONAL_PAY' })).toMatchObject({ kind: 'unknown' });
  });
});

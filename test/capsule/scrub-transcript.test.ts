/**
 * Goal: nothing of what a partner and we said to each other survives scrubbing but names, shapes
 * and the partner's own published words; a value that nobody thought of goes too.
 * Method: the same private values in every place where a value can stand; then arbitrary JSON.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  scrubTranscript,
  type TranscriptMessage,
} from '../../src/capsule/scrub/scrub-transcript.ts';

const NAME = 'Ada Lovelace';
const ACCOUNT = '6225880212345678';
const SIGNATURE = 'c2lnbmF0dXJl'.repeat(8);
const PRIVATE = [NAME, 'Ada', 'Lovelace', ACCOUNT, '62258802', SIGNATURE];
const WORDS = new Set(['SUCCESS', 'RJCT']);

describe('a scrubbed transcript', () => {
  it.each<readonly [string, Partial<TranscriptMessage>]>([
    ['JSON', { body: JSON.stringify({ name: NAME, list: [{ card: ACCOUNT }], sign: SIGNATURE }) }],
    ['numbers in JSON', { body: `{"card":${ACCOUNT}}` }],
    ['field names in JSON', { body: JSON.stringify({ [ACCOUNT]: 1, [NAME]: 2 }) }],
    ['JSON inside a form', { body: `biz=${encodeURIComponent(JSON.stringify({ n: NAME }))}&a=1` }],
    ['a form', { body: `name=Ada+Lovelace&card=${ACCOUNT}` }],
    ['field names in a form', { body: `${ACCOUNT}=1&b=2` }],
    ['XML text', { body: `<A><Nm>${NAME}</Nm><Id>${ACCOUNT}</Id></A>` }],
    ['XML attributes', { body: `<A card="${ACCOUNT}" xmlns="urn:${NAME}"/>` }],
    ['XML names', { body: `<N${ACCOUNT}/>` }],
    ['XML comments and CDATA', { body: `<A><!-- ${NAME} --><![CDATA[${ACCOUNT}]]></A>` }],
    ['broken JSON', { body: `{"name":"${NAME}` }],
    ['broken XML', { body: `<A><Nm>${NAME}` }],
    ['plain text', { body: `${NAME} ${ACCOUNT}` }],
    ['a path', { path: `/payee/${ACCOUNT}/${encodeURIComponent(NAME)}` }],
    ['a query', { path: `/payee?card=${ACCOUNT}&name=Ada%20Lovelace` }],
    ['header values', { headers: { authorization: `Bearer ${SIGNATURE}`, 'x-name': NAME } }],
    ['header names', { headers: { [`x-${ACCOUNT}`]: '1' } }],
    ['a header that is usually kept', { headers: { 'content-type': `text/${NAME}` } }],
  ])('holds nothing private of %s', (_place, part) => {
    const text = scrubTranscript([message(part)], WORDS);

    expect(PRIVATE.filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('keeps names, shapes and the partner’s own words', () => {
    const body = JSON.stringify({ state: 'SUCCESS', openid: 'oDEMO', paid: true, fee: null });

    const text = scrubTranscript([message({ method: 'POST', path: '/v3/transfer', body })], WORDS);

    expect(text).toBe(
      'request POST /v3/transfer\n\n' +
        '{\n "state": "SUCCESS",\n "openid": "[text 5]",\n "paid": true,\n "fee": null\n}',
    );
  });

  it('keeps an XML message’s namespace and tags', () => {
    const body = '<?xml version="1.0"?><D xmlns="urn:iso:std"><Sts>RJCT</Sts><Nm>Ada</Nm></D>';

    const text = scrubTranscript([message({ body })], WORDS);

    expect(text).toContain('<?xml?><D xmlns="urn:iso:std"><Sts>RJCT</Sts><Nm>[text 3]</Nm></D>');
  });

  it('tells classes apart, so that a recording still teaches something', () => {
    const body = JSON.stringify({
      a: ACCOUNT,
      b: '123.45',
      c: '2026-11-24T09:00:00+08:00',
      d: SIGNATURE,
      e: 'ada@example.com',
      f: 'https://bank.example/x',
    });

    const text = scrubTranscript([message({ body })], WORDS);

    expect([...text.matchAll(/\[(\w+) \d+\]/g)].map(([, name]) => name)).toEqual([
      'digits',
      'decimal',
      'date',
      'base64',
      'email',
      'url',
    ]);
  });

  it('lets no value of any JSON through (seed 20261124)', () => {
    const secret = 'Q7zx9Secret';
    const json = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        fc.constant(secret),
        fc.constant(`${secret} and more`),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b_c', `${secret}12345`), tie('node'), { maxKeys: 3 }),
      ),
    })).node;

    fc.assert(
      fc.property(json, (value) => {
        const text = scrubTranscript([message({ body: JSON.stringify(value) })], WORDS);
        expect(text).not.toContain(secret);
      }),
      { seed: 20_261_124, numRuns: 300 },
    );
  });
});

function message(part: Partial<TranscriptMessage>): TranscriptMessage {
  return { kind: 'request', headers: {}, body: '', ...part };
}

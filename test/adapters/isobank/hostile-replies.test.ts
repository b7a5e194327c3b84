/**
 * Goal: a reply that is damaged, forged or about something else never decides about money.
 * Method: true replies that would decide (settled, rejected, not found) are spoilt in one place
 * each; the control beside them shows that the unspoilt ones do decide.
 */
import { describe, expect, it } from 'vitest';

import type { Call } from '../../../src/contract/adapter.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import {
  adapter,
  type Forgery,
  fixture,
  INQUIRE,
  INSTRUCTION,
  KEY,
  NOW_MS,
  sealed,
  STAMP,
  SUBMIT,
} from './demo-bank.ts';

const SETTLED = fixture('inquire.acsc.xml');
const REJECTED = fixture('submit.rjct-ac04.xml');
const NOT_FOUND = fixture('inquire.own-not-found.xml');
const THROTTLED = fixture('submit.own-throttled.xml');

/** Replies that decide, as long as nobody touches them. */
const DECIDING: readonly (readonly [string, Call, number, string, Verdict['kind']])[] = [
  ['settled', INQUIRE, 200, SETTLED, 'executed'],
  ['rejected', SUBMIT, 202, REJECTED, 'refused'],
  ['not found', INQUIRE, 404, NOT_FOUND, 'absent'],
  ['throttled', SUBMIT, 429, THROTTLED, 'refused'],
];

describe.each(DECIDING)('a reply that says "%s"', (_name, call, status, body, kind) => {
  it('decides when it is whole and genuine', () => {
    expect(call.read(sealed(call.request, status, body), NOW_MS).kind).toBe(kind);
  });

  it('decides nothing without a signature', () => {
    const reply = { ...sealed(call.request, status, body), headers: {} };

    expect(call.read(reply, NOW_MS)).toMatchObject({ kind: 'unknown' });
  });

  it.each<readonly [string, Forgery]>([
    ['with a key we do not know', { keyId: 'demo-bank-9' }],
    ['with our own key', { keyName: 'CLIENT_PRIVATE_KEY' }],
    ['with another key of the bank', { keyName: 'BANK_NEXT_PRIVATE_KEY' }],
    ['for another path', { path: '/iso20022/status/OTHER' }],
    ['for another request', { nonce: 'f'.repeat(32) }],
    ['as a notice', { kind: 'notice' }],
    ['301 s ago', { atMs: NOW_MS - 301_000 }],
    ['301 s ahead', { atMs: NOW_MS + 301_000 }],
  ])('decides nothing when it is signed %s', (_how, forgery) => {
    const reply = sealed(call.request, status, body, forgery);

    expect(call.read(reply, NOW_MS)).toMatchObject({
      kind: 'unknown',
      failure: expect.stringMatching(/^technical\.thirdparty\./),
    });
  });

  it('decides when it is signed with the key that comes next, or 299 s off', () => {
    const forgeries: Forgery[] = [
      { keyId: 'demo-bank-2', keyName: 'BANK_NEXT_PRIVATE_KEY' },
      { atMs: NOW_MS - 299_000 },
      { atMs: NOW_MS + 299_000 },
    ];

    for (const forgery of forgeries) {
      expect(call.read(sealed(call.request, status, body, forgery), NOW_MS).kind).toBe(kind);
    }
  });

  it('decides nothing with one byte changed, or under another HTTP status', () => {
    const reply = sealed(call.request, status, body);

    expect(call.read({ ...reply, body: `${body} ` }, NOW_MS).kind).toBe('unknown');
    expect(call.read({ ...reply, status: 201 }, NOW_MS).kind).toBe('unknown');
  });

  it('decides nothing when it is cut off, even with a signature over the rest', () => {
    const kinds = new Set<string>();
    // The closing tag's last bytes included: only trailing blanks may be missing.
    const whole = body.trimEnd();
    for (let length = 0; length < whole.length; length += 10) {
      const cut = sealed(call.request, status, whole.slice(0, length));
      kinds.add(call.read(cut, NOW_MS).kind);
    }
    kinds.add(call.read(sealed(call.request, status, whole.slice(0, -1)), NOW_MS).kind);

    expect([...kinds]).toEqual(['unknown']);
  });
});

describe('a genuine reply with the wrong content', () => {
  it.each([
    ['nothing', ''],
    ['HTML', '<!DOCTYPE html><html><body>Bad gateway</body></html>'],
    ['JSON', '{"status":"ACSC"}'],
    ['a bare element', '<Document/>'],
    ['another namespace', SETTLED.replace('pain.002.001.10', 'pain.002.001.03')],
    ['no namespace', SETTLED.replace(/ xmlns="[^"]*"/, '')],
    ['a DOCTYPE', SETTLED.replace('<Document', '<!DOCTYPE Document><Document')],
    ['another message', SETTLED.replaceAll(KEY, 'A'.repeat(32)).replace(/<OrgnlUETR>.*>/, '')],
    [
      'another end-to-end id',
      SETTLED.replace(`Id>${KEY}</OrgnlEndToEndId`, 'Id>X</OrgnlEndToEndId'),
    ],
    ['another instruction id', SETTLED.replace(`>${KEY}</OrgnlInstrId`, '>X</OrgnlInstrId')],
    ['another UETR', SETTLED.replace(/(<OrgnlUETR>)./, '$1z')],
    ['another kind of message', SETTLED.replace('pain.001.001.09', 'pain.008.001.08')],
    ['no original message id', SETTLED.replace(/<OrgnlMsgId>.*<\/OrgnlMsgId>/, '')],
    ['our payment twice', SETTLED.replace(/(<TxInfAndSts>[^]*<\/TxInfAndSts>)/, '$1$1')],
    ['two statuses', SETTLED.replace(/(<TxSts>.*<\/TxSts>)/, '$1<TxSts>RJCT</TxSts>')],
    ['a status in a foreign element', SETTLED.replace('<TxSts>', '<TxSts xmlns="urn:x">')],
  ])('decides nothing: %s', (_name, body) => {
    const read = (call: Call) => call.read(sealed(call.request, 200, body), NOW_MS);

    expect(read(INQUIRE)).toMatchObject({ kind: 'unknown' });
    expect(read(SUBMIT)).toMatchObject({ kind: 'unknown' });
  });

  it('hands on what the bank repeats, so that the engine can see the difference', () => {
    const echoOf = (body: string) => {
      const verdict = INQUIRE.read(sealed(INQUIRE.request, 200, body), NOW_MS);
      return 'echo' in verdict ? verdict.echo : null;
    };

    expect(echoOf(SETTLED)).toStrictEqual({
      partnerKey: KEY,
      amount: INSTRUCTION.amount,
      account: INSTRUCTION.creditor.account.value,
    });
    expect(echoOf(SETTLED.replace('123.45', '123.46'))).toHaveProperty('amount.minor', 12_346n);
    expect(echoOf(SETTLED.replace('"EUR"', '"USD"'))).toHaveProperty('amount.currency', 'USD');
    expect(echoOf(SETTLED.replace('GB33', 'GB34'))).toHaveProperty(
      'account',
      'GB34BUKB20201555555555',
    );
    for (const odd of ['1e2', '123.456', '-1.00', '١٢٣', '', ' 123.45', '0x10']) {
      expect(echoOf(SETTLED.replace('>123.45<', `>${odd}<`))).toHaveProperty(
        'amount',
        'unreadable',
      );
    }
    expect(echoOf(SETTLED.replace('"EUR"', '"XXX"'))).toHaveProperty('amount', 'unreadable');
  });

  it('says nothing from the message in its detail', () => {
    const verdict = INQUIRE.read(
      sealed(INQUIRE.request, 200, SETTLED.replace('ACSC</TxSts>', 'Ada Lovelace GB33</TxSts>')),
      NOW_MS,
    );

    expect(JSON.stringify(verdict)).not.toMatch(/Ada|GB33/);
  });
});

describe('a reply that a proxy made', () => {
  it.each([
    [502, 'technical.thirdparty.error'],
    [503, 'technical.thirdparty.error'],
    [429, 'technical.thirdparty.error'],
    [404, 'technical.thirdparty.contract'],
    [200, 'technical.thirdparty.contract'],
  ])('with HTTP %i leaves doubt as %s', (status, failure) => {
    const reply = { status, headers: { 'content-type': 'text/html' }, body: '<html></html>' };

    expect(SUBMIT.read(reply, NOW_MS)).toMatchObject({ kind: 'unknown', failure });
    expect(INQUIRE.read(reply, NOW_MS)).toMatchObject({ kind: 'unknown', failure });
  });
});

describe('the probe', () => {
  it('takes nothing but a genuine balance for a sign of life', () => {
    const probe = adapter.probe(STAMP);
    const balance = fixture('probe.balance.xml');
    const alive = (status: number, body: string, forgery: Forgery = {}) =>
      probe.read(sealed(probe.request, status, body, forgery), NOW_MS).alive;

    expect(alive(200, balance)).toBe(true);
    expect(alive(200, balance, { nonce: 'f'.repeat(32) })).toBe(false);
    expect(alive(429, THROTTLED)).toBe(false);
    expect(alive(200, balance.slice(0, -12))).toBe(false);
    expect(probe.read({ status: 200, headers: {}, body: balance }, NOW_MS).alive).toBe(false);
  });
});

describe('a genuine reply in another writer’s hand decides all the same', () => {
  const withText = (text: string) =>
    REJECTED.replace('</Rsn>', `</Rsn><AddtlInf>${text}</AddtlInf>`);

  it.each([
    ['names our message without its version', SETTLED.replace('pain.001.001.09', 'pain.001')],
    ['names our message in another version', SETTLED.replace('001.001.09', '001.001.03')],
  ])('when it %s', (_how, body) => {
    const verdict = INQUIRE.read(sealed(INQUIRE.request, 200, body), NOW_MS);

    expect(verdict.kind).toBe('executed');
  });

  it.each([
    ['a line end by number', withText('Account closed&#13;&#10;see letter')],
    ['CDATA', withText('<![CDATA[A & B]]>')],
    ['a comment', withText('A<!-- B & C -->')],
  ])('when its free text has %s', (_how, body) => {
    const verdict = SUBMIT.read(sealed(SUBMIT.request, 202, body), NOW_MS);

    expect(verdict).toMatchObject({ kind: 'refused', partnerCode: 'AC04' });
  });
});

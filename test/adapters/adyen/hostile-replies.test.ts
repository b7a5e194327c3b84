/**
 * Goal: no answer that is not whole, not Adyen's, or not about our transfer ever decides about
 * money, although nothing signs it.
 * Method: true answers are cut, changed and stripped field by field, and each reading must be doubt.
 */
import { describe, expect, it } from 'vitest';

import type { PartnerReply } from '../../../src/contract/exchange.ts';
import { checkEcho } from '../../../src/payouts/decide/check-echo.ts';
import {
  demoAdapter,
  ECHO,
  IBAN,
  INSTRUCTION,
  listed,
  NOW_MS,
  problem,
  replied,
  secret,
  STAMP,
  transfer,
  TRANSFER_ID,
} from './bench.ts';

const adapter = demoAdapter();
const KNOWN = { ...INSTRUCTION, partnerReference: TRANSFER_ID };
const LANES = ['submit', 'inquire', 'cancel'] as const;
const HTML = '<html><body>nginx</body></html>';
const PAID = transfer('booked');
const PAID_REPLY = replied(202, PAID);
const PAID_LIST = listed(PAID);
const IN_PROGRESS = {
  status: 422,
  errorCode: '704',
  message: 'request already processed or in progress',
  errorType: 'validation',
};
const REFUSED_REPLY = problem(401, 'unauthorized', '00_401');

const HOSTILE: readonly (readonly [name: string, reply: PartnerReply])[] = [
  ['an empty 200', { status: 200, headers: {}, body: '' }],
  ['an empty 202', { status: 202, headers: {}, body: '' }],
  ['an HTML 200', { status: 200, headers: {}, body: HTML }],
  ['an HTML 401', { status: 401, headers: {}, body: HTML }],
  ['an HTML 404', { status: 404, headers: {}, body: HTML }],
  ['an HTML 422', { status: 422, headers: {}, body: HTML }],
  ['an HTML 429', { status: 429, headers: {}, body: HTML }],
  ['an HTML 502', { status: 502, headers: {}, body: HTML }],
  ['a redirect', { status: 302, headers: { location: 'https://evil.example/' }, body: '' }],
  ['an empty object', replied(200, {})],
  ['an empty list', replied(200, [])],
  ['data that is no list', replied(200, { data: {} })],
  ['data with a text in it', replied(200, { data: ['x'] })],
  ['a transfer under another status', replied(201, PAID)],
  ['a refusal without a title', without(REFUSED_REPLY, 'title')],
  ['a refusal without a type', without(REFUSED_REPLY, 'type')],
  ['a refusal without a code', without(REFUSED_REPLY, 'errorCode')],
  ['a refusal without its own status', without(REFUSED_REPLY, 'status')],
  ['a refusal under another status', { ...REFUSED_REPLY, status: 403 }],
  [
    'a proxy’s own problem',
    replied(401, { type: 'about:blank', title: 'Unauthorized', status: 401 }),
  ],
  ['a code of another kind', problem(401, 'unauthorized', 'not a code')],
];

describe.each(LANES)('%s', (lane) => {
  const read = (reply: PartnerReply) => adapter[lane](KNOWN, STAMP)?.read(reply, NOW_MS);

  it.each(HOSTILE)('is in doubt after %s', (_name, reply) => {
    expect(read(reply)).toMatchObject({ kind: 'unknown' });
  });

  it('is in doubt after an answer cut off at any byte', () => {
    const whole = lane === 'inquire' ? PAID_LIST : PAID_REPLY;

    const decided = Array.from({ length: whole.body.length }, (_, length) =>
      read({ ...whole, body: whole.body.slice(0, length) }),
    ).filter((verdict) => verdict?.kind !== 'unknown');

    expect(decided).toEqual([]);
  });

  it('is in doubt after a refusal cut off at any byte', () => {
    const decided = Array.from({ length: REFUSED_REPLY.body.length }, (_, length) =>
      read({ ...REFUSED_REPLY, body: REFUSED_REPLY.body.slice(0, length) }),
    ).filter((verdict) => verdict?.kind !== 'unknown');

    expect(decided).toEqual([]);
  });
});

describe('an answer that does not call itself JSON', () => {
  const ANSWERS: readonly (readonly [lane: 'submit' | 'inquire', reply: PartnerReply])[] = [
    ['submit', PAID_REPLY],
    ['submit', REFUSED_REPLY],
    ['submit', replied(422, IN_PROGRESS)],
    ['inquire', PAID_LIST],
    ['inquire', listed()],
  ];

  it.each(['text/html', 'image/png', 'application/jsonp', ''])('but "%s" is doubt', (label) => {
    const kinds = ANSWERS.map(([lane, reply]) => kindOf(lane, reply, label));

    expect(new Set(kinds)).toEqual(new Set(['unknown']));
  });

  it.each(['application/json', 'Application/JSON; charset=UTF-8', 'application/problem+json'])(
    'is believed under the label "%s"',
    (label) => {
      const kinds = ANSWERS.map(([lane, reply]) => kindOf(lane, reply, label));

      expect(kinds).toEqual(['executed', 'refused', 'duplicate', 'executed', 'absent']);
    },
  );

  function kindOf(lane: 'submit' | 'inquire', reply: PartnerReply, label: string) {
    const labelled = { ...reply, headers: { 'content-type': label } };
    return adapter[lane](INSTRUCTION, STAMP).read(labelled, NOW_MS).kind;
  }
});

describe('a transfer', () => {
  const SPOILT: readonly (readonly [name: string, change: Readonly<Record<string, unknown>>])[] = [
    ['without an id', { id: undefined }],
    ['with an id that could be a name', { id: 'Jan Jansen' }],
    ['without a reference', { reference: undefined }],
    ['without an amount', { amount: undefined }],
    ['with an amount in words', { amount: { currency: 'EUR', value: '12345' } }],
    ['with a part of a cent', { amount: { currency: 'EUR', value: 123.45 } }],
    ['with less than nothing', { amount: { currency: 'EUR', value: -12_345 } }],
    ['with more than a double counts', { amount: { currency: 'EUR', value: 2 ** 53 } }],
    ['without a currency', { amount: { value: 12_345 } }],
    ['in a currency that is counted differently', { amount: { currency: 'ISK', value: 12_345 } }],
    ['in no currency at all', { amount: { currency: 'constructor', value: 12_345 } }],
    ['of another category', { category: 'internal' }],
    ['without a category', { category: undefined }],
    ['that came in', { direction: 'incoming' }],
    ['of another platform', { balancePlatform: 'SomebodyElse' }],
    ['without a status', { status: undefined }],
    ['with events that are no list', { events: {} }],
    ['with an event that is a text', { events: ['booked'] }],
  ];

  it.each(SPOILT)('%s is doubt', (_name, change) => {
    const json = transfer('booked', change);

    const verdicts = [
      adapter.submit(INSTRUCTION, STAMP).read(replied(202, json), NOW_MS),
      adapter.inquire(INSTRUCTION, STAMP).read(listed(json), NOW_MS),
    ];

    expect(verdicts[0]).toMatchObject({
      kind: 'unknown',
      failure: 'technical.thirdparty.contract',
    });
    expect(['unknown', 'absent']).toContain(verdicts[1]?.kind);
  });

  it('that answers another request’s key is doubt', () => {
    const reply = replied(202, PAID, { 'idempotency-key': 'ANOTHER' });

    expect(adapter.submit(INSTRUCTION, STAMP).read(reply, NOW_MS)).toMatchObject({
      kind: 'unknown',
    });
  });

  it('that answers our key is believed', () => {
    const reply = replied(202, PAID, { 'idempotency-key': INSTRUCTION.partnerKey });

    expect(adapter.submit(INSTRUCTION, STAMP).read(reply, NOW_MS)).toMatchObject({
      kind: 'executed',
    });
  });

  it.each([
    ['reference', { reference: 'ANOTHER' }],
    ['amount', { amount: { currency: 'EUR', value: 12_346 } }],
    ['currency', { amount: { currency: 'GBP', value: 12_345 } }],
    [
      'payee',
      {
        counterparty: {
          bankAccount: { accountIdentification: { iban: 'DE89370400440532013000' } },
        },
      },
    ],
  ])('with another %s is a stranger to the engine', (_name, change) => {
    const verdict = adapter
      .submit(INSTRUCTION, STAMP)
      .read(replied(202, transfer('booked', change)), NOW_MS);

    expect(verdict.kind).toBe('executed');
    expect(asTheEngineSeesIt(verdict)).toBe('unknown');
  });
});

describe('the list', () => {
  const read = (...data: readonly unknown[]) =>
    adapter.inquire(INSTRUCTION, STAMP).read(listed(...data), NOW_MS);
  const other = { amount: { currency: 'EUR', value: 1 } };

  it('without anything is absence, which proves nothing here', () => {
    expect(read()).toEqual({ kind: 'absent' });
    expect(adapter.capabilities.notFoundIsProofAfterMs).toBeNull();
  });

  it('of other people’s transfers is absence too', () => {
    expect(read(transfer('booked', { reference: 'ANOTHER' }))).toEqual({ kind: 'absent' });
  });

  it('shows ours among others', () => {
    const verdict = read(
      transfer('booked', { reference: 'ANOTHER' }),
      PAID,
      transfer('failed', other),
    );

    expect(verdict).toMatchObject({ kind: 'executed', echo: ECHO });
  });

  it.each([
    ['twice', [PAID, PAID]],
    ['paid and failed', [PAID, transfer('failed', { reason: 'counterpartyAccountClosed' })]],
    ['with another amount only', [transfer('booked', other)]],
    ['with no countable amount', [transfer('booked', { amount: null })]],
  ])('that shows ours %s is doubt', (_name, data) => {
    expect(read(...data)).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['with ours', [transfer('failed', { reason: 'counterpartyAccountClosed' })]],
    ['without', []],
  ])('that goes on is doubt, %s', (_name, data) => {
    const reply = replied(200, {
      data,
      _links: { next: { href: 'https://adyen.example/?cursor=2' } },
    });

    expect(adapter.inquire(INSTRUCTION, STAMP).read(reply, NOW_MS)).toMatchObject({
      kind: 'unknown',
    });
  });
});

describe('a cancel', () => {
  it.each([200, 202])(
    'that was heard (%i) decides nothing, and is no fault of Adyen’s',
    (status) => {
      const verdict = adapter.cancel(KNOWN, STAMP)?.read(replied(status, {}), NOW_MS);

      expect(verdict).toMatchObject({ kind: 'unknown', failure: 'partner.delay.webhook' });
    },
  );
});

describe('what is doubted', () => {
  it('quotes nothing of a hostile body', () => {
    const secrets = `<b>${secret('API_KEY')} ${IBAN}</b>`;
    const replies = [
      { status: 500, headers: {}, body: secrets },
      problem(422, secrets, secrets),
      replied(202, transfer(secrets)),
      replied(202, transfer('failed', { reason: secrets })),
      replied(202, transfer('booked', { tracking: { type: secrets } })),
    ];

    const verdicts = replies.map((reply) => adapter.submit(INSTRUCTION, STAMP).read(reply, NOW_MS));

    expect(verdicts.map(({ kind }) => kind)).toEqual(replies.map(() => 'unknown'));
    expect(JSON.stringify(verdicts)).not.toMatch(/demo-only|NL91/);
  });
});

describe('the probe', () => {
  const probe = adapter.probe(STAMP);

  it('takes a list for a sign of life, an empty one too', () => {
    expect(probe.read(listed(), NOW_MS)).toEqual({ alive: true });
  });

  it.each([
    ['a wrong key', problem(401, 'unauthorized', '00_401')],
    ['a page', { status: 200, headers: {}, body: HTML }],
    ['a list on a page', { ...listed(), headers: { 'content-type': 'text/html' } }],
    ['no list', replied(200, {})],
    ['a list under another status', { ...listed(), status: 203 }],
  ])('takes %s for none', (_name, reply) => {
    expect(probe.read(reply, NOW_MS)).toMatchObject({ alive: false });
  });
});

function without(reply: PartnerReply, field: string): PartnerReply {
  const json = JSON.parse(reply.body) as Record<string, unknown>;
  return { ...reply, body: JSON.stringify({ ...json, [field]: undefined }) };
}

/** The engine's own comparison of the echo. */
function asTheEngineSeesIt(verdict: Parameters<typeof checkEcho>[0]): string {
  const { partnerKey, amount, creditor } = INSTRUCTION;
  const attempt = { partnerKey } as Parameters<typeof checkEcho>[1];
  const request = { amount, creditor } as Parameters<typeof checkEcho>[2];
  return checkEcho(verdict, attempt, request).kind;
}

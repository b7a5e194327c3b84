/**
 * Goal: no answer that is cut, strange, crossed or forged ever decides about money, and nothing of a
 * body gets into a detail.
 * Method: true answers are spoilt in every way, in a single call and in a batch's; each reading must
 * be doubt, or a duplicate that names no batch.
 */
import { describe, expect, it } from 'vitest';

import type { PartnerReply } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import {
  AT_MS,
  BATCH,
  BATCH_ID,
  batchSide,
  demoAdapter,
  duplicate,
  ECHO,
  error,
  errors,
  header,
  INSTRUCTION,
  item,
  reply,
  STAMP,
} from './demo-paypal.ts';

const adapter = demoAdapter();
const batches = batchSide(adapter);
const HTML = '<html><body>nginx</body></html>';
const CREATED = reply(201, { batch_header: header('PENDING') });
const DETAILS = reply(200, { batch_header: header('SUCCESS'), items: [item('SUCCESS')] });
const LINK = `https://api.sandbox.paypal.com/v1/payments/payouts/${BATCH_ID}`;

const FOR_BOTH: readonly (readonly [name: string, reply: PartnerReply])[] = [
  ['an empty 200', raw(200, '')],
  ['an empty 201', raw(201, '')],
  ['an HTML 200', raw(200, HTML)],
  ['an HTML 404', raw(404, HTML)],
  ['an HTML 502', raw(502, HTML)],
  ['a redirect', { status: 302, headers: { location: 'https://evil.example/' }, body: '' }],
  ['a list', raw(201, '[]')],
  ['null', raw(201, 'null')],
  ['a text', raw(200, '"SUCCESS"')],
  ['a header that is a text', reply(201, { batch_header: 'PENDING' })],
  ['no header', reply(200, { items: [item('SUCCESS')] })],
  ['an error under status 200', reply(200, error('INSUFFICIENT_FUNDS'))],
  ['an error without a name', reply(422, { message: 'INSUFFICIENT_FUNDS' })],
  ['a name that is a number', reply(422, { name: 422 })],
  ['a refusal cut off', raw(422, '{"name":"INSUFFICIENT_FUNDS"')],
  ['a refusal below a heading', raw(422, `HTTP error\n${JSON.stringify(error('X'))}`)],
];

const FOR_SUBMIT: readonly (readonly [name: string, reply: PartnerReply])[] = [
  ['a created batch under 200', { ...CREATED, status: 200 }],
  ['a created batch under 202', { ...CREATED, status: 202 }],
  ['another sender_batch_id', created({ sender_batch_header: { sender_batch_id: 'OTHER' } })],
  ['no sender_batch_header', created({ sender_batch_header: undefined })],
  ['no payout_batch_id', created({ payout_batch_id: undefined })],
  ['an id that would lead elsewhere', created({ payout_batch_id: '../payouts-item/X' })],
  ['an endless id', created({ payout_batch_id: 'A'.repeat(31) })],
  ['an id in small letters', created({ payout_batch_id: 'fyxmps3vwmrb4' })],
  ['no batch_status', created({ batch_status: undefined })],
  ['a cancelled batch', created({ batch_status: 'CANCELED' })],
  ['"not found"', reply(404, error('RESOURCE_NOT_FOUND'))],
  ['a duplicate of somebody else', reply(400, duplicateOf({ value: 'OTHER' }))],
  ['a business error that names nothing', reply(400, error('USER_BUSINESS_ERROR'))],
  ['a business error of another field', reply(400, duplicateOf({ field: 'AMOUNT' }))],
  ['details that are no list', reply(400, error('USER_BUSINESS_ERROR', { details: LINK }))],
];

const FOR_INQUIRY: readonly (readonly [name: string, reply: PartnerReply])[] = [
  ['details under 201', { ...DETAILS, status: 201 }],
  ['the details of another batch', details({ payout_batch_id: 'OTHER00000000' }, item('SUCCESS'))],
  ['details without an id', details({ payout_batch_id: undefined }, item('SUCCESS'))],
  ['an item without a payout_item', details({}, item('SUCCESS', { payout_item: undefined }))],
  ['an item without a key', details({}, sent({ sender_item_id: undefined }))],
  ['an item without an amount', details({}, sent({ amount: undefined }))],
  ['an item without a receiver', details({}, sent({ receiver: undefined }))],
  [
    'items that are no list',
    reply(200, { batch_header: header('SUCCESS'), items: item('SUCCESS') }),
  ],
  ['an item among other things', details({}, item('SUCCESS'), 'x')],
  [
    'a return of an unreadable amount',
    details({}, sent({ amount: { currency: 'USD', value: '1e3' } }, 'RETURNED')),
  ],
];

describe('a single submit', () => {
  it.each([...FOR_BOTH, ...FOR_SUBMIT, ['details', DETAILS] as const])(
    'is in doubt after %s',
    (_name, answer) => {
      const verdict = adapter.submit(INSTRUCTION, STAMP).read(answer, AT_MS);

      expect(verdict).toMatchObject({ kind: 'unknown' });
    },
  );

  it('is in doubt after an answer cut off at any byte', () => {
    const call = adapter.submit(INSTRUCTION, STAMP);

    const decided = cuts(CREATED).filter((cut) => call.read(cut, AT_MS).kind !== 'unknown');

    expect(decided).toEqual([]);
  });
});

describe('an answer that does not call itself JSON', () => {
  it.each(['text/html', 'image/png', 'application/jsonp', ''])('but "%s" is doubt', (label) => {
    const submit = adapter.submit(INSTRUCTION, STAMP);
    const inquire = adapter.inquire(INSTRUCTION, STAMP);
    const answers = [
      [submit, CREATED],
      [submit, reply(422, error('INSUFFICIENT_FUNDS'))],
      [submit, reply(400, duplicate(LINK))],
      [inquire, DETAILS],
      [inquire, reply(404, error('RESOURCE_NOT_FOUND'))],
    ] as const;

    const kinds = answers.map(
      ([call, answer]) => call.read({ ...answer, headers: { 'content-type': label } }, AT_MS).kind,
    );

    expect(new Set(kinds)).toEqual(new Set(['unknown']));
  });

  it.each(['application/json; charset=utf-8', 'Application/JSON;charset=UTF-8'])(
    'is believed under the label "%s"',
    (label) => {
      const created = { ...CREATED, headers: { 'content-type': label } };

      const verdict = adapter.submit(INSTRUCTION, STAMP).read(created, AT_MS);

      expect(verdict).toMatchObject({ kind: 'accepted' });
    },
  );
});

describe('a batch', () => {
  it.each([...FOR_BOTH, ...FOR_SUBMIT])('is in doubt as a whole after %s', (_name, answer) => {
    const { whole, items } = batches.submit(BATCH, STAMP).read(answer, AT_MS);

    expect(whole).toMatchObject({ kind: 'unknown' });
    expect(items.size).toBe(0);
  });

  it('is accepted as a whole, and no member is named, because the answer names none', () => {
    const { whole, items } = batches.submit(BATCH, STAMP).read(CREATED, AT_MS);

    expect(whole).toEqual({ kind: 'accepted', partnerReference: BATCH_ID, echo: {} });
    expect(items.size).toBe(0);
  });
});

describe('an inquiry', () => {
  it.each([...FOR_BOTH, ...FOR_INQUIRY, ['a created batch', CREATED] as const])(
    'is in doubt after %s',
    (_name, answer) => {
      const single = adapter.inquire(INSTRUCTION, STAMP).read(answer, AT_MS);
      const { whole } = batches.inquire(BATCH, BATCH_ID, STAMP).read(answer, AT_MS);

      expect(single).toMatchObject({ kind: 'unknown' });
      expect(whole).toMatchObject({ kind: 'unknown' });
    },
  );

  it('is in doubt after an answer cut off at any byte', () => {
    const call = adapter.inquire(INSTRUCTION, STAMP);

    const decided = cuts(DETAILS).filter((cut) => call.read(cut, AT_MS).kind !== 'unknown');

    expect(decided).toEqual([]);
  });
});

describe('the duplicate', () => {
  it.each([
    LINK,
    `https://api.paypal.com/v1/payments/payouts/${BATCH_ID}`,
    `https://api-m.paypal.com/v1/payments/payouts/${BATCH_ID}`,
    `https://api-m.sandbox.paypal.com/v1/payments/payouts/${BATCH_ID}`,
  ])('names the first batch by PayPal’s own link: %s', (href) => {
    expect(submitted(duplicate(href))).toEqual({
      kind: 'duplicate',
      partnerCode: 'USER_BUSINESS_ERROR',
      partnerReference: BATCH_ID,
    });
  });

  it.each([
    ['at another host', `https://evil.example/v1/payments/payouts/${BATCH_ID}`],
    [
      'at a host that looks alike',
      `https://api.paypal.com.evil.example/v1/payments/payouts/${BATCH_ID}`,
    ],
    [
      'at another host behind a user',
      `https://api.paypal.com@evil.example/v1/payments/payouts/${BATCH_ID}`,
    ],
    ['with a user', `https://x@api.paypal.com/v1/payments/payouts/${BATCH_ID}`],
    ['at another port', `https://api.paypal.com:8443/v1/payments/payouts/${BATCH_ID}`],
    ['in clear', `http://api.paypal.com/v1/payments/payouts/${BATCH_ID}`],
    ['to an item', `https://api.paypal.com/v1/payments/payouts-item/${BATCH_ID}`],
    ['below a batch', `https://api.paypal.com/v1/payments/payouts/${BATCH_ID}/cancel`],
    ['around a corner', `https://api.paypal.com/v1/x/../payments/payouts/${BATCH_ID}`],
    ['with a query', `https://api.paypal.com/v1/payments/payouts/${BATCH_ID}?x=1`],
    ['with a fragment', `https://api.paypal.com/v1/payments/payouts/${BATCH_ID}#x`],
    ['with backslashes', `https:\\\\api.paypal.com\\v1\\payments\\payouts\\${BATCH_ID}`],
    ['with a line feed', `https://api.paypal.com/v1/payments/payouts/${BATCH_ID}\n`],
    ['to an endless id', `https://api.paypal.com/v1/payments/payouts/${'A'.repeat(31)}`],
    ['to nothing', 'https://api.paypal.com/v1/payments/payouts/'],
    ['that is none', 'not a link'],
  ])('with a link %s stays a duplicate that names nothing', (_name, href) => {
    expect(submitted(duplicate(href))).toEqual({
      kind: 'duplicate',
      partnerCode: 'USER_BUSINESS_ERROR',
    });
  });

  it('with links to two batches names neither', () => {
    const links = [{ href: 'https://api.paypal.com/v1/payments/payouts/OTHER00000000' }];

    const verdict = submitted({ ...duplicate(LINK), links });

    expect(verdict).toEqual({ kind: 'duplicate', partnerCode: 'USER_BUSINESS_ERROR' });
  });

  it('may have its link where the schema says', () => {
    const details = [{ field: 'sender_batch_id', issue: 'in words' }];

    const verdict = submitted(error('USER_BUSINESS_ERROR', { details, links: [{ href: LINK }] }));

    expect(verdict).toMatchObject({ kind: 'duplicate', partnerReference: BATCH_ID });
  });

  it('is every member’s, and never advice to try with another id', () => {
    const { whole, items } = batches.submit(BATCH, STAMP).read(reply(400, duplicate(LINK)), AT_MS);

    expect(whole).toMatchObject({ kind: 'duplicate', partnerReference: BATCH_ID });
    expect(items.size).toBe(0);
  });
});

describe('what is doubted', () => {
  it('is an outage for 5xx, and a strange answer for the rest', () => {
    const [broken, strange] = [503, 404].map((status) =>
      adapter.submit(INSTRUCTION, STAMP).read(raw(status, HTML), AT_MS),
    );

    expect(broken).toMatchObject({ failure: 'technical.thirdparty.error' });
    expect(strange).toMatchObject({ failure: 'technical.thirdparty.contract' });
  });

  it('quotes nothing of a hostile body', () => {
    const hush = '<b>hush 4111111111111111 borrower@example.com</b>';
    const replies = [
      raw(500, hush),
      reply(400, error(hush, { message: hush })),
      reply(400, error('VALIDATION_ERROR', { details: [{ field: hush, issue: hush }] })),
      reply(201, { batch_header: header(hush) }),
      reply(200, { batch_header: header('SUCCESS'), items: [item(hush)] }),
      reply(200, { batch_header: header('SUCCESS'), items: [item('FAILED', errors(hush))] }),
      reply(200, { batch_header: { ...header('DENIED'), ...errors(hush) } }),
    ];

    const verdicts = replies.flatMap((answer) => [
      adapter.submit(INSTRUCTION, STAMP).read(answer, AT_MS),
      adapter.inquire(INSTRUCTION, STAMP).read(answer, AT_MS),
    ]);

    expect(JSON.stringify(verdicts)).not.toContain('hush');
  });
});

describe('the echo', () => {
  it('repeats another key’s, amount’s and payee’s values for the engine to compare', () => {
    const other = sent({ receiver: 'else@example.com', amount: { currency: 'EUR', value: '1.0' } });

    const verdict = adapter.inquire(INSTRUCTION, STAMP).read(details({}, other), AT_MS);

    expect(verdict).toMatchObject({
      kind: 'executed',
      echo: { ...ECHO, account: 'else@example.com', amount: { currency: 'EUR', minor: 100n } },
    });
  });

  it.each([
    ['a number', { currency: 'USD', value: 123.45 }],
    ['too many decimals', { currency: 'USD', value: '123.456' }],
    ['a sign', { currency: 'USD', value: '-123.45' }],
    ['a comma', { currency: 'USD', value: '123,45' }],
    ['an exponent', { currency: 'USD', value: '1e2' }],
    ['no currency', { value: '123.45' }],
    ['a currency nobody knows', { currency: 'XXX', value: '123.45' }],
    ['a name an object inherits', { currency: 'constructor', value: '1.00' }],
  ])('calls an amount with %s unreadable', (_name, amount) => {
    const verdict = adapter.inquire(INSTRUCTION, STAMP).read(details({}, sent({ amount })), AT_MS);

    expect(verdict).toMatchObject({ echo: { amount: 'unreadable' } });
  });

  it.each(['123.45', '123.450', '0123.45'])('reads the amount %s', (value) => {
    const amount = { currency: 'USD', value };

    const verdict = adapter.inquire(INSTRUCTION, STAMP).read(details({}, sent({ amount })), AT_MS);

    expect(verdict).toMatchObject({ echo: ECHO });
  });
});

describe('the probe', () => {
  const probe = adapter.probe(STAMP);

  it.each(['RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID'])('takes %s for a sign of life', (name) => {
    expect(probe.read(reply(404, error(name)), AT_MS)).toEqual({ alive: true });
  });

  it.each<[string, PartnerReply]>([
    ['a proxy’s 404', raw(404, HTML)],
    ['a refused token', reply(401, error('AUTHENTICATION_FAILURE'))],
    ['a throttle', reply(429, error('RATE_LIMIT_REACHED'))],
    ['an outage', reply(503, error('SERVICE_UNAVAILABLE'))],
    ['a batch', DETAILS],
    ['its own words as a page', asPage(reply(404, error('RESOURCE_NOT_FOUND')))],
  ])('takes %s for none', (_name, answer) => {
    expect(probe.read(answer, AT_MS)).toMatchObject({ alive: false });
  });
});

function raw(status: number, body: string): PartnerReply {
  return { status, headers: {}, body };
}

function asPage(answer: PartnerReply): PartnerReply {
  return { ...answer, headers: { 'content-type': 'text/html' } };
}

function cuts(whole: PartnerReply): readonly PartnerReply[] {
  return Array.from({ length: whole.body.length }, (_, length) => ({
    ...whole,
    body: whole.body.slice(0, length),
  }));
}

function created(changes: Readonly<Record<string, unknown>>): PartnerReply {
  return reply(201, { batch_header: header('PENDING', changes) });
}

function details(changes: Readonly<Record<string, unknown>>, ...items: unknown[]): PartnerReply {
  return reply(200, { batch_header: header('SUCCESS', changes), items });
}

/** An item whose sent part is changed. */
function sent(changes: Readonly<Record<string, unknown>>, status = 'SUCCESS') {
  const whole = item(status);
  return { ...whole, payout_item: { ...whole.payout_item, ...changes } };
}

function duplicateOf(changes: Readonly<Record<string, unknown>>) {
  const issue = 'Batch with given sender_batch_id already exists';
  const details = [{ field: 'SENDER_BATCH_ID', issue, link: [{ href: LINK }], ...changes }];
  return error('USER_BUSINESS_ERROR', { details });
}

function submitted(json: unknown): Verdict {
  return adapter.submit(INSTRUCTION, STAMP).read(reply(400, json), AT_MS);
}

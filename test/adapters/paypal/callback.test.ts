/**
 * Goal: a webhook is believed only when PayPal signed these very bytes, for our webhook, with a
 * certificate that we hold and that lies at PayPal; repeats are the same event; nothing is fetched.
 * Method: events are signed here with the demo keys, whole and spoilt in every part.
 */
import { describe, expect, it } from 'vitest';

import { ITEM_STATUSES } from '../../../adapters/paypal/tables/statuses.ts';
import type { CallbackDelivery } from '../../../src/contract/adapter.ts';
import {
  AT_MS,
  BATCH_ID,
  CERT_URL,
  demoAdapter,
  ECHO,
  errors,
  event,
  INSTRUCTION,
  item,
  NEXT_CERT_URL,
  secret,
  signed,
  type SigningChoice,
} from './demo-paypal.ts';

const adapter = demoAdapter();
const PAID = event(item('SUCCESS'));
const HOUR_MS = 3_600_000;

describe('a genuine event', () => {
  it.each([
    [
      'SUCCEEDED',
      item('SUCCESS'),
      { kind: 'executed', finality: 'credited', partnerReference: BATCH_ID, echo: ECHO },
    ],
    ['UNCLAIMED', item('UNCLAIMED'), { kind: 'accepted', partnerReference: BATCH_ID, echo: ECHO }],
    ['HELD', item('ONHOLD'), { kind: 'accepted', echo: ECHO }],
    [
      'FAILED',
      item('FAILED', errors('RECEIVER_ACCOUNT_LOCKED')),
      { kind: 'refused', recorded: true, failure: 'eligibility.account.blocked', echo: ECHO },
    ],
    ['DENIED', item('DENIED', errors('RISK_DECLINE')), { failure: 'risk.fraud.suspected' }],
    ['BLOCKED', item('BLOCKED'), { kind: 'unknown', failure: 'regulatory.sanctions' }],
    ['RETURNED', item('RETURNED'), { kind: 'returned', failure: 'eligibility.wallet' }],
    ['CANCELED', item('RETURNED'), { kind: 'returned', failure: 'eligibility.wallet' }],
    ['REFUNDED', item('REFUNDED'), { kind: 'returned', failure: 'partner.returned' }],
  ])('%s brings the news of its item', (word, resource, verdict) => {
    const reading = read(event(resource, `PAYMENT.PAYOUTS-ITEM.${word}`));

    expect(reading).toMatchObject({
      kind: 'news',
      eventId: PAID.id,
      news: [{ partnerKey: INSTRUCTION.partnerKey, verdict }],
    });
  });

  it('of a failure without its reason is doubt: only an inquiry tells it', () => {
    expect(read(event(item('FAILED'), 'PAYMENT.PAYOUTS-ITEM.FAILED'))).toMatchObject({
      kind: 'news',
      news: [{ verdict: { kind: 'unknown', partnerCode: 'FAILED' } }],
    });
  });

  it('tells the batch that it is in, to ask by, where that is an id of PayPal’s', () => {
    const told = (batchId: unknown) =>
      read(event(item('FAILED', { payout_batch_id: batchId }), 'PAYMENT.PAYOUTS-ITEM.FAILED'));

    expect(told('5UXD2E8A7EBQJ')).toMatchObject({ news: [{ askBy: '5UXD2E8A7EBQJ' }] });
    for (const odd of ['../tokens', '5uxd', '', null, 7]) {
      expect(told(odd)).not.toHaveProperty('news.0.askBy');
    }
  });

  it('is judged by its item’s status, whatever the event is called', () => {
    const words = [...ITEM_STATUSES.keys()].map((status) =>
      read(event(item(status), 'PAYMENT.PAYOUTS-ITEM.SUCCEEDED')),
    );

    const paid = words.filter((reading) => JSON.stringify(reading, plain).includes('executed'));

    expect(paid).toHaveLength(1);
  });

  it.each(['DENIED', 'PROCESSING', 'SUCCESS'])(
    'about a batch is taken and says nothing: %s',
    (word) => {
      const resource = { batch_header: { payout_batch_id: BATCH_ID, batch_status: word } };

      const reading = read(event(resource, `PAYMENT.PAYOUTSBATCH.${word}`));

      expect(reading).toMatchObject({ kind: 'news', eventId: PAID.id, news: [] });
    },
  );

  it('about a batch that names a key is doubt about it, where it is an attempt’s', () => {
    const batchHeader = { sender_batch_header: { sender_batch_id: INSTRUCTION.partnerKey } };

    const reading = read(event({ batch_header: batchHeader }, 'PAYMENT.PAYOUTSBATCH.DENIED'));

    const { partnerKey } = INSTRUCTION;
    const news = [{ partnerKey, mayBeAnothers: true, verdict: { kind: 'unknown' } }];
    expect(reading).toMatchObject({ news });
  });

  it('may be signed with the next certificate while one replaces the other', () => {
    expect(read(PAID, { certificateUrl: NEXT_CERT_URL })).toMatchObject({ kind: 'news' });
  });

  it('is one for the webhook that the settings name', () => {
    const moved = demoAdapter({ WEBHOOK_ID: 'ANOTHERWEBHOOK' });
    const delivery = signed(JSON.stringify(PAID), { webhookId: 'ANOTHERWEBHOOK' });

    expect(moved.readCallback(delivery, AT_MS)).toMatchObject({ kind: 'news' });
  });

  it('reads the same twice, under one event id', () => {
    const delivery = signed(JSON.stringify(PAID));

    const [first, second] = [AT_MS, AT_MS + HOUR_MS].map((at) =>
      adapter.readCallback(delivery, at),
    );

    expect(second).toEqual(first);
  });

  it('in other than ASCII is verified over its bytes', () => {
    expect(read(event(item('SUCCESS', { note: '放款 ✓' })))).toMatchObject({ kind: 'news' });
  });

  it.each([
    [0, 'news'],
    [72 * HOUR_MS, 'news'],
    [73 * HOUR_MS - 3_000, 'news'],
    // As a hint, which all of PayPal's are: an old one may still bring a question forward.
    [73 * HOUR_MS + 1, 'news'],
    [-290_000, 'news'],
    [-303_000, 'rejected'],
  ])('read %i ms later is %s', (laterMs, kind) => {
    const delivery = signed(JSON.stringify(PAID));

    expect(adapter.readCallback(delivery, AT_MS + laterMs)).toMatchObject({ kind });
  });
});

describe('an event about something else', () => {
  it.each([
    ['without a resource', event(undefined)],
    ['about an item of nobody', event(item('SUCCESS', { payout_item: {} }))],
    ['of an unknown type', event({ id: 'SALE-1' }, 'PAYMENT.SALE.COMPLETED')],
  ])('is taken without news: %s', (_name, told) => {
    expect(adapter.readCallback(signed(JSON.stringify(told)), AT_MS)).toMatchObject({ news: [] });
  });

  it.each(['PAYMENT.PAYOUTS-ITEM.FORGOTTEN', 'constructor'])(
    'but in the name of a key of ours is doubt about it: %s',
    (type) => {
      const told = signed(JSON.stringify(event(item('SUCCESS'), type)));

      expect(adapter.readCallback(told, AT_MS)).toMatchObject({
        news: [{ partnerKey: INSTRUCTION.partnerKey, verdict: { kind: 'unknown' } }],
      });
    },
  );
});

describe('an event that is not to be believed', () => {
  const body = JSON.stringify(PAID);
  const whole = signed(body);
  const other = signed(JSON.stringify(event(item('FAILED'))));
  const without = (name: string) => withHeader(name, '');

  const SPOILT: readonly (readonly [name: string, delivery: CallbackDelivery])[] = [
    ['without any header', { headers: {}, body }],
    ['without an id', without('paypal-transmission-id')],
    ['without an id, signed so', signed(body, { id: '' })],
    ['without a time', without('paypal-transmission-time')],
    ['without a signature', without('paypal-transmission-sig')],
    ['without a certificate', without('paypal-cert-url')],
    ['without an algorithm', without('paypal-auth-algo')],
    ['in another algorithm', withHeader('paypal-auth-algo', 'SHA1withRSA')],
    ['under another id', withHeader('paypal-transmission-id', '42182940-95bd-11ec-8889-0')],
    ['under another time', withHeader('paypal-transmission-time', '2026-11-24T00:59:57Z')],
    ['under a time that is none', withHeader('paypal-transmission-time', 'now')],
    ['under a time with a zone', signed(body, { time: '2026-11-24T01:59:58+01:00' })],
    ['with the signature of another', withSignatureOf(other)],
    ['with a spoilt signature', withSignature((sig) => flip(sig, 40))],
    ['with two signatures', withSignature((sig) => `${sig}, ${sig}`)],
    ['with half a signature', withSignature((sig) => sig.slice(0, 172))],
    ['with a signature that is not base64', withHeader('paypal-transmission-sig', '***')],
    ['changed by one letter', { ...whole, body: body.replace('SUCCESS', 'SUCCESs') }],
    ['with a space too many', { ...whole, body: `${body} ` }],
    ['written out differently', { ...whole, body: JSON.stringify(PAID, null, 1) }],
    ['for another webhook', signed(body, { webhookId: 'ANOTHERWEBHOOK' })],
    ['with the other certificate’s address', withHeader('paypal-cert-url', NEXT_CERT_URL)],
    ['with a certificate we do not hold', withHeader('paypal-cert-url', `${CERT_URL}9`)],
    ['with a certificate elsewhere', withHeader('paypal-cert-url', elsewhere('evil.example'))],
    [
      'with a look-alike',
      withHeader('paypal-cert-url', elsewhere('api.sandbox.paypal.com.evil.example')),
    ],
    ['with an address an object inherits', withHeader('paypal-cert-url', 'constructor')],
    ['that is no JSON', signed('x')],
    ['that is a list', signed('[]')],
    ['without an event id', signed(JSON.stringify({ ...PAID, id: undefined }))],
    ['with an endless event id', signed(JSON.stringify({ ...PAID, id: 'W'.repeat(65) }))],
    ['that is endless', signed(JSON.stringify({ ...PAID, summary: 'x'.repeat(65_536) }))],
  ];

  it.each(SPOILT)('is rejected: %s', (_name, delivery) => {
    expect(adapter.readCallback(delivery, AT_MS)).toMatchObject({ kind: 'rejected' });
  });

  it.each([
    ['without an id', without('paypal-transmission-id')],
    ['without a time', without('paypal-transmission-time')],
    ['without a signature', without('paypal-transmission-sig')],
  ])('is one that nobody signed: %s', (_name, delivery) => {
    expect(adapter.readCallback(delivery, AT_MS)).toMatchObject({ detail: 'not signed' });
  });

  it('is told apart for those who must act: a new certificate, or a stranger’s', () => {
    const [unknown, strange] = [`${CERT_URL}9`, elsewhere('evil.example')].map((url) =>
      adapter.readCallback(withHeader('paypal-cert-url', url), AT_MS),
    );

    expect(unknown).toMatchObject({ detail: expect.stringContaining('WEBHOOK_CERTS') });
    expect(strange).toMatchObject({ detail: expect.stringContaining('does not lie at PayPal') });
  });

  it('is rejected when its certificate’s time is over, or still to come', () => {
    const [ended, early] = [Date.UTC(2126, 0, 1), Date.UTC(2025, 11, 31)].map((atMs) => {
      const time = `${new Date(atMs).toISOString().slice(0, 19)}Z`;
      return adapter.readCallback(signed(body, { time }), atMs);
    });

    expect(ended).toMatchObject({ detail: expect.stringContaining('time is over') });
    expect(early).toMatchObject({ detail: expect.stringContaining('time is over') });
  });

  it('is rejected once the old certificate is taken out', () => {
    const certs = JSON.parse(secret('WEBHOOK_CERTS')) as Record<string, string>;
    const after = demoAdapter({
      WEBHOOK_CERTS: JSON.stringify({ [NEXT_CERT_URL]: certs[NEXT_CERT_URL] }),
    });

    expect(after.readCallback(whole, AT_MS)).toMatchObject({ kind: 'rejected' });
  });

  it('quotes nothing', () => {
    const details = SPOILT.map(([, delivery]) =>
      JSON.stringify(adapter.readCallback(delivery, AT_MS)),
    );

    expect(details.join()).not.toMatch(/evil|borrower|CERT-demo/);
  });

  function withHeader(name: string, value: string): CallbackDelivery {
    return { ...whole, headers: { ...whole.headers, [name]: value } };
  }

  function withSignature(change: (signature: string) => string): CallbackDelivery {
    return withHeader(
      'paypal-transmission-sig',
      change(whole.headers['paypal-transmission-sig'] ?? ''),
    );
  }

  function withSignatureOf(another: CallbackDelivery): CallbackDelivery {
    return withSignature(() => another.headers['paypal-transmission-sig'] ?? '');
  }
});

describe('the answer', () => {
  it.each([
    ['taken', 200],
    ['refused', 403],
    ['failed', 500],
  ] as const)('to what was %s is %i', (outcome, status) => {
    expect(adapter.answerCallback(outcome)).toMatchObject({ status });
  });
});

function read(json: unknown, choice: SigningChoice = {}) {
  return adapter.readCallback(signed(JSON.stringify(json), choice), AT_MS);
}

function elsewhere(host: string): string {
  return CERT_URL.replace('api.sandbox.paypal.com', host);
}

function flip(text: string, index: number): string {
  const letter = text[index] === 'A' ? 'B' : 'A';
  return `${text.slice(0, index)}${letter}${text.slice(index + 1)}`;
}

function plain(_key: string, part: unknown): unknown {
  return typeof part === 'bigint' ? String(part) : part;
}

/**
 * Goal: a webhook is believed only when Adyen signed its very bytes; one about something else is
 * taken without news; repeats are the same event, and the order of arrival changes nothing.
 * Method: webhooks are signed here, whole and spoilt in every part; the engine's own judgement is
 * run over every order of a transfer's webhooks.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { CallbackDelivery } from '../../../src/contract/adapter.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { judgeAttempt } from '../../../src/payouts/decide/judge-attempt.ts';
import {
  BOOKED_EVENTS,
  demoAdapter,
  ECHO,
  HMAC_KEY,
  INSTRUCTION,
  NEXT_HMAC_KEY,
  NOW_MS,
  signed,
  transfer,
  TRANSFER_ID,
  webhook,
} from './bench.ts';

const adapter = demoAdapter();
const read = (delivery: CallbackDelivery) => adapter.readCallback(delivery, NOW_MS);

describe('a genuine webhook', () => {
  it.each([
    ['received', { kind: 'accepted' }],
    ['booked', { kind: 'executed', finality: 'executed' }],
    ['cancelled', { kind: 'cancelled' }],
  ])('brings the news of a transfer that is %s', (status, verdict) => {
    expect(read(webhook(transfer(status)))).toMatchObject({
      kind: 'news',
      eventId: `${TRANSFER_ID}:3`,
      news: [{ partnerKey: INSTRUCTION.partnerKey, verdict: { ...verdict, echo: ECHO } }],
    });
  });

  it('says the same as created or updated', () => {
    const data = transfer('received');

    expect(read(webhook(data, 'balancePlatform.transfer.created'))).toEqual(read(webhook(data)));
  });

  it('brings the news of a return after the booking, with the amount', () => {
    const data = transfer('returned', {
      events: BOOKED_EVENTS,
      reason: 'counterpartyAccountClosed',
    });

    expect(read(webhook(data))).toMatchObject({
      news: [{ verdict: { kind: 'returned', amount: INSTRUCTION.amount } }],
    });
  });

  it('may be signed with either key while one is being replaced', () => {
    const { body } = webhook(transfer('booked'));

    for (const key of [HMAC_KEY, NEXT_HMAC_KEY]) {
      expect(read(signed(body, key))).toMatchObject({ kind: 'news' });
    }
  });

  it('is the same event each time, and the next number is another', () => {
    const [first, again, next] = [3, 3, 4].map((sequenceNumber) =>
      read(webhook(transfer('booked', { sequenceNumber }))),
    );

    expect(again).toEqual(first);
    expect(Reflect.get(next ?? {}, 'eventId')).toBe(`${TRANSFER_ID}:4`);
  });

  it('is verified over its bytes as they came, spaces and letters beyond ASCII too', () => {
    const { body } = webhook(transfer('booked', { description: 'Überweisung 借款 💰' }));

    expect(read(signed(` ${body}\n`))).toMatchObject({ kind: 'news' });
  });

  it('of another platform’s transfer is doubt', () => {
    const data = transfer('booked', { balancePlatform: 'SomebodyElse' });

    expect(read(webhook(data))).toMatchObject({ news: [{ verdict: { kind: 'unknown' } }] });
  });
});

describe('basic authentication', () => {
  const guarded = demoAdapter({ WEBHOOK_BASIC_AUTH: 'adyen:a-long-password' });
  const whole = webhook(transfer('booked'));
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const kindWith = (authorization: string) => {
    const headers = { ...whole.headers, ...(authorization === '' ? {} : { authorization }) };
    return guarded.readCallback({ ...whole, headers }, NOW_MS).kind;
  };

  it.each([
    [basic('adyen:a-long-password'), 'news'],
    [basic('adyen:a-long-passwore'), 'rejected'],
    [basic('adyen'), 'rejected'],
    ['Bearer a-long-password', 'rejected'],
    ['', 'rejected'],
  ])('where it is agreed, %s makes a signed webhook %s', (authorization, kind) => {
    expect(kindWith(authorization)).toBe(kind);
  });
});

describe('a webhook of a transfer of ours', () => {
  it.each([undefined, 0, 1.5])('is news whatever its number is: %s', (sequenceNumber) => {
    const delivery = webhook(transfer('booked', { sequenceNumber }));

    expect(read(delivery)).toMatchObject({
      kind: 'news',
      eventId: delivery.headers['hmacsignature'],
      news: [{ partnerKey: INSTRUCTION.partnerKey, verdict: { kind: 'executed' } }],
    });
  });
});

describe('a webhook about something else', () => {
  it.each([
    ['another system’s payout', transfer('booked', { reference: 'ORDER-4711' })],
    ['a transfer without a reference', transfer('booked', { reference: undefined })],
  ])('is taken, so that the queue goes on: %s', (_name, data) => {
    expect(read(webhook(data))).toMatchObject({ kind: 'news', news: [] });
  });

  it.each([
    ['an incoming transfer', transfer('booked', { direction: 'incoming' })],
    ['a booking inside the platform', transfer('booked', { category: 'internal' })],
    ['a card', transfer('authorised', { category: 'issuedCard' })],
    ['a transfer without an id', transfer('booked', { id: '' })],
  ])('but in the name of a key of ours is doubt about it: %s', (_name, data) => {
    expect(read(webhook(data))).toMatchObject({
      kind: 'news',
      news: [{ partnerKey: INSTRUCTION.partnerKey, verdict: { kind: 'unknown' } }],
    });
  });

  it.each([
    ['without data', webhook(null)],
    ['whose data is a text', webhook('x')],
  ])('is not refused for its form: %s', (_name, delivery) => {
    expect(read(delivery)).toMatchObject({ kind: 'news', news: [] });
  });

  it('of another type is taken too, and each body is its own event', () => {
    const [one, other] = ['a', 'b'].map((id) =>
      read(webhook({ id }, 'balancePlatform.balanceAccount.balance.updated')),
    );

    expect(one).toMatchObject({ kind: 'news', news: [] });
    expect(Reflect.get(other ?? {}, 'eventId')).not.toBe(Reflect.get(one ?? {}, 'eventId'));
  });
});

describe('a webhook that is not to be believed', () => {
  const whole = webhook(transfer('booked'));
  const signature = whole.headers['hmacsignature'] ?? '';
  const bySignature = (hmacsignature: string) => ({ headers: { hmacsignature }, body: whole.body });

  const SPOILT: readonly (readonly [name: string, delivery: CallbackDelivery])[] = [
    ['without a signature', { headers: {}, body: whole.body }],
    ['with an empty one', bySignature('')],
    ['with one that is not base64', bySignature('***')],
    ['with one that is cut', bySignature(signature.slice(0, -1))],
    ['with a second one behind it', bySignature(`${signature}, ${signature}`)],
    ['with its last bits changed', bySignature(signature.replace(/.=$/, 'B='))],
    ['changed by a byte', { ...whole, body: whole.body.replace('12345', '12346') }],
    ['with a blank too many', { ...whole, body: `${whole.body} ` }],
    ['signed with a key of nobody', signed(whole.body, '00'.repeat(32))],
    ['signed with the key’s letters instead of its bytes', signed(whole.body, hexOf(HMAC_KEY))],
    ['that is no JSON', signed('x')],
    ['that is a list', signed('[]')],
    ['without a type', signed('{}')],
    ['of a type that is not Adyen’s', webhook(transfer('booked'), 'payment.AUTHORISATION')],
    ['of an inherited type', webhook(transfer('booked'), 'constructor')],
    ['that is endless', webhook(transfer('booked', { description: 'x'.repeat(131_072) }))],
  ];

  it.each(SPOILT)('is rejected: %s', (_name, delivery) => {
    expect(read(delivery)).toMatchObject({ kind: 'rejected' });
  });

  it('quotes nothing in its reason', () => {
    const reading = read({ headers: { hmacsignature: 'NL91ABNA' }, body: 'NL91ABNA' });

    expect(JSON.stringify(reading)).not.toContain('NL91');
  });
});

describe('webhooks in any order', () => {
  const LIFE = [
    transfer('received', { sequenceNumber: 1 }),
    transfer('authorised', { sequenceNumber: 2 }),
    transfer('booked', { sequenceNumber: 3, events: BOOKED_EVENTS }),
    transfer('returned', { sequenceNumber: 4, events: BOOKED_EVENTS }),
  ];

  it('end as they would in order: booked stays booked, and returned stays returned (seed 7)', () => {
    const orders = fc.shuffledSubarray(LIFE, { minLength: 1 });

    fc.assert(
      fc.property(orders, (order) => {
        const highest = Math.max(...order.map((data) => LIFE.indexOf(data)));
        const expected = ['ACCEPTED', 'ACCEPTED', 'EXECUTED', 'RETURNED'][highest];
        expect(stateAfter(order)).toBe(expected);
      }),
      { seed: 7 },
    );
  });

  it('end in a return when the bank refuses what was booked', () => {
    const failed = transfer('failed', {
      sequenceNumber: 4,
      events: BOOKED_EVENTS,
      reason: 'counterpartyAccountClosed',
    });

    expect(stateAfter([...LIFE.slice(0, 3), failed])).toBe('RETURNED');
    expect(stateAfter([failed, ...LIFE.slice(0, 3)])).toBe('RETURNED');
  });
});

describe('the answer to a webhook', () => {
  it.each([
    ['taken', 200],
    ['refused', 403],
    ['failed', 500],
  ] as const)('says %s as Adyen understands it', (outcome, status) => {
    expect(adapter.answerCallback(outcome)).toMatchObject({ status });
  });

  it('says the words that older integrations wait for', () => {
    expect(adapter.answerCallback('taken').body).toBe('[accepted]');
  });
});

type Attempt = Parameters<typeof judgeAttempt>[0];
type Fact = Parameters<typeof judgeAttempt>[1];

/** Runs the engine's own judgement over webhooks, from an attempt that was just sent. */
function stateAfter(datas: readonly unknown[]): string {
  let state: Attempt['state'] = 'SENT';
  for (const data of datas) {
    const reading = read(webhook(data));
    const verdict: Verdict | undefined =
      reading.kind === 'news' ? reading.news[0]?.verdict : undefined;
    if (verdict === undefined) throw new Error('no news');
    const attempt = { state, epoch: 1, proof: null, neverSentEpochs: [] } as unknown as Attempt;
    const fact = { source: 'webhook', epoch: 1, verdict } as unknown as Fact;
    const judgement = judgeAttempt(attempt, fact, verdict, NOW_MS);
    if (judgement.kind === 'rise') state = judgement.to;
    else if (judgement.kind !== 'ignore' && judgement.kind !== 'confirm') return judgement.kind;
  }
  return state;
}

function hexOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex');
}

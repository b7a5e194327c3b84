/**
 * Goal: a callback is believed only when WeChat signed it and AES-GCM vouches for what is inside;
 * probes are told apart from strangers; repeats are the same event.
 * Method: notices are sealed and signed here, whole and spoilt in every part.
 */
import { describe, expect, it } from 'vitest';

import type { CallbackDelivery } from '../../../src/contract/adapter.ts';
import {
  bill,
  demoAdapter,
  ECHO,
  INSTRUCTION,
  NOW_MS,
  sealedResource,
  SERIALS,
  signedHeaders,
  type SigningChoice,
} from './bench.ts';

const adapter = demoAdapter();
const FINISHED = 'MCHTRANSFER.BILL.FINISHED';

describe('a genuine notice', () => {
  it.each([
    ['SUCCESS', { kind: 'executed', finality: 'credited', echo: ECHO }],
    ['CANCELLED', { kind: 'cancelled', partnerCode: 'CANCELLED', echo: ECHO }],
  ])('brings the news of a bill in state %s', (state, verdict) => {
    const reading = adapter.readCallback(deliver(notice(bill(state))), NOW_MS);

    expect(reading).toMatchObject({
      kind: 'news',
      eventId: 'EV-1',
      news: [{ partnerKey: INSTRUCTION.partnerKey, verdict }],
    });
  });

  it('brings the news of a failure with its reason', () => {
    const failed = bill('FAIL', { fail_reason: 'NAME_NOT_CORRECT' });

    const reading = adapter.readCallback(deliver(notice(failed)), NOW_MS);

    const verdict = { kind: 'refused', recorded: true, failure: 'eligibility.name.mismatch' };
    expect(reading).toMatchObject({ kind: 'news', news: [{ verdict }] });
  });

  it('may be signed with the next key while a rotation is under way', () => {
    const delivery = deliver(notice(bill('SUCCESS')), { serial: SERIALS[1] ?? '' });

    expect(adapter.readCallback(delivery, NOW_MS)).toMatchObject({ kind: 'news' });
  });

  it('reads the same twice, under one event id', () => {
    const delivery = deliver(notice(bill('SUCCESS')));

    const [first, second] = [NOW_MS, NOW_MS + 60_000].map((at) =>
      adapter.readCallback(delivery, at),
    );

    expect(second).toEqual(first);
  });

  it('is refused when it is replayed more than five minutes later', () => {
    const delivery = deliver(notice(bill('SUCCESS')));

    expect(adapter.readCallback(delivery, NOW_MS + 301_000)).toMatchObject({ kind: 'rejected' });
  });

  it.each([
    'MCHTRANSFER.BATCH.FINISHED',
    'MCHTRANSFER.BATCH.CLOSED',
    'MCHTRANSFER.AUTHORIZATION.CONFIRMED',
  ])('about something else than a bill is nobody’s, unless it names us: %s', (eventType) => {
    const about = (resource: object) => ({ ...notice(resource), event_type: eventType });
    const key = INSTRUCTION.partnerKey;

    const theirs = adapter.readCallback(deliver(about({ out_batch_no: 'PLFK2020' })), NOW_MS);
    const ours = adapter.readCallback(deliver(about({ out_batch_no: key })), NOW_MS);

    expect(theirs).toEqual({ kind: 'news', eventId: 'EV-1', news: [] });
    expect(ours).toMatchObject({ news: [{ partnerKey: key, verdict: { kind: 'unknown' } }] });
  });

  it('of another merchant’s bill is doubt', () => {
    const delivery = deliver(notice(bill('SUCCESS', { mch_id: '1900000002' })));

    const reading = adapter.readCallback(delivery, NOW_MS);

    expect(reading).toMatchObject({ kind: 'news', news: [{ verdict: { kind: 'unknown' } }] });
  });
});

describe('a notice about something else', () => {
  it.each([
    ['about no bill', notice({ state: 'SUCCESS' })],
    ['about another system’s bill', notice({ out_bill_no: 'ORDER4711', state: 'SUCCESS' })],
  ])('is taken without news: %s', (_name, told) => {
    expect(adapter.readCallback(deliver(told), NOW_MS)).toMatchObject({ kind: 'news', news: [] });
  });

  it('of a type that nobody knows, but in the name of a key of ours, is doubt about it', () => {
    const told = { ...notice(bill('SUCCESS')), event_type: 'MCHTRANSFER.BILL.RETURNED' };

    expect(adapter.readCallback(deliver(told), NOW_MS)).toMatchObject({
      kind: 'news',
      news: [{ verdict: { kind: 'unknown' } }],
    });
  });
});

describe('a notice that is not to be believed', () => {
  const whole = notice(bill('SUCCESS'));
  const sealed = Buffer.from(whole.resource.ciphertext, 'base64');
  const flipped = (index: number): string => {
    const bytes = Buffer.from(sealed);
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    return bytes.toString('base64');
  };
  const withResource = (changes: Readonly<Record<string, unknown>>) =>
    deliver({ ...whole, resource: { ...whole.resource, ...changes } });

  const SPOILT: readonly (readonly [name: string, delivery: CallbackDelivery])[] = [
    ['without a signature', { headers: {}, body: JSON.stringify(whole) }],
    ['changed after it was signed', { ...deliver(whole), body: JSON.stringify(whole, null, 1) }],
    ['with a tampered tag', withResource({ ciphertext: flipped(sealed.length - 1) })],
    ['with a tampered text', withResource({ ciphertext: flipped(0) })],
    ['cut to its tag', withResource({ ciphertext: sealed.subarray(-16).toString('base64') })],
    ['with a shorter tag', withResource({ ciphertext: sealed.subarray(0, -4).toString('base64') })],
    ['with other associated data', withResource({ associated_data: 'transaction' })],
    ['with another nonce', withResource({ nonce: '61f9c719728b' })],
    ['sealed under a nonce of 13 bytes', deliver(notice(bill('SUCCESS'), '61f9c719728ab'))],
    ['shorter than a tag', withResource({ ciphertext: 'AAAA' })],
    ['in another algorithm', withResource({ algorithm: 'AEAD_SM4_GCM' })],
    ['without a resource', deliver({ ...whole, resource: null })],
    ['whose resource is a text', deliver({ ...whole, resource: 'x' })],
    ['without an id', deliver({ ...whole, id: '' })],
    ['with an endless id', deliver({ ...whole, id: 'x'.repeat(65) })],
    ['that is no JSON', { headers: signedHeaders('x'), body: 'x' }],
    ['that is endless', endless()],
  ];

  it.each(SPOILT)('is rejected: %s', (_name, delivery) => {
    expect(adapter.readCallback(delivery, NOW_MS)).toMatchObject({ kind: 'rejected' });
  });

  it('cannot be opened with another APIv3 key', () => {
    const other = demoAdapter({ API_V3_KEY: 'another-apiv3-key-of-32-bytes-xx' });

    expect(other.readCallback(deliver(whole), NOW_MS)).toMatchObject({ kind: 'rejected' });
  });

  it('is a probe and no stranger when WeChat says SIGNTEST', () => {
    const delivery = deliver(whole, { prefix: 'WECHATPAY/SIGNTEST/' });

    expect(adapter.readCallback(delivery, NOW_MS)).toMatchObject({ kind: 'probe' });
  });
});

describe('the answer to a callback', () => {
  it.each([
    ['taken', 200, 'SUCCESS'],
    ['refused', 403, 'FAIL'],
    ['failed', 500, 'FAIL'],
  ] as const)('says %s as WeChat understands it', (outcome, status, code) => {
    const answer = adapter.answerCallback(outcome);

    expect(answer).toMatchObject({ status, contentType: 'application/json' });
    expect(JSON.parse(answer.body)).toMatchObject({ code });
  });
});

function notice(resource: unknown, nonce?: string) {
  return {
    id: 'EV-1',
    create_time: '2026-11-24T09:00:02+08:00',
    resource_type: 'encrypt-resource',
    event_type: FINISHED,
    summary: '商家转账单据终态通知',
    resource: sealedResource(resource, nonce),
  };
}

function deliver(json: unknown, choice?: SigningChoice): CallbackDelivery {
  const body = JSON.stringify(json);
  return { headers: signedHeaders(body, choice), body };
}

function endless(): CallbackDelivery {
  return deliver({ ...notice(bill('SUCCESS')), padding: 'x'.repeat(65_536) });
}

/**
 * Goal: only messages that Alipay signed, for this app, about transfers, bring news; each of them is
 *   told apart from its redeliveries; and Alipay gets the seven bytes it waits for.
 * Method: sign messages with the demo gateway's key, then spoil them one way at a time.
 */
import { describe, expect, it, vi } from 'vitest';

import type { CallbackReading } from '../../../src/contract/adapter.ts';
import {
  AT_MS,
  CURRENT_KEY,
  demoAdapter,
  demoSecret,
  INSTRUCTION,
  message,
  NEXT_KEY,
  orderMessage,
  signAs,
} from './demo-alipay.ts';

const adapter = demoAdapter();
const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' } as const;
const read = (body: string): CallbackReading =>
  adapter.readCallback({ headers: FORM, body }, AT_MS);

const PAID = orderMessage({ status: 'SUCCESS' });
const GOOD = message({ biz_content: PAID });

/** Signs other lines than the documented ones. */
function signedOver(form: URLSearchParams, names: (name: string) => boolean): string {
  const lines = [...form]
    .filter(([name]) => names(name))
    .map(([name, value]) => `${name}=${value}`);
  form.set('sign', signAs(CURRENT_KEY, lines.toSorted().join('&')));
  return form.toString();
}

/** A genuine signature over far too many fields. */
function signedFlood(): string {
  const extra = Array.from({ length: 64 }, (_, index) => [`field${index}`, '1'] as const);
  return message({ ...Object.fromEntries(extra), biz_content: PAID });
}

describe('a message of Alipay', () => {
  it('is not parsed where it is nothing but separators, or longer than any message', () => {
    const { URLSearchParams: parser } = globalThis;
    const parse = vi.fn();
    vi.stubGlobal('URLSearchParams', parse);
    const flood = [read('a&'.repeat(131_000)), read('a&'.repeat(64)), read('&'.repeat(64))];
    vi.stubGlobal('URLSearchParams', parser);

    expect(flood.map(({ kind }) => kind)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(read(`${GOOD}&x=${'a'.repeat(65_536)}`)).toMatchObject({
      detail: 'longer than any message',
    });
    expect(parse).not.toHaveBeenCalled();
  });

  it('brings news of the order it names', () => {
    expect(read(GOOD)).toEqual({
      kind: 'news',
      eventId: '2026112400222090001000000000000001',
      sealedAtMs: Number(new URLSearchParams(GOOD).get('utc_timestamp')),
      news: [
        {
          partnerKey: INSTRUCTION.partnerKey,
          verdict: {
            kind: 'executed',
            finality: 'credited',
            partnerReference: '20261124020000000000000042',
            echo: {
              partnerKey: INSTRUCTION.partnerKey,
              amount: { currency: 'CNY', minor: 12_345n },
            },
          },
        },
      ],
    });
  });

  it('keeps its id when it is delivered again', () => {
    const again = message({ biz_content: PAID, utc_timestamp: String(AT_MS + 120_000) });

    const [first, second] = [read(GOOD), read(again)];

    expect(
      first.kind === 'news' && second.kind === 'news' && first.eventId === second.eventId,
    ).toBe(true);
  });

  it('may be signed under the next certificate, named or not', () => {
    const unnamed = message({ biz_content: PAID }, NEXT_KEY);
    const named = message({ biz_content: PAID, alipay_cert_sn: NEXT_KEY.certSn }, NEXT_KEY);

    expect(read(unnamed).kind).toBe('news');
    expect(read(named).kind).toBe('news');
  });

  it('is signed without its empty fields, as Alipay leaves them out', () => {
    const form = new URLSearchParams(message({ biz_content: PAID, passback_params: '' }));
    const body = signedOver(form, (name) => name !== 'sign' && name !== 'passback_params');

    expect(read(body).kind).toBe('news');
  });

  it('is signed in the order of its names, of which one may begin another', () => {
    const fields = { biz_content: PAID, note: '1', note1: '2' };

    expect(read(message(fields)).kind).toBe('news');
  });

  it('whose status is not catalogued is news in doubt', () => {
    const reading = read(message({ biz_content: orderMessage({ status: 'WAIT_PAY' }) }));

    expect(reading).toMatchObject({ kind: 'news', news: [{ verdict: { kind: 'unknown' } }] });
  });

  it('of a returned order needs its amount, since no instruction is at hand', () => {
    const content = JSON.stringify({ out_biz_no: INSTRUCTION.partnerKey, status: 'REFUND' });

    expect(read(message({ biz_content: content }))).toMatchObject({
      news: [{ verdict: { kind: 'unknown' } }],
    });
  });
});

describe('a message of Alipay about something else', () => {
  it.each([
    ['without JSON', message({ biz_content: 'out_biz_no' })],
    ['that names no order', message({ biz_content: '{"status":"SUCCESS"}' })],
    ['about another system’s order', message({ biz_content: '{"out_biz_no":"ORDER-4711"}' })],
    ['of another kind', message({ biz_content: '{}', msg_method: 'alipay.trade.changed' })],
  ])('is taken without news: %s', (_name, body) => {
    expect(read(body)).toMatchObject({ kind: 'news', news: [] });
  });

  it('of a kind that nobody knows, but in the name of a key of ours, is doubt about it', () => {
    const body = message({ biz_content: PAID, msg_method: 'alipay.fund.trans.order.returned' });

    expect(read(body)).toMatchObject({
      kind: 'news',
      news: [{ partnerKey: INSTRUCTION.partnerKey, verdict: { kind: 'unknown' } }],
    });
  });
});

describe('a message that decides nothing', () => {
  const without = (name: string) => {
    const form = new URLSearchParams(GOOD);
    form.delete(name);
    return form.toString();
  };
  const changed = (name: string, value: string) => {
    const form = new URLSearchParams(GOOD);
    form.set(name, value);
    return form.toString();
  };

  it.each([
    ['an empty body', ''],
    ['JSON instead of a form', JSON.stringify(Object.fromEntries(new URLSearchParams(GOOD)))],
    ['no signature', without('sign')],
    ['an empty signature', changed('sign', '')],
    ['another content', changed('biz_content', PAID.replace('SUCCESS', 'FAIL'))],
    ['another amount', changed('biz_content', PAID.replace('123.45', '999.99'))],
    ['another id', changed('notify_id', 'x')],
    ['one field more', `${GOOD}&note=hello`],
    ['a repeated field', `${GOOD}&biz_content=%7B%7D`],
    // The last one verifies; a reader that takes the first one would believe the forgery.
    ['a forged field before the signed one', `biz_content=%7B%7D&${GOOD}`],
    ['more fields than any message has, all of them signed', signedFlood()],
    ['no sign_type', without('sign_type')],
    ['the weak RSA', message({ biz_content: PAID, sign_type: 'RSA' })],
    ['another charset', message({ biz_content: PAID, charset: 'GBK' })],
    ['another app', message({ biz_content: PAID, app_id: '2021000000000009' })],
    ['no id', message({ biz_content: PAID, notify_id: '' })],
    [
      'a certificate that did not sign it',
      message({ biz_content: PAID, alipay_cert_sn: NEXT_KEY.certSn }),
    ],
    ['a certificate that nobody knows', message({ biz_content: PAID, alipay_cert_sn: 'x' })],
    [
      'a signature without sign_type, as trade notifications have it',
      signedOver(new URLSearchParams(GOOD), (name) => name !== 'sign' && name !== 'sign_type'),
    ],
    ['a flood of fields', Array.from({ length: 100 }, (_, index) => `f${index}=1`).join('&')],
  ])('is one with %s', (_name, body) => {
    const reading = read(body);

    expect(reading.kind).toBe('rejected');
    expect(JSON.stringify(reading)).not.toContain(INSTRUCTION.partnerKey);
  });

  it('is one signed by a certificate that we have not been given', () => {
    const before = demoAdapter({ ALIPAY_PUBLIC_CERT: demoSecret('ALIPAY_CERT') });
    const body = message({ biz_content: PAID }, NEXT_KEY);

    expect(before.readCallback({ headers: FORM, body }, AT_MS).kind).toBe('rejected');
  });
});

describe('the answer to a message', () => {
  it('is the seven bytes `success` once it is taken, and never otherwise', () => {
    expect(adapter.answerCallback('taken')).toMatchObject({ status: 200, body: 'success' });
    expect(adapter.answerCallback('refused')).toMatchObject({ status: 200, body: 'fail' });
    expect(adapter.answerCallback('failed')).toMatchObject({ status: 500, body: 'fail' });
  });
});

/**
 * Goal: nock, the tool for adapter mapping tests, meets our undici adapter as it would meet stock
 * axios, and a request it does not know cannot pass for a bank's answer.
 *
 * Method: one expected request through the exchange under the guard; then one unexpected request
 * without the guard, to show what the guard is for.
 */
import nock from 'nock';
import { describe, expect, onTestFinished, test } from 'vitest';

import { guardNock } from '../support/nock-guard.ts';
import { openWire, send, SUBMIT } from './wire-fixture.ts';

describe('with the guard', () => {
  guardNock();

  test('nock answers a request of the exchange and sees its exact bytes', async () => {
    let body: unknown;
    nock('http://bank.test')
      .post(SUBMIT.path, (sent: unknown) => {
        body = sent;
        return true;
      })
      .matchHeader('authorization', /s3cr3t/)
      .reply(200, '{"state":"SUCCESS"}', { 'Wechatpay-Serial': 'A1' });

    const ended = await send(openWire('http://bank.test'));

    expect(ended.reply).toMatchObject({
      status: 200,
      headers: { 'wechatpay-serial': 'A1' },
      body: '{"state":"SUCCESS"}',
    });
    expect(ended.phases).toEqual(['sent', 'headers', 'body']);
    expect(JSON.stringify(body)).toBe(SUBMIT.body);
  });
});

test('without the guard an unexpected request is answered with a 501 that no bank sent', async () => {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  onTestFinished(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  });
  const unmatched: unknown[] = [];
  const note = (request: unknown): void => void unmatched.push(request);
  nock.emitter.on('no match', note);
  onTestFinished(() => void nock.emitter.off('no match', note));
  nock('http://bank.test').post('/elsewhere').reply(200);

  const ended = await send(openWire('http://bank.test'));

  expect(ended.reply).toMatchObject({ status: 501 });
  expect(ended.reply?.body).toContain('ERR_NOCK_NO_MATCH');
  expect(unmatched).toHaveLength(1);
});

/**
 * Goal: a process that ends takes nothing new and never says of a payout's money what it does not know; it
 * still tells what was, still hears its partners, and leaves no connection for a next request.
 * Method: the API over a scripted service on a real socket.
 */
import { describe, expect, it } from 'vitest';

import { GOOD_BODY, problemOf, startGateway } from './serve-app.ts';

const ending = (script: Parameters<typeof startGateway>[0] = {}) =>
  startGateway(script, { isStopping: () => true });

describe('a gateway that ends', () => {
  it('refuses a new payout: same key again, soon, and the connection closes', async () => {
    const gateway = await ending();
    const answer = await gateway.post(GOOD_BODY);

    expect(answer.status).toBe(503);
    expect(answer.headers.get('connection')).toBe('close');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await problemOf(answer)).toMatchObject({
      code: 'stopping',
      retryable: 'same_key_only',
      moneyMoved: 'unknown',
    });
    expect(gateway.service.calls).toEqual([]);
  });

  it('refuses what operators ask for too, and says nothing of money there', async () => {
    const gateway = await ending();
    const answer = await gateway.ask('POST', '/v1/payouts/po_1/cancel');
    const problem = await problemOf(answer);

    expect(problem).toMatchObject({ code: 'stopping', retryable: 'yes' });
    expect(problem.moneyMoved).toBeUndefined();
  });

  it('takes a callback, and tells what it knows', async () => {
    const gateway = await ending({
      callback: async () => ({ status: 200, contentType: 'text/plain', body: 'success' }),
    });
    const taken = await gateway.ask('POST', '/callbacks/alipay', { body: 'a=b' });
    const told = await gateway.ask('GET', '/livez');

    expect([taken.status, told.status]).toEqual([200, 200]);
    expect([taken, told].map(({ headers }) => headers.get('connection'))).toEqual([
      'close',
      'close',
    ]);
  });

  it('keeps connections until then', async () => {
    const gateway = await startGateway();

    expect((await gateway.ask('GET', '/livez')).headers.get('connection')).not.toBe('close');
  });
});

/**
 * Goal: a partner's token is asked for once however many calls wait, renewed in time, and never the
 * reason for doubt or for a second payment.
 * Method: the tap over a scripted wire and virtual time; the wire counts what reaches it, and says
 * of each copy whether its token was good.
 */
import { describe, expect, it } from 'vitest';

import type { SessionRules } from '../../src/contract/adapter.ts';
import {
  type Exchange,
  type ExchangeContext,
  type PartnerReply,
  type PartnerRequest,
  type Phase,
  WireError,
} from '../../src/contract/exchange.ts';
import { classifyWire } from '../../src/transport/classify-wire.ts';
import { createSession } from '../../src/transport/session.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

const LIFE_MS = 600_000;
const PAY: PartnerRequest = { method: 'POST', path: '/pay', headers: { a: '1' }, body: 'pay' };

const RULES: SessionRules = {
  request: () => ({ method: 'POST', path: '/token', headers: {} }),
  read: ({ status, body }, nowMs) =>
    status === 200
      ? { kind: 'granted', token: body, endsAtMs: nowMs + LIFE_MS }
      : { kind: 'refused', detail: body },
  isTokenRefusal: ({ body }) => body === 'token expired',
  authorize: (request, token) => ({ ...request, headers: { ...request.headers, token } }),
};

/** A partner that hands out t1, t2, ... and pays whoever shows the last one. */
function openWorld() {
  const runtime = virtualRuntime(3);
  const seen: string[] = [];
  const phases: Phase[] = [];
  let tokens = 0;
  let good = '';
  let answerToken = (): Promise<PartnerReply> => reply(200, (good = `t${(tokens += 1)}`));
  let answerPay = (): Promise<PartnerReply> => reply(200, 'paid');

  const wire: Exchange = (request, { onPhase }) => {
    seen.push(`${request.path} ${request.headers.token ?? ''}`.trim());
    if (request.path === '/token') return answerToken();
    onPhase('sent');
    return request.headers.token === good ? answerPay() : reply(401, 'token expired');
  };
  const exchange = createSession({ rules: RULES, partner: 'bank-a', runtime })(wire);
  const context = (signal = new AbortController().signal): ExchangeContext => ({
    tags: {
      partner: 'bank-a',
      lane: 'submit',
      payoutId: 'po_1',
      attemptNo: 1,
      epoch: 1,
      amountMinor: 1n,
    },
    signal,
    tryIndex: 0,
    onPhase: (phase) => phases.push(phase),
  });
  return {
    runtime,
    seen,
    phases,
    pay: (signal?: AbortSignal) => exchange(PAY, context(signal)),
    revoke: () => (good = 'another'),
    onToken: (answer: () => Promise<PartnerReply>) => (answerToken = answer),
    onPay: (answer: () => Promise<PartnerReply>) => (answerPay = answer),
    grant: () => reply(200, (good = `t${(tokens += 1)}`)),
  };
}

const reply = (status: number, body: string) => Promise.resolve({ status, headers: {}, body });
const broken = (phase: Phase) => Promise.reject(new WireError(phase, 'ECONNRESET'));

describe('a session', () => {
  it('asks once for any number of calls that wait, and puts the token on each', async () => {
    const world = openWorld();

    await Promise.all([world.pay(), world.pay(), world.pay()]);

    expect(world.seen).toEqual(['/token', '/pay t1', '/pay t1', '/pay t1']);
  });

  it('renews the token before its end, by the monotonic clock', async () => {
    const world = openWorld();
    await world.pay();
    world.runtime.jumpWallClock(-3_600_000);

    await world.runtime.advance(LIFE_MS - 61_000);
    await world.pay();
    await world.runtime.advance(2_000);
    await world.pay();

    expect(world.seen).toEqual(['/token', '/pay t1', '/pay t1', '/token', '/pay t2']);
  });

  it('sends a call once more, and only once, when the partner refused its token', async () => {
    const world = openWorld();
    await world.pay();
    world.revoke();

    const answer = await world.pay();
    world.onToken(() => reply(200, 'never good'));
    world.revoke();
    const refused = await world.pay();

    expect(answer.body).toBe('paid');
    expect(refused).toMatchObject({ status: 401 });
    expect(world.seen.slice(2)).toEqual([
      '/pay t1',
      '/token',
      '/pay t2',
      '/pay t2',
      '/token',
      '/pay never good',
    ]);
  });

  it('forgets a refused token once, however many calls carried it', async () => {
    const world = openWorld();
    await world.pay();
    world.revoke();

    await Promise.all([world.pay(), world.pay()]);

    expect(world.seen.filter((line) => line === '/token')).toHaveLength(2);
  });

  it.each(['sent', 'headers', 'body'] as const)(
    'leaves doubt when the second copy broke in phase %s',
    async (phase) => {
      const world = openWorld();
      await world.pay();
      world.revoke();
      world.onPay(() => broken(phase));

      const end = await world.pay().catch((error: unknown) => error);

      expect(end).toMatchObject({ phase });
      expect(classifyWire(end as WireError).verdict.kind).toBe('unknown');
    },
  );

  it('answers with the refusal when the second copy provably never left', async () => {
    const world = openWorld();
    await world.pay();
    world.revoke();
    world.onPay(() => broken('unsent'));

    const answer = await world.pay();

    expect(answer).toMatchObject({ status: 401, body: 'token expired' });
  });

  it('announces the phases of the first copy only: bytes have left already', async () => {
    const world = openWorld();
    await world.pay();
    world.revoke();
    world.phases.length = 0;

    await world.pay();

    expect(world.phases).toEqual(['sent']);
  });
});

describe('without a token', () => {
  it('nothing is sent, which is proven, and it counts against the lane', async () => {
    const world = openWorld();
    world.onToken(() => reply(401, 'who are you'));

    const end = await world.pay().catch((error: unknown) => error);

    expect(end).toMatchObject({ phase: 'unsent', code: 'TOKEN_REFUSED' });
    expect(classifyWire(end as WireError)).toMatchObject({
      verdict: { kind: 'neverSent', failure: 'technical.thirdparty.auth' },
      partnerAtFault: true,
    });
    expect(world.seen).toEqual(['/token']);
  });

  it('refused credentials are not shown again for five seconds, and then are', async () => {
    const world = openWorld();
    world.onToken(() => reply(401, 'who are you'));
    await world.pay().catch(() => undefined);
    world.onToken(world.grant);

    await world.runtime.advance(4_999);
    const early = await world.pay().catch((error: unknown) => error);
    const asked = world.seen.length;
    await world.runtime.advance(1);
    const answer = await world.pay();

    expect(early).toMatchObject({ phase: 'unsent', code: 'TOKEN_REFUSED' });
    expect(asked).toBe(1);
    expect(answer.body).toBe('paid');
  });

  it('a lost answer to the question is "unsent" for the payout, and is asked anew', async () => {
    const world = openWorld();
    world.onToken(() => broken('body'));

    const end = await world.pay().catch((error: unknown) => error);
    world.onToken(world.grant);
    const answer = await world.pay();

    expect(end).toMatchObject({ phase: 'unsent', code: 'TOKEN_UNAVAILABLE' });
    expect(answer.body).toBe('paid');
  });

  it('a caller that stops waiting proves that nothing left; the others still get theirs', async () => {
    const world = openWorld();
    let grant: (answer: PartnerReply) => void = () => undefined;
    world.onToken(() => new Promise((resolve) => (grant = resolve)));
    const impatient = new AbortController();
    const first = world.pay(impatient.signal).catch((error: unknown) => error);
    const second = world.pay();

    impatient.abort();
    grant(await world.grant());

    expect(await first).toMatchObject({ phase: 'unsent', code: 'ABORTED' });
    expect((await second).body).toBe('paid');
  });

  it('a partner that never answers the question is given up after ten seconds', async () => {
    const world = openWorld();
    const exchange = createSession({ rules: RULES, partner: 'bank-a', runtime: world.runtime })(
      (_request, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new WireError('sent', 'ABORTED')));
        }),
    );
    const { signal } = new AbortController();
    const tags = { partner: '', lane: 'submit', payoutId: '', attemptNo: 1, epoch: 1 } as const;
    const end = exchange(PAY, {
      tags: { ...tags, amountMinor: 1n },
      signal,
      tryIndex: 0,
      onPhase: () => undefined,
    }).catch((error: unknown) => error);

    await world.runtime.advance(10_000);

    expect(await end).toMatchObject({ phase: 'unsent', code: 'TOKEN_UNAVAILABLE' });
  });
});

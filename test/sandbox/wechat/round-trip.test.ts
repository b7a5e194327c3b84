/**
 * Goal: the adapter and the simulated partner, written apart, understand each other in every
 * ending, and the partner's books have each order once.
 * Method: call.request into the sandbox, its reply into call.read, on virtual time.
 */
import { describe, expect, it } from 'vitest';

import { answered } from '../../support/partner-world.ts';
import { KEY, openWorld, OPENID, order } from './world.ts';

const ECHO = { partnerKey: KEY, amount: { currency: 'CNY', minor: 12_345n }, account: OPENID };

describe('a transfer', () => {
  it('is accepted, then processing, then in the payee’s wallet, once', async () => {
    const world = openWorld();

    const taken = await world.submit(order());
    const pending = await world.inquire(order());
    await world.runtime.advance(1_000);
    const paid = await world.inquire(order());

    expect(taken).toMatchObject({ kind: 'accepted', echo: ECHO });
    expect(pending).toMatchObject({ kind: 'accepted', echo: ECHO });
    expect(paid).toMatchObject({ kind: 'executed', finality: 'credited', echo: ECHO });
    expect(world.sandbox.bank.books()).toMatchObject([
      {
        reference: KEY,
        amountMinor: '12345',
        creditorAccount: OPENID,
        creditorName: '演示用户',
        executions: 1,
      },
    ]);
  });

  it('sent again is the same bill, although its ciphertext differs', async () => {
    const world = openWorld({ settleMs: 0 });

    const first = await world.submit(order());
    const second = await world.submit(order());

    expect(second).toEqual(first);
    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 1 }]);
  });

  it('sent again with other content is a reason to ask, and pays nothing', async () => {
    const world = openWorld({ settleMs: 0 });
    await world.submit(order());

    const others = [
      order({ amount: { currency: 'CNY', minor: 12_346n } }),
      order({ remittance: '其他' }),
      order({ creditor: { ...order().creditor, name: '别人' } }),
    ];
    const verdicts = await Promise.all(others.map((other) => world.submit(other)));

    const duplicate = { kind: 'duplicate', partnerCode: 'INVALID_REQUEST' };
    expect(verdicts).toEqual([duplicate, duplicate, duplicate]);
    expect(world.sandbox.bank.books()).toMatchObject([{ amountMinor: '12345', executions: 1 }]);
  });

  it('of less than 0.30 yuan goes without a name, one of 2000 yuan with it', async () => {
    const world = openWorld();

    const verdicts = await Promise.all([
      world.submit(order({ amount: { currency: 'CNY', minor: 29n }, partnerKey: 'A' })),
      world.submit(order({ amount: { currency: 'CNY', minor: 200_000n }, partnerKey: 'B' })),
    ]);

    expect(verdicts.map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
  });
});

describe('a failure', () => {
  it.each([
    ['rejectAtOnce', 'NAME_NOT_CORRECT', 'eligibility.name.mismatch'],
    ['rejectAfter', 'ACCOUNT_FROZEN:500', 'eligibility.account.blocked'],
    ['rejectAtOnce', null, 'technical.settlement.failed'],
  ] as const)('by %s=%s is recorded under our number', async (name, value, failure) => {
    const world = openWorld();
    world.arm(name, { value });

    await world.submit(order());
    await world.runtime.advance(1_000);
    const verdict = await world.inquire(order());

    expect(verdict).toMatchObject({ kind: 'refused', recorded: true, failure, echo: ECHO });
    expect(world.sandbox.bank.books()).toEqual([]);
  });

  it.each([
    ['throttle', null, 'technical.overload.partner'],
    ['throttle', 'RATELIMIT_EXCEEDED', 'technical.overload.partner'],
    ['refuse', 'limit', 'risk.limit.velocity'],
    ['refuse', 'permission', 'partner.agreement'],
    ['refuse', 'ACCOUNTERROR', 'partner.agreement'],
    ['refuse', 'payee', 'technical.request.malformed'],
  ] as const)('by %s=%s is a refusal of this copy alone', async (name, value, failure) => {
    const world = openWorld();
    world.arm(name, { value, times: 1 });

    const refused = await world.submit(order());
    const asked = await world.inquire(order());
    const again = await world.submit(order());

    expect(refused).toMatchObject({ kind: 'refused', recorded: false, failure });
    expect(asked).toEqual({ kind: 'absent' });
    expect(again).toMatchObject({ kind: 'accepted' });
  });

  it('for want of funds leaves the number free for an order the balance covers', async () => {
    const poor = openWorld({ openingBalanceMinor: 100n });

    const verdict = await poor.submit(order());

    expect(verdict).toMatchObject({ failure: 'risk.liquidity', partnerCode: 'NOT_ENOUGH' });
    expect(await poor.submit(order({ amount: { currency: 'CNY', minor: 100n } }))).toMatchObject({
      kind: 'accepted',
    });
  });

  it.each(['busy', 'SYSTEM_ERROR'])('by refuse=%s is doubt', async (value) => {
    const world = openWorld();
    world.arm('refuse', { value });

    expect(await world.submit(order())).toMatchObject({ kind: 'unknown' });
  });

  it('that nobody catalogued is doubt', async () => {
    const world = openWorld();
    world.arm('rejectAtOnce', { value: 'SOMETHING_NEW' });

    expect(await world.submit(order())).toMatchObject({
      kind: 'unknown',
      partnerCode: 'SOMETHING_NEW',
    });
  });
});

describe('the bad day', () => {
  it('500 although accepted: doubt, and the inquiry finds the money', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('error500AfterExecution', { times: 1 });

    const doubt = await world.submit(order());
    const found = await world.inquire(order());

    expect(doubt).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.error' });
    expect(found).toMatchObject({ kind: 'executed', echo: ECHO });
  });

  it('an inquiry that lags denies a bill that is paid: absent, which proves nothing here', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('inquiryNotFoundFor', { value: '30000' });
    await world.submit(order());

    const early = await world.inquire(order());
    await world.runtime.advance(30_000);
    const later = await world.inquire(order());

    expect(early).toEqual({ kind: 'absent' });
    expect(world.adapter.capabilities.notFoundIsProofAfterMs).toBeNull();
    expect(later).toMatchObject({ kind: 'executed' });
  });

  it.each([
    ['unsignedAnswer', null],
    ['badSignature', null],
    ['clockSkew', null],
    ['clockSkew', '-301'],
    ['signTest', 'answer'],
    ['garbage', null],
  ] as const)('%s=%s: paid, yet nothing is believed until it is over', async (name, value) => {
    const world = openWorld({ settleMs: 0 });
    world.arm(name, { value, times: 1 });

    const doubt = await world.submit(order());
    const found = await world.inquire(order());

    expect(doubt).toMatchObject({ kind: 'unknown' });
    expect(found).toMatchObject({ kind: 'executed' });
  });

  it('an unsigned "not found" is doubt and not absence', async () => {
    const world = openWorld();
    world.arm('unsignedAnswer');

    expect(await world.inquire(order())).toMatchObject({ kind: 'unknown' });
  });

  it('a clock 299 s off is believed', async () => {
    const world = openWorld();
    world.arm('clockSkew', { value: '299' });

    expect(await world.submit(order())).toMatchObject({ kind: 'accepted' });
  });

  it('another amount in the answer shows in the echo', async () => {
    const world = openWorld();
    world.arm('echoOtherAmount');

    expect(await world.submit(order())).toMatchObject({
      echo: { amount: { currency: 'CNY', minor: 12_346n } },
    });
  });

  it('a key rotated in the middle of a run changes the serial and nothing else', async () => {
    const world = openWorld();
    const request = world.adapter.inquire(order(), world.stamp()).request;
    await world.submit(order());
    const before = await world.send(request);
    world.arm('rotateKey');

    const after = await world.send(request);
    const verdict = await world.inquire(order());

    expect(serialOf(after)).not.toBe(serialOf(before));
    expect(verdict).toMatchObject({ kind: 'accepted', echo: ECHO });
  });
});

describe('a cancel', () => {
  it('is taken, and then confirmed by inquiry and notice; nothing is paid', async () => {
    const world = openWorld({ settleMs: 60_000 });
    await world.submit(order());

    const asked = await world.cancel(order());
    const confirmed = await world.inquire(order());
    const notice = world.notify();
    await world.runtime.advance(60_000);

    expect(asked).toMatchObject({ kind: 'accepted' });
    expect(confirmed).toMatchObject({ kind: 'cancelled', partnerCode: 'CANCELLED', echo: ECHO });
    expect(notice).toMatchObject({ news: [{ verdict: { kind: 'cancelled' } }] });
    expect(world.sandbox.bank.books()).toEqual([]);
  });

  it('of a paid or unknown bill decides nothing', async () => {
    const world = openWorld({ settleMs: 0 });
    const unknown = await world.cancel(order());
    await world.submit(order());

    const tooLate = await world.cancel(order());

    expect(unknown).toMatchObject({ kind: 'unknown', partnerCode: 'NOT_FOUND' });
    expect(tooLate).toMatchObject({ kind: 'unknown', partnerCode: 'INVALID_REQUEST' });
    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 1 }]);
  });
});

describe('magic values', () => {
  it.each([
    ['the remark', order({ remittance: 'sim:rejectAtOnce=TRANSFER_RISK' })],
    [
      'the encrypted name',
      order({
        creditor: { ...order().creditor, name: 'sim:rejectAtOnce=TRANSFER_RISK' },
      }),
    ],
  ])('may stand in %s', async (_place, instruction) => {
    const world = openWorld();

    const verdict = await world.submit(instruction);

    expect(verdict).toMatchObject({ kind: 'refused', failure: 'risk.fraud.suspected' });
  });
});

it('the probe finds the partner alive, and a bank that is down gives it no answer', async () => {
  const world = openWorld();
  const probe = world.adapter.probe(world.stamp());
  const reply = answered(await world.send(probe.request));
  world.arm('down', { value: 'inquire' });

  const broken = await world.send(probe.request);

  expect(probe.read(reply, world.runtime.now())).toEqual({ alive: true });
  expect(broken).toEqual({ kind: 'reset' });
});

function serialOf(reply: { readonly kind: string }): unknown {
  return Reflect.get(Object(Reflect.get(reply, 'headers')), 'wechatpay-serial');
}

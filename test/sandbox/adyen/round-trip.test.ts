/**
 * Goal: the adapter and the simulated Adyen, written apart, understand each other in every ending,
 * and the books have each order once.
 * Method: call.request into the sandbox, its reply into call.read, on virtual time; then generated
 * instructions.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { FAILURES } from '../../../src/contract/failure.ts';
import { answered } from '../../support/partner-world.ts';
import { IBAN, KEY, openWorld, order } from './world.ts';

const ECHO = { partnerKey: KEY, amount: { currency: 'EUR', minor: 12_345n }, account: IBAN };
const DAY_MS = 86_400_000;

describe('a transfer', () => {
  it('is accepted, then booked and credited, once', async () => {
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
        currency: 'EUR',
        creditorAccount: IBAN,
        executions: 1,
      },
    ]);
  });

  it('has one number in all that is said about it', async () => {
    const world = openWorld();

    const taken = await world.submit(order());
    await world.runtime.advance(1_000);
    const paid = await world.inquire(order());

    const number = world.sandbox.bank.books()[0]?.bankReference;
    expect([taken, paid]).toMatchObject([
      { partnerReference: number },
      { partnerReference: number },
    ]);
  });

  it('sent again gets the first answer again, and is executed once', async () => {
    const world = openWorld();
    await world.submit(order());
    await world.runtime.advance(1_000);

    const again = await world.submit(order());

    expect(again).toMatchObject({ kind: 'accepted', echo: ECHO });
    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 1 }]);
  });

  it('sent again with another amount shows the first one’s amount', async () => {
    const world = openWorld();
    await world.submit(order());

    const other = await world.submit(order({ amount: { currency: 'EUR', minor: 1n } }));

    expect(other).toMatchObject({ kind: 'accepted', echo: ECHO });
    await world.runtime.advance(1_000);
    expect(world.sandbox.bank.books()).toMatchObject([{ amountMinor: '12345', executions: 1 }]);
  });

  it('that was never sent is absent', async () => {
    expect(await openWorld().inquire(order())).toEqual({ kind: 'absent' });
  });
});

describe('the key', () => {
  it('is recognised for seven days and no longer: a later copy pays again', async () => {
    const world = openWorld();
    await world.submit(order());
    await world.runtime.advance(7 * DAY_MS);

    await world.submit(order());
    await world.runtime.advance(1_000);

    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 2 }]);
  });

  it('outlasts the last copy that the engine may send', async () => {
    const world = openWorld();
    await world.submit(order());
    await world.runtime.advance(world.adapter.capabilities.keyWindowMs * 0.9);

    await world.submit(order());
    await world.runtime.advance(1_000);

    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 1 }]);
  });

  it('forgotten, leaves two transfers under one reference: doubt', async () => {
    const world = openWorld();
    world.arm('dedupeOff');
    await world.submit(order());
    await world.submit(order());

    expect(await world.inquire(order())).toMatchObject({ kind: 'unknown' });
  });

  it('missing, makes every copy a transfer', async () => {
    const world = openWorld();
    const { request } = world.adapter.submit(order(), world.stamp());
    const { 'idempotency-key': _key, ...headers } = request.headers;

    await world.send({ ...request, headers });
    await world.send({ ...request, headers });
    await world.runtime.advance(1_000);

    expect(world.sandbox.bank.books()).toHaveLength(2);
    expect(await world.inquire(order())).toMatchObject({ kind: 'unknown' });
  });
});

describe('a failure', () => {
  it.each([
    ['rejectAtOnce', 'counterpartyAccountClosed', 'eligibility.account.closed'],
    ['rejectAfter', 'counterpartyAccountBlocked:500', 'eligibility.account.blocked'],
    ['rejectAtOnce', 'notEnoughBalance', 'risk.liquidity'],
    ['rejectAtOnce', null, 'partner.review'],
    ['refuse', 'limit', 'risk.limit.amount'],
    ['refuse', 'noFunds', 'risk.liquidity'],
    ['refuse', 'accountHierarchyNotActive', 'partner.agreement'],
    ['refuse', 'scripted', 'risk.fraud.suspected'],
  ] as const)('by %s=%s is recorded under our reference', async (name, value, failure) => {
    const world = openWorld();
    world.arm(name, { value });

    await world.submit(order());
    await world.runtime.advance(1_000);
    const verdict = await world.inquire(order());

    expect(verdict).toMatchObject({ kind: 'refused', recorded: true, failure, echo: ECHO });
    expect(FAILURES[failure].money).toBe('no');
    expect(world.sandbox.bank.books()).toEqual([]);
  });

  it.each([
    ['throttle', null, 'technical.overload.partner'],
    ['refuse', '00_401', 'technical.thirdparty.auth'],
    ['refuse', 'permission', 'technical.thirdparty.auth'],
    ['refuse', 'payee', 'eligibility.account.notfound'],
    ['refuse', '30_700', 'partner.unreachable.bank'],
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

  it('that is recorded is final: a repeat is refused too, when nothing stands against it', async () => {
    const world = openWorld();
    world.arm('refuse', { value: 'limit', times: 1 });

    const [first, again] = [await world.submit(order()), await world.submit(order())];
    await world.runtime.advance(1_000);

    expect(again).toEqual(first);
    expect(world.sandbox.bank.books()).toEqual([]);
    expect(await world.inquire(order())).toMatchObject({ kind: 'refused', recorded: true });
  });

  it('for want of funds is recorded, and a repeat of it is refused again', async () => {
    const poor = openWorld({ openingBalanceMinor: 100n });

    const [first, again] = [await poor.submit(order()), await poor.submit(order())];

    expect(first).toMatchObject({
      kind: 'refused',
      recorded: true,
      partnerCode: 'notEnoughBalance',
    });
    expect(again).toEqual(first);
  });

  it.each([
    ['refuse', 'busy', 'technical.thirdparty.error'],
    ['refuse', '00_500', 'technical.thirdparty.error'],
    ['rejectAtOnce', 'SOMETHING_NEW', 'technical.thirdparty.contract'],
    ['rejectAtOnce', 'counterpartyBankTimedOut', 'technical.thirdparty.contract'],
  ] as const)('by %s=%s is doubt', async (name, value, failure) => {
    const world = openWorld();
    world.arm(name, { value });

    expect(await world.submit(order())).toMatchObject({ kind: 'unknown', failure });
  });

  it('that says the key is in progress is a reason to ask', async () => {
    const world = openWorld();
    world.arm('refuse', { value: '704' });

    expect(await world.submit(order())).toEqual({ kind: 'duplicate', partnerCode: '704' });
  });

  it('with a wrong API key takes nothing', async () => {
    const world = openWorld();
    const call = world.adapter.submit(order(), world.stamp());
    const headers = { ...call.request.headers, 'x-api-key': 'of nobody' };

    const reply = answered(await world.send({ ...call.request, headers }));

    expect(call.read(reply, world.runtime.now())).toMatchObject({
      kind: 'refused',
      recorded: false,
      failure: 'technical.thirdparty.auth',
    });
    expect(world.changes).toEqual([]);
  });
});

describe('money that comes back', () => {
  it.each([
    ['counterpartyAccountClosed:500', 'counterpartyAccountClosed', 12_345n],
    ['counterpartyAccountClosed:500:45', 'counterpartyAccountClosed', 12_300n],
    ['failed.refusedByCounterpartyBank:500', 'refusedByCounterpartyBank', 12_345n],
  ])('after returnAfter=%s is told with its amount', async (value, partnerCode, minor) => {
    const world = openWorld();
    world.arm('returnAfter', { value });
    await world.submit(order());
    await world.runtime.advance(2_000);

    const verdict = await world.inquire(order());

    expect(verdict).toMatchObject({
      kind: 'returned',
      amount: { currency: 'EUR', minor },
      feeMinor: 0n,
      partnerCode,
      echo: ECHO,
    });
    expect(world.sandbox.bank.books()).toMatchObject([{ returnedMinor: String(minor) }]);
  });
});

describe('the bad day', () => {
  it.each(['error500AfterExecution', 'garbage'] as const)(
    '%s: paid, yet in doubt until the inquiry finds it',
    async (name) => {
      const world = openWorld({ settleMs: 0 });
      world.arm(name, { times: 1 });

      const doubt = await world.submit(order());
      const found = await world.inquire(order());

      expect(doubt).toMatchObject({ kind: 'unknown' });
      expect(found).toMatchObject({ kind: 'executed', echo: ECHO });
    },
  );

  it('a list that lags denies a transfer that is paid: absent, which proves nothing', async () => {
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

  it('another amount in the answer shows in the echo, and hides ours from the list', async () => {
    const world = openWorld();
    world.arm('echoOtherAmount');

    expect(await world.submit(order())).toMatchObject({
      echo: { amount: { currency: 'EUR', minor: 12_346n } },
    });
    expect(await world.inquire(order())).toMatchObject({ kind: 'unknown' });
  });

  it('an inquiry that is down says nothing of the payout', async () => {
    const world = openWorld({ settleMs: 0 });
    await world.submit(order());
    world.arm('inquiryDown');

    expect(await world.inquire(order())).toMatchObject({
      kind: 'unknown',
      failure: 'technical.thirdparty.error',
    });
  });
});

describe('a cancel', () => {
  it('is heard, and then confirmed by inquiry and webhook; nothing is paid', async () => {
    const world = openWorld({ settleMs: 60_000 });
    const taken = await world.submit(order());
    const partnerReference = String(Reflect.get(taken, 'partnerReference'));

    const heard = await world.cancel(order({ partnerReference }));
    const confirmed = await world.inquire(order());
    await world.runtime.advance(60_000);

    expect(heard).toMatchObject({ kind: 'unknown', failure: 'partner.delay.webhook' });
    expect(confirmed).toMatchObject({ kind: 'cancelled', echo: ECHO });
    expect(world.news().at(-1)).toMatchObject({ news: [{ verdict: { kind: 'cancelled' } }] });
    expect(world.sandbox.bank.books()).toEqual([]);
  });

  it.each(['1W1UG35U8A9J5ZLG', 'paid'])('of a %s transfer decides nothing', async (which) => {
    const world = openWorld({ settleMs: 0 });
    const taken = await world.submit(order());
    const number = String(Reflect.get(taken, 'partnerReference'));
    const partnerReference = which === 'paid' ? number : which;

    const verdict = await world.cancel(order({ partnerReference }));

    expect(verdict).toMatchObject({ kind: 'unknown' });
    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 1 }]);
  });
});

describe('magic values', () => {
  it.each([
    // A description carries no "=", so a value must stand in the name.
    ['the description', order({ remittance: 'sim:rejectAtOnce' }), 'partner.review'],
    [
      'the name',
      order({
        creditor: { ...order().creditor, name: 'sim:rejectAtOnce=counterpartyAccountClosed' },
      }),
      'eligibility.account.closed',
    ],
  ])('may stand in %s', async (_place, instruction, failure) => {
    const world = openWorld();

    expect(await world.submit(instruction)).toMatchObject({ kind: 'refused', failure });
  });
});

it('the probe finds Adyen alive, and one that is down gives it no answer', async () => {
  const world = openWorld();
  const probe = world.adapter.probe(world.stamp());
  const reply = answered(await world.send(probe.request));
  world.arm('down', { value: 'inquire' });

  const broken = await world.send(probe.request);

  expect(probe.read(reply, world.runtime.now())).toEqual({ alive: true });
  expect(broken).toEqual({ kind: 'reset' });
});

it('whatever is paid to whomever, is paid as ordered (seed 7)', async () => {
  // ISO 8859-1 and Latin Extended-A: what European banks' customers are called.
  const changes = fc
    .integer({ min: 0x20, max: 0x17f })
    .map((point) => String.fromCodePoint(point))
    .filter((letter) => /^[\p{L} ]$/u.test(letter) && !'ªºµ'.includes(letter));
  const names = fc.string({ unit: changes, minLength: 1, maxLength: 60 });
  const orders = fc.record({
    minor: fc.bigInt({ min: 1n, max: 100_000n }),
    currency: fc.constantFrom('EUR', 'GBP', 'CHF'),
    name: names.map((name) => `A ${name}`),
    remittance: fc
      .string({ unit: 'grapheme', maxLength: 140 })
      .map((text) => text.replaceAll('sim:', '')),
  });

  await fc.assert(
    fc.asyncProperty(orders, async ({ minor, currency, name, remittance }) => {
      const world = openWorld({ settleMs: 0 });
      const creditor = { ...order().creditor, name };
      const amount = { currency, minor };
      const instruction = order({ amount, creditor, remittance });

      await world.submit(instruction);
      const verdict = await world.inquire(instruction);

      expect(verdict).toMatchObject({
        kind: 'executed',
        echo: { partnerKey: KEY, amount, account: IBAN },
      });
      expect(world.sandbox.bank.books()).toMatchObject([
        { amountMinor: String(minor), currency, creditorAccount: IBAN, executions: 1 },
      ]);
    }),
    { seed: 7, numRuns: 50 },
  );
});

/**
 * Goal: the adapter and the simulated partner, written apart, understand each other in every ending,
 * single and in batches, and the partner's books have each payout once.
 * Method: a small driver plays the engine's part for token and batch, on virtual time.
 */
import { describe, expect, it } from 'vitest';

import {
  ADDRESS,
  batchOf,
  creditor,
  KEY,
  openWorld,
  order,
  partnerReference,
  referenceIn,
  verdictsOf,
} from './world.ts';

const ECHO = { partnerKey: KEY, amount: { currency: 'USD', minor: 12_345n }, account: ADDRESS };
const DAY_MS = 86_400_000;
const UNCLAIMED = 'nobody@unclaimed.example';

describe('a batch', () => {
  it('is accepted, then runs, then has paid each of its members, once', async () => {
    const world = openWorld();
    const batch = batchOf({}, { creditor: creditor('second@example.com') }, {});

    const taken = await world.submitBatch(batch);
    const reference = referenceIn(taken);
    const running = await world.inquireBatch(batch, reference);
    await world.runtime.advance(1_000);
    const through = await world.inquireBatch(batch, reference);

    const kinds = [taken, running, through].map((outcome) =>
      verdictsOf(batch, outcome).map(({ kind }) => kind),
    );
    expect(kinds).toEqual([
      ['accepted', 'accepted', 'accepted'],
      ['accepted', 'accepted', 'accepted'],
      ['executed', 'executed', 'executed'],
    ]);
    expect(world.sandbox.bank.books()).toMatchObject([
      { reference: batch.members[0]?.partnerKey, creditorAccount: ADDRESS, executions: 1 },
      { creditorAccount: 'second@example.com', amountMinor: '12345', executions: 1 },
      { executions: 1 },
    ]);
  });

  it('of one is a single payout, asked for alone', async () => {
    const world = openWorld({ settleMs: 0 });

    const taken = await world.submit(order());
    const paid = await world.inquire(order(), partnerReference(taken));

    expect(taken).toMatchObject({ kind: 'accepted', echo: {} });
    expect(paid).toMatchObject({ kind: 'executed', finality: 'credited', echo: ECHO });
  });

  it('gives each member its own end by its own magic value', async () => {
    const world = openWorld();
    const batch = batchOf(
      {},
      { remittance: 'sim:rejectAfter=RECEIVER_ACCOUNT_LOCKED:10' },
      { remittance: 'sim:stuck' },
      { creditor: creditor(UNCLAIMED) },
      { remittance: 'sim:returnAfter=REFUNDED:10' },
    );

    const taken = await world.submitBatch(batch);
    await world.runtime.advance(1_010);
    const through = await world.inquireBatch(batch, referenceIn(taken));

    expect(verdictsOf(batch, through)).toMatchObject([
      { kind: 'executed' },
      { kind: 'refused', recorded: true, failure: 'eligibility.account.blocked' },
      { kind: 'accepted' },
      { kind: 'accepted' },
      { kind: 'returned', failure: 'partner.returned', amount: ECHO.amount, feeMinor: 0n },
    ]);
  });

  it('with a share of rejections armed fails that share, item by item, the same in every run', async () => {
    const runs = await Promise.all(
      [1, 2].map(async () => {
        const world = openWorld({ settleMs: 0 });
        world.arm('rejectAtOnce', { rate: 0.4, value: 'RECEIVER_YOUTH_ACCOUNT' });
        const batch = batchOf(...Array.from({ length: 20 }, () => ({})));
        const through = await world.inquireBatch(
          batch,
          referenceIn(await world.submitBatch(batch)),
        );
        return verdictsOf(batch, through).map(({ kind }) => kind);
      }),
    );

    const [first = [], second] = runs;
    expect(first.filter((kind) => kind === 'refused').length).toBeGreaterThan(3);
    expect(first.filter((kind) => kind === 'executed').length).toBeGreaterThan(3);
    expect(second).toEqual(first);
  });

  it('of which nothing could be done is denied, and says why for each', async () => {
    const world = openWorld();
    world.arm('rejectAtOnce', { value: 'RISK_DECLINE' });
    const batch = batchOf({}, {});

    const through = await world.inquireBatch(batch, referenceIn(await world.submitBatch(batch)));

    expect(verdictsOf(batch, through).map((verdict) => Reflect.get(verdict, 'failure'))).toEqual([
      'risk.fraud.suspected',
      'risk.fraud.suspected',
    ]);
    expect(world.sandbox.bank.books()).toEqual([]);
  });
});

describe('a refusal', () => {
  it.each([
    ['throttle', null, 'technical.overload.partner'],
    ['throttle', 'RATE_LIMIT_VALIDATION_FAILURES', 'technical.overload.partner'],
    ['refuse', 'noFunds', 'risk.liquidity'],
    ['refuse', 'payee', 'eligibility.account.notfound'],
    ['refuse', 'limit', 'technical.request.malformed'],
    ['refuse', 'permission', 'partner.agreement'],
    ['refuse', 'SENDER_ACCOUNT_UNVERIFIED', 'partner.agreement'],
    ['refuse', 'NON_HOLDING_CURRENCY', 'risk.liquidity'],
  ] as const)('by %s=%s is of this copy alone', async (name, value, failure) => {
    const world = openWorld();
    world.arm(name, { value, times: 1 });

    const refused = await world.submit(order());
    const again = await world.submit(order());

    expect(refused).toMatchObject({ kind: 'refused', recorded: false, failure });
    expect(again).toMatchObject({ kind: 'accepted' });
  });

  it('strikes a batch once and as a whole, however many are in it', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('throttle', { times: 1 });
    const batch = batchOf({}, {}, {});

    const refused = await world.submitBatch(batch);
    const before = world.changes.length;
    const again = await world.submitBatch(batch);

    expect(verdictsOf(batch, refused).map(({ kind }) => kind)).toEqual(Array(3).fill('refused'));
    expect(before).toBe(0);
    expect(again).toMatchObject({ whole: { kind: 'accepted' } });
  });

  it('for one bad address names that one, sends the others back, and takes nothing', async () => {
    const world = openWorld();
    const batch = batchOf({}, { creditor: creditor('no address') }, {});

    const refused = await world.submitBatch(batch);

    expect(verdictsOf(batch, refused)).toMatchObject([
      { recorded: false, failure: 'technical.settlement.failed' },
      { recorded: false, failure: 'eligibility.account.notfound' },
      { recorded: false, failure: 'technical.settlement.failed' },
    ]);
    expect(world.changes).toEqual([]);
  });

  it('for want of funds counts the batch together', async () => {
    const poor = openWorld({ openingBalanceMinor: 20_000n });

    const both = await poor.submitBatch(batchOf({}, {}));
    const one = await poor.submit(order());

    expect(both).toMatchObject({ whole: { failure: 'risk.liquidity' } });
    expect(one).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['ERRPYO001', { failure: 'partner.agreement' }],
    ['ERRPYO002', { failure: 'partner.agreement' }],
    ['ERRPYO003', { failure: 'partner.agreement' }],
    ['ERRPYO005', { failure: 'risk.liquidity' }],
    ['ERRPYO006', { kind: 'unknown', failure: 'technical.thirdparty.error' }],
    ['ERRPYO010', { kind: 'refused', recorded: false }],
  ])('by PayPal’s own test value %s', async (remittance, expected) => {
    const world = openWorld();

    expect(await world.submit(order({ remittance }))).toMatchObject(expected);
    expect(world.changes).toEqual([]);
  });

  it.each(['busy', 'SOMETHING_NEW'])('by refuse=%s is doubt', async (value) => {
    const world = openWorld();
    world.arm('refuse', { value });

    expect(await world.submit(order())).toMatchObject({ kind: 'unknown' });
  });
});

describe('an unclaimed payout', () => {
  it('is accepted for thirty days and then comes back, unpaid', async () => {
    const world = openWorld();
    const waiting = order({ creditor: creditor(UNCLAIMED) });
    const reference = partnerReference(await world.submit(waiting));
    await world.runtime.advance(30 * DAY_MS - 1);
    const before = await world.inquire(waiting, reference);
    await world.runtime.advance(1);

    const after = await world.inquire(waiting, reference);

    expect(before).toMatchObject({ kind: 'accepted' });
    expect(after).toMatchObject({
      kind: 'returned',
      failure: 'eligibility.wallet',
      partnerCode: 'RECEIVER_UNREGISTERED',
      amount: waiting.amount,
    });
    expect(world.sandbox.bank.books()).toEqual([]);
    expect(world.sandbox.bank.balanceMinor()).toBe(10_000_000n);
  });

  it('that is claimed in time is paid, and stays so', async () => {
    const world = openWorld();
    const waiting = order({ creditor: creditor(UNCLAIMED) });
    const reference = partnerReference(await world.submit(waiting));
    await world.runtime.advance(DAY_MS);
    world.claim(KEY);
    const claimed = await world.inquire(waiting, reference);
    await world.runtime.advance(31 * DAY_MS);

    const later = await world.inquire(waiting, reference);

    expect(claimed).toMatchObject({ kind: 'executed' });
    expect(later).toMatchObject({ kind: 'executed' });
  });
});

describe('an inquiry', () => {
  it('that lags denies a batch that is paid: absent, which proves nothing here', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('inquiryNotFoundFor', { value: '30000' });
    const reference = partnerReference(await world.submit(order()));

    const early = await world.inquire(order(), reference);
    await world.runtime.advance(30_000);
    const later = await world.inquire(order(), reference);

    expect(early).toEqual({ kind: 'absent' });
    expect(world.adapter.capabilities.notFoundIsProofAfterMs).toBeNull();
    expect(later).toMatchObject({ kind: 'executed' });
  });

  it('for a batch that never was is absent, and is how the probe finds PayPal alive', async () => {
    const world = openWorld();

    expect(await world.inquire(order(), 'NEVERWAS00000')).toEqual({ kind: 'absent' });
    expect(await world.probe()).toEqual({ alive: true });
  });

  it('while PayPal is down is an outage', async () => {
    const world = openWorld();
    world.arm('inquiryDown');

    expect(await world.inquire(order(), 'NEVERWAS00000')).toMatchObject({
      kind: 'unknown',
      failure: 'technical.thirdparty.error',
    });
    expect(await world.probe()).toMatchObject({ alive: false });
  });

  it('shows another amount in the echo', async () => {
    const world = openWorld();
    const reference = partnerReference(await world.submit(order()));
    world.arm('echoOtherAmount');

    expect(await world.inquire(order(), reference)).toMatchObject({
      echo: { amount: { currency: 'USD', minor: 12_346n } },
    });
  });

  it('after money came back says so, whatever PayPal calls it', async () => {
    const words = ['REFUNDED', 'REVERSED', 'RETURNED', 'MS03'];
    const verdicts = await Promise.all(
      words.map(async (word) => {
        const world = openWorld({ settleMs: 0 });
        const reference = partnerReference(await world.submit(order()));
        world.sandbox.bank.giveBack(KEY, word, 0n);
        return await world.inquire(order(), reference);
      }),
    );

    expect(verdicts).toMatchObject([
      { kind: 'returned', partnerCode: 'REFUNDED', failure: 'partner.returned' },
      { kind: 'returned', partnerCode: 'REVERSED', failure: 'partner.returned' },
      { kind: 'returned', partnerCode: 'RETURNED', failure: 'eligibility.wallet' },
      { kind: 'returned', partnerCode: 'REFUNDED', failure: 'partner.returned' },
    ]);
  });
});

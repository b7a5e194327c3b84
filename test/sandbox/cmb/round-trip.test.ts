/**
 * Goal: the adapter and the simulated bank, written apart, understand each other in every ending and
 * in both dialects, and the bank's books have each order once.
 * Method: call.request into the sandbox, its reply into call.read, on virtual time.
 */
import { describe, expect, it } from 'vitest';

import { answered } from '../../support/partner-world.ts';
import { CARD, DIALECTS, KEY, openWorld, order, referenceOf } from './world.ts';

const ECHO = { partnerKey: KEY, amount: { currency: 'CNY', minor: 12_345n }, account: CARD };

describe.each(DIALECTS)('in the dialect %s', (dialect) => {
  it('a payment is taken, then under way, then paid, once', async () => {
    const world = openWorld({ dialect });

    const taken = await world.submit(order());
    const pending = await world.inquire(order());
    await world.runtime.advance(1_000);
    const paid = await world.inquire(order());

    expect(taken).toMatchObject({
      kind: 'accepted',
      partnerReference: expect.stringMatching(/^\d{20}$/) as string,
    });
    expect(pending).toMatchObject({ kind: 'accepted', echo: ECHO });
    expect(paid).toMatchObject({ kind: 'executed', finality: 'executed', echo: ECHO });
    expect(new Set([taken, pending, paid].map(referenceOf)).size).toBe(1);
    expect(world.sandbox.bank.books()).toMatchObject([
      {
        reference: KEY,
        amountMinor: '12345',
        creditorAccount: CARD,
        creditorName: '演示用户',
        executions: 1,
      },
    ]);
  });

  it('a payment that came back is returned, in inquiry and notice alike', async () => {
    const world = openWorld({ dialect, settleMs: 0 });
    world.arm('returnAfter', { value: '14400000' });
    await world.submit(order());
    const paid = world.notify();
    await world.runtime.advance(14_400_000);

    const returned = await world.inquire(order());
    const notice = world.notify();

    const back = { kind: 'returned', amount: ECHO.amount, feeMinor: 0n, echo: ECHO };
    expect(paid).toMatchObject({ news: [{ verdict: { kind: 'executed' } }] });
    expect(returned).toMatchObject({ ...back, partnerCode: 'FIN+B' });
    expect(notice).toMatchObject({
      news: [{ partnerKey: KEY, verdict: { ...back, partnerCode: '001' } }],
    });
  });

  it.each(['unsignedAnswer', 'badSignature'] as const)(
    '%s: paid, yet nothing is believed until it is over',
    async (name) => {
      const world = openWorld({ dialect, settleMs: 0 });
      world.arm(name, { times: 1 });

      const doubt = await world.submit(order());
      const found = await world.inquire(order());

      expect(doubt).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.contract' });
      expect(found).toMatchObject({ kind: 'executed' });
    },
  );

  it('a pair changed in the middle of a run changes nothing', async () => {
    const world = openWorld({ dialect });
    await world.submit(order());
    world.arm('rotateKey');

    expect(await world.inquire(order())).toMatchObject({ kind: 'accepted', echo: ECHO });
  });

  it('the probe finds the bank alive', async () => {
    const world = openWorld({ dialect });
    const probe = world.adapter.probe(world.stamp());

    const reply = answered(await world.send(probe.request));

    expect(probe.read(reply, world.runtime.now())).toEqual({ alive: true });
  });
});

describe('a payment sent again', () => {
  it('while it lives is refused as a repeat, which proves nothing, and is paid once', async () => {
    const world = openWorld({ settleMs: 0 });
    await world.submit(order());

    const again = await world.submit(order());
    const found = await world.inquire(order());

    expect(again).toMatchObject({ kind: 'unknown', partnerCode: 'FABZ002' });
    expect(found).toMatchObject({ kind: 'executed' });
    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 1 }]);
  });

  it('with other content is refused as well', async () => {
    const world = openWorld({ settleMs: 0 });
    await world.submit(order());

    const other = await world.submit(order({ amount: { currency: 'CNY', minor: 12_346n } }));

    expect(other).toMatchObject({ kind: 'unknown' });
    expect(world.sandbox.bank.books()).toMatchObject([{ amountMinor: '12345', executions: 1 }]);
  });
});

describe('a failure', () => {
  it.each([
    ['rejectAtOnce', 'FABZ002', 'FABZ002'],
    ['rejectAtOnce', null, 'FABZ002'],
  ] as const)('by %s=%s ends the only copy at once', async (name, value, partnerCode) => {
    const world = openWorld();
    world.arm(name, { value });

    const refused = await world.submit(order());

    expect(refused).toMatchObject({
      kind: 'refused',
      recorded: false,
      failure: 'technical.settlement.failed',
      partnerCode,
      partnerReference: expect.stringMatching(/^\d{20}$/) as string,
    });
    expect(world.sandbox.bank.books()).toEqual([]);
  });

  it.each([
    ['F', 'technical.settlement.failed'],
    ['R', 'partner.review'],
    ['D', 'partner.agreement'],
    ['C', 'partner.review'],
  ] as const)('by rejectAfter=%s stands in the list as %s', async (flag, failure) => {
    const world = openWorld();
    world.arm('rejectAfter', { value: `${flag}:500` });
    await world.submit(order());
    await world.runtime.advance(500);

    const verdict = await world.inquire(order());

    expect(verdict).toMatchObject({
      kind: 'refused',
      recorded: true,
      failure,
      partnerCode: `FIN+${flag}`,
      echo: ECHO,
    });
  });

  it('frees its reference: the same one makes another order, and the old failure ends it not', async () => {
    const world = openWorld({ settleMs: 60_000 });
    world.arm('rejectAtOnce', { times: 1 });
    const first = await world.submit(order());
    const supersededReferences = [referenceOf(first)];

    const before = await world.inquire(order({ supersededReferences }));
    const second = await world.submit(order({ supersededReferences }));
    const pending = await world.inquire(order({ supersededReferences }));
    await world.runtime.advance(60_000);
    const paid = await world.inquire(order({ supersededReferences }));

    expect(before).toEqual({ kind: 'absent' });
    expect(second).toMatchObject({ kind: 'accepted' });
    expect(BigInt(referenceOf(second))).toBeGreaterThan(BigInt(referenceOf(first)));
    expect(pending).toMatchObject({ kind: 'accepted', partnerReference: referenceOf(second) });
    expect(paid).toMatchObject({ kind: 'executed', partnerReference: referenceOf(second) });
    expect(world.sandbox.bank.books()).toMatchObject([{ reference: KEY, executions: 1 }]);
  });

  it('told late, after the reference was used again, ends nothing', async () => {
    const world = openWorld({ settleMs: 60_000 });
    world.arm('rejectAtOnce', { times: 1 });
    await world.submit(order());
    const late = world.notify();
    await world.submit(order());

    expect(late).toMatchObject({ news: [{ verdict: { kind: 'refused', recorded: false } }] });
  });

  it.each([
    ['throttle', null],
    ['throttle', 'SIM0050'],
    ['refuse', 'payee'],
    ['refuse', 'busy'],
    ['refuse', 'FAAQ086'],
  ] as const)(
    'by %s=%s of the request is doubt, and the reference is free',
    async (name, value) => {
      const world = openWorld();
      world.arm(name, { value, times: 1 });

      const doubt = await world.submit(order());
      const asked = await world.inquire(order());
      const again = await world.submit(order());

      expect(doubt).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.error' });
      expect(asked).toEqual({ kind: 'absent' });
      expect(again).toMatchObject({ kind: 'accepted' });
    },
  );

  it('for want of funds is of the request: the bank records nothing', async () => {
    const world = openWorld({ openingBalanceMinor: 100n });

    expect(await world.submit(order())).toMatchObject({ kind: 'unknown', partnerCode: 'FABZ002' });
    expect(await world.inquire(order())).toEqual({ kind: 'absent' });
  });
});

describe('limbo', () => {
  it.each(['WRF', 'U'])('%s stays accepted for ever, and never fails', async (word) => {
    const world = openWorld();
    world.arm('stuck', { value: word });

    const verdicts = [await world.submit(order())];
    for (let month = 0; month < 12; month++) {
      await world.runtime.advance(30 * 86_400_000);
      verdicts.push(await world.inquire(order()));
    }

    // The answer to the submit shows U as an end that is to be asked about.
    expect(verdicts[0]).toMatchObject({ kind: word === 'U' ? 'unknown' : 'accepted' });
    expect(verdicts.slice(1).map(({ kind }) => kind)).toEqual(Array(12).fill('accepted'));
    expect(world.sandbox.bank.books()).toEqual([]);
  });

  it('ends when people at the bank end it', async () => {
    const world = openWorld();
    world.arm('stuck', { value: 'WRF', times: 1 });
    await world.submit(order());

    const bank = world.sandbox.bank;
    const settled = 'settle' in bank && typeof bank.settle === 'function' && bank.settle(KEY);
    const paid = await world.inquire(order());

    expect(settled).toBe(true);
    expect(paid).toMatchObject({ kind: 'executed', echo: ECHO });
  });

  it.each(['AUT', 'NTE', 'OPR', 'APW'])('%s is waiting like any other', async (word) => {
    const world = openWorld();
    world.arm('stuck', { value: word });

    expect(await world.submit(order())).toMatchObject({ kind: 'accepted' });
    expect(await world.inquire(order())).toMatchObject({ kind: 'accepted', echo: ECHO });
  });

  it('a word that nobody catalogued is doubt', async () => {
    const world = openWorld();
    world.arm('stuck', { value: 'XYZ' });

    expect(await world.submit(order())).toMatchObject({ kind: 'unknown', partnerCode: 'XYZ' });
    expect(await world.inquire(order())).toMatchObject({ kind: 'unknown', partnerCode: 'XYZ' });
  });
});

describe('the bad day', () => {
  it('500 although taken: doubt, and the inquiry finds the money', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('error500AfterExecution', { times: 1 });

    const doubt = await world.submit(order());
    const found = await world.inquire(order());

    expect(doubt).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.error' });
    expect(found).toMatchObject({ kind: 'executed', echo: ECHO });
  });

  it('garbage although taken: doubt, and the inquiry finds the money', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('garbage', { times: 1 });

    expect(await world.submit(order())).toMatchObject({ kind: 'unknown' });
    expect(await world.inquire(order())).toMatchObject({ kind: 'executed' });
  });

  it('an inquiry that lags denies what is paid: absent, which proves nothing here', async () => {
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

  it('another amount in a list shows in the echo', async () => {
    const world = openWorld();
    world.arm('echoOtherAmount');
    await world.submit(order());

    expect(await world.inquire(order())).toMatchObject({
      echo: { amount: { currency: 'CNY', minor: 12_346n } },
    });
  });

  it('a bank that executes copies pays twice, and the list is doubt instead of good news', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('dedupeOff');
    await world.submit(order());
    await world.submit(order());

    expect(await world.inquire(order())).toMatchObject({ kind: 'unknown' });
    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 2 }]);
  });

  it('a bank that is down gives no answer', async () => {
    const world = openWorld();
    world.arm('down', { value: 'all' });

    const replies = await Promise.all([
      world.send(world.adapter.submit(order(), world.stamp()).request),
      world.send(world.adapter.inquire(order(), world.stamp()).request),
      world.send(world.adapter.probe(world.stamp()).request),
    ]);

    expect(replies.map(({ kind }) => kind)).toEqual(['reset', 'reset', 'reset']);
  });
});

describe('magic values', () => {
  it.each([
    ['the purpose', order({ remittance: 'sim:rejectAtOnce=FABZ002' })],
    [
      'the payee’s name',
      order({ creditor: { ...order().creditor, name: 'sim:rejectAtOnce=FABZ002' } }),
    ],
  ])('may stand in %s', async (_place, instruction) => {
    const world = openWorld();

    const verdict = await world.submit(instruction);

    expect(verdict).toMatchObject({ kind: 'refused', partnerCode: 'FABZ002' });
  });
});

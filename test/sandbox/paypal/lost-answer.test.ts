/**
 * Goal: a batch whose answer is lost is found again and paid once, whatever broke.
 * Method: the adapter and the simulated PayPal face to face on virtual time; a behaviour takes the
 * answer away, and the batch is asked for, sent again, or told of by a webhook.
 */
import { describe, expect, it } from 'vitest';

import {
  ADDRESS,
  batchOf,
  KEY,
  openWorld,
  order,
  partnerReference,
  referenceIn,
  verdictsOf,
} from './world.ts';

const ECHO = { partnerKey: KEY, amount: { currency: 'USD', minor: 12_345n }, account: ADDRESS };
const DAY_MS = 86_400_000;

describe('the lost answer', () => {
  it.each(['resetAfterExecution', 'silentAfterExecution'] as const)(
    'after %s: the same bytes again, a duplicate that names the batch, and the truth by its name',
    async (name) => {
      const world = openWorld();
      const batch = batchOf({}, { remittance: 'sim:rejectAfter=CLOSED_MARKET:10' }, {});
      world.arm(name, { times: 1 });

      const lost = await world.submitBatch(batch);
      const again = await world.submitBatch(batch);
      await world.runtime.advance(1_000);
      const through = await world.inquireBatch(batch, referenceIn(again));

      expect(lost).toBe('lost');
      expect(again).toMatchObject({ whole: { kind: 'duplicate' } });
      expect(verdictsOf(batch, through)).toMatchObject([
        { kind: 'executed' },
        { kind: 'refused', failure: 'regulatory.region' },
        { kind: 'executed' },
      ]);
      const [first, second] = world.sent.filter(({ path }) => path === '/v1/payments/payouts');
      expect(second?.body).toBe(first?.body);
      expect(world.sandbox.bank.books().map(({ executions }) => executions)).toEqual([1, 1]);
    },
  );

  it.each(['error500AfterExecution', 'garbage'] as const)(
    'after %s: doubt, and the same way out',
    async (name) => {
      const world = openWorld({ settleMs: 0 });
      world.arm(name, { times: 1 });

      const doubt = await world.submit(order());
      const again = await world.submit(order());
      const found = await world.inquire(order(), partnerReference(again));

      expect(doubt).toMatchObject({ kind: 'unknown' });
      expect(found).toMatchObject({ kind: 'executed', echo: ECHO });
      expect(world.sandbox.bank.books()).toMatchObject([{ executions: 1 }]);
    },
  );

  it('of a batch that never arrived: the same bytes again are the first', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('resetBeforeExecution', { times: 1 });
    const batch = batchOf({}, {});

    const lost = await world.submitBatch(batch);
    const again = await world.submitBatch(batch);

    expect(lost).toBe('lost');
    expect(again).toMatchObject({ whole: { kind: 'accepted' } });
    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 1 }, { executions: 1 }]);
  });

  it('may also be made good by a webhook, which brings the batch’s name', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('resetAfterExecution', { times: 1 });
    await world.submit(order());

    const notice = world.notify();

    expect(notice).toMatchObject({
      news: [{ partnerKey: KEY, verdict: { kind: 'executed', echo: ECHO } }],
    });
    const reference = partnerReference(notice?.kind === 'news' ? notice.news[0]?.verdict : null);
    expect(await world.inquire(order(), reference)).toMatchObject({ kind: 'executed' });
  });

  it('asked for again after 30 days would be paid again: hence the record’s key window', async () => {
    const world = openWorld({ settleMs: 0 });
    await world.submit(order());
    await world.runtime.advance(30 * DAY_MS - 1);
    const inside = await world.submit(order());
    await world.runtime.advance(1);

    const outside = await world.submit(order());

    expect(world.adapter.capabilities.keyWindowMs).toBe(30 * DAY_MS);
    expect(inside).toMatchObject({ kind: 'duplicate' });
    expect(outside).toMatchObject({ kind: 'accepted' });
    expect(world.sandbox.bank.books()).toMatchObject([{ executions: 2 }]);
  });

  it.each(['dedupeOff', 'forgetKeyAfter'] as const)(
    'is paid twice by a PayPal with %s, and its books say so',
    async (name) => {
      const world = openWorld({ settleMs: 0 });
      world.arm(name);
      const batch = batchOf({}, {});

      await world.submitBatch(batch);
      await world.submitBatch(batch);

      expect(world.sandbox.bank.books().map(({ executions }) => executions)).toEqual([2, 2]);
    },
  );
});

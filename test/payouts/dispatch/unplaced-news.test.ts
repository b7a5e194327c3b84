/**
 * Goal: verified news that names us is never forgotten: what no payout takes is durable before the
 * partner hears "taken", listed, bounded without a loss, and ended only by a person with a reason.
 * Method: the whole engine over a scripted partner whose reading of a callback the test chooses.
 */
import { describe, expect, it } from 'vitest';

import type { CallbackNews } from '../../../src/contract/adapter.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { JournalError } from '../../../src/journal/port.ts';
import { UNPLACED_NEWS_MAX } from '../../../src/payouts/dispatch/unplaced-news.ts';
import { EXECUTED, RETURNED } from '../../support/payouts.ts';
import { type FakePartner, fakePartner } from '../fake-partner.ts';
import { payoutsWorld, type PayoutsWorld } from '../payouts-world.ts';

const NOBODYS_KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const CLOSING = { by: 'li', reason: 'booked in the old system' };
const UNREADABLE: Verdict = {
  kind: 'unknown',
  failure: 'technical.thirdparty.contract',
  detail: 'a status that is not catalogued',
};

async function open() {
  const bank = fakePartner();
  return { bank, world: await payoutsWorld({ partners: [bank] }) };
}

async function deliver(
  world: PayoutsWorld,
  bank: FakePartner,
  news: readonly CallbackNews[],
  eventId = 'event-1',
) {
  bank.readsCallbackAs({ kind: 'news', eventId, news });
  return (await world.service.callback('bank-a', { headers: {}, body: 'a body' }))?.body;
}

describe('news that no payout takes', () => {
  it('is listed with its digest and our references, and with nothing else of the message', async () => {
    const { bank, world } = await open();
    const references = [NOBODYS_KEY, 'Zhang San', 'DE89370400440532013000'];

    await deliver(world, bank, [{ partnerKey: '', references, verdict: RETURNED }]);

    expect(world.service.unplacedNews('bank-a')).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        partner: 'bank-a',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        sinceMs: world.runtime.now(),
        detail: 'returned: no attempt has the key',
        references: [NOBODYS_KEY],
        payoutId: null,
      },
    ]);
  });

  it('is one entry, however often it is repeated', async () => {
    const { bank, world } = await open();

    for (let n = 0; n < 3; n++) {
      await deliver(world, bank, [{ partnerKey: NOBODYS_KEY, verdict: RETURNED }]);
    }

    expect(world.service.unplacedNews('bank-a')).toHaveLength(1);
    expect(world.payouts.unplacedNews()).toEqual([{ partner: 'bank-a', count: 1 }]);
  });

  it('keeps eight of our references and of UETRs, and two hundred characters of why', async () => {
    const { bank, world } = await open();
    const uetr = (no: number) => `0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f${no}`;
    const references = [NOBODYS_KEY, ...Array.from({ length: 9 }, (_, no) => uetr(no))];
    const id = await world.postAndSettle('a');
    const partnerKey = world.keyOf(id, 1);
    await deliver(world, bank, [{ partnerKey, verdict: EXECUTED }]);
    const verdict = { ...UNREADABLE, detail: 'x'.repeat(201) } as Verdict;

    await deliver(world, bank, [{ partnerKey: '', references, verdict: RETURNED }], 'event-2');
    await deliver(world, bank, [{ partnerKey, verdict }], 'event-3');

    const [named, told] = world.service.unplacedNews('bank-a') ?? [];
    expect(named?.references).toEqual(references.slice(0, 8));
    expect(told?.detail).toBe('x'.repeat(200));
  });

  it('is not taken when it cannot be stored', async () => {
    const { bank, world } = await open();
    world.journal.onWrite(1, () => Promise.reject(new JournalError('full', 'no', 'disk full')));

    const answer = await deliver(world, bank, [{ partnerKey: NOBODYS_KEY, verdict: RETURNED }]);

    expect(answer).toBe('failed');
    expect(world.service.unplacedNews('bank-a')).toEqual([]);
  });

  it('is still there after a restart', async () => {
    const { bank, world } = await open();
    await deliver(world, bank, [{ partnerKey: NOBODYS_KEY, verdict: RETURNED }]);
    const { runtime, disk } = world;

    const again = await payoutsWorld({ partners: [bank], runtime, disk, started: false });

    expect(again.service.unplacedNews('bank-a')).toEqual(world.service.unplacedNews('bank-a'));
  });

  it('ends by a person with a reason, which is kept, and a repeat does not open it again', async () => {
    const { bank, world } = await open();
    await deliver(world, bank, [{ partnerKey: NOBODYS_KEY, verdict: RETURNED }]);
    const [news] = world.service.unplacedNews('bank-a') ?? [];

    const closed = await world.service.closeNews('bank-a', news?.id ?? '', CLOSING);
    const again = await world.service.closeNews('bank-a', news?.id ?? '', CLOSING);
    const answer = await deliver(world, bank, [{ partnerKey: NOBODYS_KEY, verdict: RETURNED }]);

    expect([closed, again]).toEqual([true, false]);
    expect(answer).toBe('taken');
    expect(world.service.unplacedNews('bank-a')).toEqual([]);
    const [kept] = await world.journal.records('unplaced-news.closed');
    expect(kept?.document).toContain(CLOSING.reason);
  });

  it('beyond the limit is left with the partner, and none that is kept is dropped', async () => {
    const { bank, world } = await open();
    for (let n = 0; n < UNPLACED_NEWS_MAX; n++) {
      await deliver(world, bank, [{ partnerKey: NOBODYS_KEY, verdict: RETURNED }], `event-${n}`);
    }
    const id = await world.postAndSettle('a');

    const answer = await deliver(
      world,
      bank,
      [
        { partnerKey: NOBODYS_KEY, verdict: RETURNED },
        { partnerKey: world.keyOf(id, 1), verdict: EXECUTED },
      ],
      'one-more',
    );

    expect(answer).toBe('failed');
    expect(UNPLACED_NEWS_MAX).toBe(1_000);
    expect(world.service.unplacedNews('bank-a')).toHaveLength(UNPLACED_NEWS_MAX);
    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('because more came back than was paid, names the payout, and frees nothing', async () => {
    const { bank, world } = await open();
    const id = await world.postAndSettle('a');
    const partnerKey = world.keyOf(id, 1);
    await deliver(world, bank, [{ partnerKey, verdict: EXECUTED }]);
    const amount = { currency: 'CNY', minor: 1_000_000_000n } as const;
    const verdict = { ...(RETURNED as Verdict & { kind: 'returned' }), amount };

    const answer = await deliver(world, bank, [{ partnerKey, verdict }], 'event-2');

    expect(answer).toBe('taken');
    expect(await world.stored(id)).toMatchObject({ state: 'PAID', holdsObligation: true });
    expect(world.service.unplacedNews('bank-a')).toMatchObject([
      { payoutId: id, detail: 'returned, but not out of what was paid' },
    ]);
  });

  it('is not a charge under our key, which needs nobody', async () => {
    const { bank, world } = await open();
    const id = await world.postAndSettle('a');
    const partnerKey = world.keyOf(id, 1);
    await deliver(world, bank, [{ partnerKey, verdict: EXECUTED }]);
    const charge = { partnerKey, verdict: UNREADABLE, isRoutine: true } as const;

    const answer = await deliver(world, bank, [charge], 'event-2');

    expect(answer).toBe('taken');
    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
    expect(world.service.unplacedNews('bank-a')).toEqual([]);
  });

  it('because it cannot be read, of a payout that has ended, names the payout', async () => {
    const { bank, world } = await open();
    const id = await world.postAndSettle('a');
    await deliver(world, bank, [{ partnerKey: world.keyOf(id, 1), verdict: EXECUTED }]);

    const answer = await deliver(
      world,
      bank,
      [{ partnerKey: world.keyOf(id, 1), verdict: UNREADABLE }],
      'event-2',
    );

    expect(answer).toBe('taken');
    expect(world.service.unplacedNews('bank-a')).toMatchObject([
      { payoutId: id, detail: UNREADABLE.kind === 'unknown' ? UNREADABLE.detail : '' },
    ]);
  });
});

/**
 * Goal: what comes forward comes in the order and the distance that is written, reads the journal in
 * pages, at most once a second, and a clock is taken for one that jumped only when it did.
 * Method: the look alone, over rows in memory and a clock that is set by hand.
 */
import { describe, expect, it } from 'vitest';

import type { PayoutRow } from '../../../src/journal/port.ts';
import { createLookSooner } from '../../../src/payouts/engine/look-sooner.ts';
import { encodeDocument } from '../../../src/payouts/model/codec.ts';
import type { Fact } from '../../../src/payouts/model/facts.ts';
import type { Payout } from '../../../src/payouts/model/payout.ts';
import { inDoubt, queued } from '../../support/payouts.ts';

const START_MS = 1_000_000;

function bench(payouts: readonly Payout[]) {
  const clock = { nowMs: START_MS, elapsedMs: 0 };
  const shut = { partners: [] as readonly string[] };
  const asked: { states: string; afterId: string; limit: number }[] = [];
  const told: (Fact & { kind: 'lookSooner'; id: string })[] = [];
  const rows = payouts.map((payout, index) => ({
    id: `po_${String(index).padStart(4, '0')}`,
    document: encodeDocument(payout),
  }));
  const sooner = createLookSooner({
    journal: {
      inStates(states, afterId, limit) {
        asked.push({ states: states.toSorted().join(' '), afterId, limit });
        const page = rows.filter(({ id }) => id > afterId).slice(0, limit);
        return Promise.resolve(page as unknown as readonly PayoutRow[]);
      },
    },
    engine: {
      tell(id, fact) {
        if (fact.kind === 'lookSooner') told.push({ ...fact, id });
        return Promise.resolve({ kind: 'missing' } as never);
      },
    },
    runtime: { now: () => clock.nowMs, elapsed: () => clock.elapsedMs } as never,
    inquiriesShut: () => shut.partners,
  });
  return {
    asked,
    told,
    shut,
    /** Lets both clocks go on, the wall clock by `jumpMs` more, and looks. */
    async look(afterMs: number, jumpMs = 0) {
      clock.elapsedMs += afterMs;
      clock.nowMs += afterMs + jumpMs;
      asked.length = 0;
      told.length = 0;
      await sooner.look();
    },
  };
}

const doubts = (count: number) => Array.from({ length: count }, () => inDoubt().payout);

describe('a partner that can be asked again', () => {
  it('is asked about its doubts, twenty a second, from now on', async () => {
    const world = bench(doubts(3));
    world.shut.partners = ['bank-a'];
    await world.look(0);

    world.shut.partners = [];
    await world.look(1_000);

    expect(world.told.map(({ id, dueAtMs }) => [id, dueAtMs - START_MS])).toEqual([
      ['po_0000', 1_050],
      ['po_0001', 1_100],
      ['po_0002', 1_150],
    ]);
    expect(world.asked[0]).toMatchObject({ states: 'IN_DOUBT PROCESSING', limit: 500 });
  });

  it('is looked for in every page, and nobody’s doubt comes forward twice', async () => {
    const world = bench(doubts(501));
    world.shut.partners = ['bank-a'];
    await world.look(0);

    world.shut.partners = [];
    await world.look(1_000);
    const pages = world.asked.map(({ afterId }) => afterId);
    const times = world.told.map(({ dueAtMs }) => dueAtMs);
    await world.look(1_000);

    expect(pages).toEqual(['', 'po_0499', 'po_0500']);
    expect(new Set(times).size).toBe(501);
    expect(world.told).toEqual([]);
  });

  it('is found out a second after the last look, and not sooner', async () => {
    const world = bench(doubts(1));
    world.shut.partners = ['bank-a'];
    await world.look(0);
    world.shut.partners = [];

    await world.look(999);
    const early = world.told.length;
    await world.look(1);

    expect([early, world.told.length]).toEqual([0, 1]);
  });

  it('is another one’s matter where the doubt is with another', async () => {
    const world = bench(doubts(1));
    world.shut.partners = ['bank-b'];
    await world.look(0);

    world.shut.partners = [];
    await world.look(1_000);

    expect(world.told).toEqual([]);
  });
});

describe('a wall clock', () => {
  const due = (inMs: number): Payout => ({
    ...queued().payout,
    nextAction: { what: 'route', atMs: START_MS + inMs },
  });
  /** The longest step of a route, and the second that is left to it. */
  const EDGE_MS = 66_000 + 1_000;

  it('is trusted at the start no more than after a jump: what is due too far off comes forward', async () => {
    const world = bench([due(EDGE_MS), due(EDGE_MS + 1)]);

    await world.look(0);

    expect(world.told.map(({ id }) => id)).toEqual(['po_0001']);
    expect(world.asked[0]?.states).toBe('CONFLICT DISPATCHING HELD IN_DOUBT PROCESSING QUEUED');
  });

  it.each([
    [5_000, 0],
    [5_001, 1],
  ])('that fell behind by %i ms brings %i forward', async (backMs, count) => {
    const world = bench([due(1_000_000)]);
    await world.look(0);

    await world.look(10_000, -backMs);

    expect(world.told).toHaveLength(count);
  });

  it('that ran ahead changes nothing, until it comes back', async () => {
    const world = bench([due(10_000_000)]);
    await world.look(0);

    await world.look(1_000, 3_600_000);
    const ahead = world.told.length;
    await world.look(1_000, -3_600_000);

    expect([ahead, world.told.length]).toEqual([0, 1]);
  });
});

/**
 * Goal: a partner never has more of our submits under way than its lane allows, and a payout that
 * waits for a slot gets one in its turn, another partner, a durable later time, or its deadline:
 * never nothing (I5, row 19).
 * Method: the whole engine over scripted partners with small limits, and virtual time.
 */
import { describe, expect, it } from 'vitest';

import { JournalError } from '../../../src/journal/port.ts';
import { EXECUTED, LOST, NEVER_SENT } from '../../support/payouts.ts';
import { type FakePartner, fakePartner } from '../fake-partner.ts';
import { type PayoutsWorld, payoutsWorld } from '../payouts-world.ts';

const OUTAGE = { open: false, failure: 'partner.outage', retryAtMs: 0 } as const;

/** Posts payouts 0 to `count - 1` in this order. */
async function postMany(world: PayoutsWorld, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) ids.push(await world.postAndSettle(`p${index}`));
  return ids;
}

function submitted(bank: FakePartner): readonly string[] {
  return bank.sentOn('submit').map(({ payoutId }) => payoutId);
}

describe('the slots at a partner', () => {
  it('are never more than its limit, and each freed one is taken at once', async () => {
    const bank = fakePartner({ submitsMax: 3 });
    const world = await payoutsWorld({ partners: [bank] });
    await postMany(world, 12);
    const atFirst = submitted(bank).length;

    for (let answered = 0; answered < 12; answered++) {
      bank.sentOn('submit')[answered]?.answer(EXECUTED);
      await world.runtime.advance(0);
    }

    expect(atFirst).toBe(3);
    expect(bank.submitsAtOnceMax()).toBe(3);
    expect(submitted(bank)).toHaveLength(12);
  });

  it('are given in the order of arrival', async () => {
    const bank = fakePartner({ submitsMax: 1 });
    const world = await payoutsWorld({ partners: [bank] });
    const ids = await postMany(world, 8);

    for (let answered = 0; answered < 8; answered++) {
      bank.sentOn('submit')[answered]?.answer(EXECUTED);
      await world.runtime.advance(0);
    }

    expect(submitted(bank)).toEqual(ids);
  });

  it('are all taken when the limit grows', async () => {
    const bank = fakePartner({ submitsMax: 1 });
    const world = await payoutsWorld({ partners: [bank] });
    await postMany(world, 9);

    bank.limitTo(6);
    await world.runtime.advance(1_000);

    expect(submitted(bank)).toHaveLength(6);
    expect(bank.submitsAtOnceMax()).toBe(6);
  });

  it('go to another partner that has one', async () => {
    const [small, large] = [
      fakePartner({ name: 'bank-a', submitsMax: 1 }),
      fakePartner({ name: 'bank-b' }),
    ];
    const world = await payoutsWorld({ partners: [small, large] });

    const ids = await postMany(world, 3);

    expect(submitted(small)).toEqual(ids.slice(0, 1));
    expect(submitted(large)).toEqual(ids.slice(1));
  });

  it('are given back by a send that provably never left', async () => {
    const bank = fakePartner({ submitsMax: 1 });
    const world = await payoutsWorld({ partners: [bank] });
    const [, second] = await postMany(world, 2);

    bank.sent[0]?.answer(NEVER_SENT);
    await world.runtime.advance(0);

    expect(submitted(bank)[1]).toBe(second);
  });

  it('are not lost to an intent that the journal refused', async () => {
    const bank = fakePartner({ submitsMax: 1 });
    const world = await payoutsWorld({ partners: [bank] });
    world.journal.onWrite(1, (pass) => pass());
    world.journal.onWrite(1, () => Promise.reject(new JournalError('io', 'no', 'no')));
    await world.post('a');

    await world.runtime.advance(1_000);

    expect(submitted(bank)).toHaveLength(1);
  });
});

describe('a payout that waits for a slot', () => {
  it('is on disk as queued with a due time, so that a crash loses nothing', async () => {
    const bank = fakePartner({ submitsMax: 1 });
    const world = await payoutsWorld({ partners: [bank] });
    const [, second = ''] = await postMany(world, 2);

    const row = world.disk.payouts.get(second);

    expect(row).toMatchObject({ state: 'QUEUED', version: 1 });
    expect(row?.dueAtMs).not.toBeNull();
  });

  it('does not wait behind those that were cancelled meanwhile', async () => {
    const bank = fakePartner({ submitsMax: 1 });
    const world = await payoutsWorld({ partners: [bank] });
    const ids = await postMany(world, 12);
    for (const id of ids.slice(1, 11)) await world.service.cancel({ caller: null, by: 'ops' }, id);

    bank.sent[0]?.answer(EXECUTED);
    await world.runtime.advance(1_000);

    expect(submitted(bank)).toEqual([ids[0], ids[11]]);
  });

  it('is postponed durably when the lane closes, with the reason', async () => {
    const bank = fakePartner({ submitsMax: 1 });
    const world = await payoutsWorld({ partners: [bank] });
    const ids = await postMany(world, 20);

    bank.advise({ ...OUTAGE, retryAtMs: world.runtime.now() + 60_000 });
    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(1_000);

    for (const id of ids.slice(1)) {
      expect(await world.stored(id)).toMatchObject({
        state: 'QUEUED',
        failure: { code: 'partner.outage' },
        postponements: 1,
      });
    }
  });

  it('goes to another partner when its lane closes while every slot is still taken', async () => {
    const [down, up] = [
      fakePartner({ name: 'bank-a', submitsMax: 1 }),
      fakePartner({ name: 'bank-b', submitsMax: 1 }),
    ];
    const world = await payoutsWorld({ partners: [down, up] });
    const ids = await postMany(world, 8);

    down.advise(OUTAGE); // Its one submit is never answered: it hangs.
    for (let answered = 0; answered < 7; answered++) {
      await world.runtime.advance(1_000);
      up.sentOn('submit')[answered]?.answer(EXECUTED);
    }
    await world.runtime.advance(10_000);

    expect(submitted(up).toSorted()).toEqual(ids.slice(1).toSorted());
  });

  it('is sent when the lane frees a slot that no answer of ours announces', async () => {
    const bank = fakePartner({ submitsMax: 1 });
    const world = await payoutsWorld({ partners: [bank] });
    const ids = await postMany(world, 2);
    bank.detach(1); // The lane gave up waiting but still listens: the slot is not free yet.
    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(1_000);
    const whileDetached = submitted(bank).length;

    bank.detach(0);
    await world.runtime.advance(1_000);

    expect(whileDetached).toBe(1);
    expect(submitted(bank)).toEqual(ids);
  });

  it('fails at its deadline and not at its turn (row 19)', async () => {
    const bank = fakePartner({ submitsMax: 1 });
    const world = await payoutsWorld({ partners: [bank] });
    await world.postAndSettle('hangs');
    const deadlineAtMs = world.runtime.now() + 5_000;
    const id = await world.postAndSettle('waits', { deadlineAtMs });

    await world.runtime.advance(4_500);
    const before = await world.stored(id);
    await world.runtime.advance(1_000);

    expect(before.state).toBe('QUEUED');
    expect(await world.stored(id)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'DEADLINE' },
      attempts: [],
    });
  });

  it('is postponed durably when five hundred wait already', async () => {
    const bank = fakePartner({ submitsMax: 1 });
    const world = await payoutsWorld({ partners: [bank], started: false });
    await Promise.all(Array.from({ length: 501 }, (_unused, index) => world.post(`p${index}`)));
    await world.runtime.advance(0);

    const id = await world.postAndSettle('one too many');

    expect(bank.submitsAtOnceMax()).toBe(1);
    expect(await world.stored(id)).toMatchObject({
      state: 'QUEUED',
      failure: { code: 'technical.overload.partner' },
    });
    expect((await world.stored(id)).nextAction?.atMs).toBeGreaterThanOrEqual(
      world.runtime.now() + 2_000,
    );
  });
});

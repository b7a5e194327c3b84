/**
 * Goal: what a due time waited for may be over sooner: a partner that can be asked again is asked
 * soon about every doubt there, and a clock that ran an hour ahead leaves nothing an hour away.
 * Method: the engine over virtual time; the wall clock jumps; a lane is shut and opens again.
 */
import { describe, expect, it } from 'vitest';

import { createScheduler } from '../../../src/payouts/engine/scheduler.ts';
import { EXECUTED, evidence, LOST, routed } from '../../support/payouts.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';
import { engineWorld } from './engine-world.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

describe('a wall clock that ran an hour ahead and came back', () => {
  it('puts off no question: the doubt of that hour is asked about within seconds', async () => {
    const bank = fakePartner();
    bank.reply('submit', LOST);
    bank.reply('inquire', LOST);
    const world = await payoutsWorld({ partners: [bank] });
    const before = await world.postAndSettle('a');
    world.runtime.jumpWallClock(HOUR_MS);
    await world.runtime.advance(10 * SECOND_MS);
    const during = await world.postAndSettle('b');

    world.runtime.jumpWallClock(-HOUR_MS);
    bank.reply('inquire', EXECUTED);
    await world.runtime.advance(5 * SECOND_MS);

    for (const id of [before, during]) {
      expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
    }
  });

  it('puts off no route', async () => {
    const bank = fakePartner();
    bank.advise({ open: false, failure: 'technical.breaker.open', retryAtMs: 0 });
    const world = await payoutsWorld({ partners: [bank] });
    world.runtime.jumpWallClock(HOUR_MS);
    const id = await world.postAndSettle('a');
    await world.runtime.advance(2 * SECOND_MS);

    world.runtime.jumpWallClock(-HOUR_MS);
    bank.advise({ open: true });
    bank.reply('submit', EXECUTED);
    await world.runtime.advance(5 * SECOND_MS);

    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('puts off nothing that is decided after it came back: the pauses stay short', async () => {
    const bank = fakePartner();
    bank.reply('submit', LOST);
    bank.reply('inquire', LOST);
    const world = await payoutsWorld({ partners: [bank] });
    world.runtime.jumpWallClock(HOUR_MS);
    const id = await world.postAndSettle('a');
    world.runtime.jumpWallClock(-HOUR_MS);

    await world.runtime.advance(30 * SECOND_MS);

    const { nextAction } = await world.stored(id);
    expect(nextAction?.atMs).toBeLessThan(world.runtime.now() + MINUTE_MS);
    expect(bank.sentOn('inquire').length).toBeGreaterThanOrEqual(3);
  });
});

describe('a partner that can be asked again', () => {
  async function doubts(count: number) {
    const world = engineWorld();
    const { journal, engine, runtime } = world;
    const ids = Array.from({ length: count }, (_, index) => `po_${index + 1}`);
    for (const id of ids) {
      await world.queued(id);
      await engine.tell(id, routed('bank-a'));
      await engine.tell(id, evidence(LOST));
      for (let asked = 0; asked < 8; asked++) await engine.tell(id, { kind: 'tick' });
    }
    let shut: readonly string[] = ['bank-a'];
    const scheduler = createScheduler({
      journal,
      engine,
      runtime,
      emit: () => undefined,
      isBusy: () => false,
      inquiriesShut: () => shut,
    });
    scheduler.start();
    await runtime.advance(2 * SECOND_MS);
    const dueIn = async (id: string) =>
      ((await engine.load(id))?.nextAction?.atMs ?? 0) - runtime.now();
    return {
      ids,
      dueIn,
      open: async (stillShut: readonly string[]) => {
        shut = stillShut;
        await runtime.advance(1_100);
      },
      inquiries: async (id: string) => (await engine.load(id))?.attempts[0]?.inquiries,
    };
  }

  it('is asked soon about every doubt, one after the other, with the schedule begun anew', async () => {
    const { ids, dueIn, open, inquiries } = await doubts(3);
    expect(await dueIn('po_1')).toBeGreaterThan(50 * MINUTE_MS);

    await open([]);

    // Each was asked since, for the first time of the schedule that began anew.
    for (const id of ids) {
      expect(await dueIn(id)).toBeLessThan(5 * SECOND_MS);
      expect(await inquiries(id)).toBeLessThanOrEqual(1);
    }
  });

  it('is no reason to ask another one', async () => {
    const { dueIn, open } = await doubts(1);

    await open(['bank-a']);

    expect(await dueIn('po_1')).toBeGreaterThan(50 * MINUTE_MS);
  });
});

/**
 * Goal: whatever an earlier process left on its way becomes doubt before anything is dispatched
 * (row 7), every due payout is looked at once and no busy one twice (I5), and neither time nor the
 * number of questions ever ends doubt (R7).
 * Method: the scheduler over a real engine and a memory journal in virtual time; effects are only
 * written down, so that the test decides who is busy. The schedule itself is watched through the
 * whole engine and a partner that never knows.
 */
import { describe, expect, it } from 'vitest';

import { JournalError } from '../../../src/journal/port.ts';
import { createScheduler, type Scheduler } from '../../../src/payouts/engine/scheduler.ts';
import { evidence, EXECUTED, LOST, routed } from '../../support/payouts.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { type EngineWorld, engineWorld } from './engine-world.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';
import { latch } from './scripted-journal.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

function schedulerOf(world: EngineWorld, busy: ReadonlySet<string> = new Set()): Scheduler {
  const { journal, engine, runtime } = world;
  return createScheduler({
    journal,
    engine,
    runtime,
    emit: () => undefined,
    isBusy: (id) => busy.has(id),
    inquiriesShut: () => [],
  });
}

/** A second process over what the first one left on disk: nothing is in its memory. */
function afterCrash(world: EngineWorld): EngineWorld {
  return engineWorld({ beside: world });
}

describe('recovery', () => {
  it('turns an intent into doubt: the process that could prove "never sent" is gone', async () => {
    const world = engineWorld();
    await world.queued();
    await world.engine.tell('po_1', routed('bank-a'));
    const restarted = afterCrash(world);

    const recovered = await schedulerOf(restarted).recover();

    expect(recovered).toBe(1);
    expect(await restarted.engine.load('po_1')).toMatchObject({
      state: 'IN_DOUBT',
      attempts: [{ state: 'UNKNOWN', proof: null }],
      nextAction: { what: 'inquire' },
    });
    expect(restarted.kinds()).not.toContain('submit');
  });

  it('turns a copy under way into doubt again', async () => {
    const world = engineWorld();
    await world.queued();
    await world.engine.tell('po_1', routed('bank-a'));
    await world.engine.tell('po_1', evidence(LOST));
    const resend = { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' } as const;
    await world.engine.tell('po_1', resend);
    const restarted = afterCrash(world);

    const recovered = await schedulerOf(restarted).recover();

    expect(recovered).toBe(1);
    expect(await restarted.engine.load('po_1')).toMatchObject({
      state: 'IN_DOUBT',
      attempts: [{ state: 'UNKNOWN', epoch: 2 }],
    });
  });

  it('finds every one of them, however many pages they fill, and leaves the others alone', async () => {
    const world = engineWorld();
    const under = Array.from({ length: 1_203 }, (_unused, index) => `po_${1_000 + index}`);
    for (const id of under) {
      await world.queued(id);
      await world.engine.tell(id, routed('bank-a'));
    }
    await world.queued('po_queued');
    await world.queued('po_paid');
    await world.engine.tell('po_paid', routed('bank-a'));
    await world.engine.tell('po_paid', evidence(EXECUTED));
    await world.queued('po_doubt');
    await world.engine.tell('po_doubt', routed('bank-a'));
    await world.engine.tell('po_doubt', evidence(LOST));
    const versions = () => [
      world.journal.get('po_queued'),
      world.journal.get('po_paid'),
      world.journal.get('po_doubt'),
    ];
    const before = await Promise.all(versions());

    const recovered = await schedulerOf(afterCrash(world)).recover();

    expect(recovered).toBe(under.length);
    expect(await world.journal.inStates(['DISPATCHING'], '', 10)).toEqual([]);
    expect(await world.journal.inStates(['IN_DOUBT'], '', 5_000)).toHaveLength(under.length + 1);
    expect(await Promise.all(versions())).toEqual(before);
  });

  it('is the same when it was itself cut short and runs again', async () => {
    const world = engineWorld();
    await world.queued();
    await world.engine.tell('po_1', routed('bank-a'));
    await schedulerOf(afterCrash(world)).recover();

    expect(await schedulerOf(afterCrash(world)).recover()).toBe(0);
  });

  it('fails aloud when the journal cannot take it: nothing may be dispatched then', async () => {
    const world = engineWorld();
    await world.queued();
    await world.engine.tell('po_1', routed('bank-a'));
    world.journal.onWrite(1, () => Promise.reject(new JournalError('full', 'no', 'disk full')));

    await expect(schedulerOf(afterCrash(world)).recover()).rejects.toThrow(JournalError);
  });
});

describe('a due payout', () => {
  it('is ticked when its time comes', async () => {
    const world = engineWorld();
    await world.queued();
    const scheduler = schedulerOf(world);

    scheduler.start();
    await world.runtime.advance(0);
    scheduler.stop();

    expect(world.kinds()).toEqual(['route']);
  });

  it('is left alone while somebody here works on it, and taken up afterwards', async () => {
    const world = engineWorld();
    await world.queued('po_1');
    await world.queued('po_2');
    const busy = new Set(['po_1']);
    const scheduler = schedulerOf(world, busy);
    scheduler.start();
    await world.runtime.advance(50);
    const whileBusy = world.performed.map(({ payout }) => payout.id);

    busy.clear();
    await world.runtime.advance(100);
    scheduler.stop();

    expect(whileBusy).toEqual(['po_2']);
    expect(world.performed.map(({ payout }) => payout.id)).toContain('po_1');
  });

  it('is not asked about before its time', async () => {
    const world = engineWorld();
    await world.queued();
    await world.engine.tell('po_1', routed('bank-a'));
    await world.engine.tell('po_1', evidence(LOST));
    const asked = world.performed.length;
    const scheduler = schedulerOf(world);

    scheduler.start();
    await world.runtime.advance(1_900);
    const early = world.performed.length;
    await world.runtime.advance(400);
    scheduler.stop();

    expect(early).toBe(asked);
    expect(world.kinds().slice(asked)).toEqual(['inquire']);
  });

  it('whose call ended without a word becomes doubt two minutes later', async () => {
    const world = engineWorld();
    await world.queued();
    await world.engine.tell('po_1', routed('bank-a'));
    const scheduler = schedulerOf(world);

    scheduler.start();
    await world.runtime.advance(MINUTE_MS);
    const early = await world.engine.load('po_1');
    await world.runtime.advance(61 * SECOND_MS);
    scheduler.stop();

    expect(early).toMatchObject({ state: 'DISPATCHING' });
    expect(await world.engine.load('po_1')).toMatchObject({ state: 'IN_DOUBT' });
  });

  it('that is queued past its deadline fails, once and for good (row 19)', async () => {
    const runtime = virtualRuntime(1);
    const world = engineWorld();
    await world.queued('po_1', { deadlineAtMs: runtime.now() + 10 * SECOND_MS });
    const retryAtMs = runtime.now() + HOUR_MS;
    const failure = { code: 'partner.outage', detail: 'down', partnerCode: null } as const;
    await world.engine.tell('po_1', { kind: 'unroutable', permanent: false, failure, retryAtMs });
    const scheduler = schedulerOf(world);

    scheduler.start();
    await world.runtime.advance(9_900);
    const early = await world.engine.load('po_1');
    await world.runtime.advance(200);
    const failed = await world.engine.load('po_1');
    await world.runtime.advance(HOUR_MS / 6);
    scheduler.stop();

    expect(early).toMatchObject({ state: 'QUEUED' });
    expect(failed).toMatchObject({ state: 'FAILED', failure: { code: 'DEADLINE' } });
    expect(await world.engine.load('po_1')).toEqual(failed);
  });

  it('comes back after the journal failed, for itself and for its neighbours', async () => {
    const world = engineWorld();
    await world.queued('po_1');
    await world.queued('po_2');
    for (const id of ['po_1', 'po_2']) {
      await world.engine.tell(id, routed('bank-a'));
      await world.engine.tell(id, evidence(LOST));
    }
    world.journal.onWrite(2, () => Promise.reject(new JournalError('io', 'no', 'the disk')));
    const scheduler = schedulerOf(world);

    scheduler.start();
    await world.runtime.advance(5 * SECOND_MS);
    scheduler.stop();

    const asked = world.performed.filter(({ effect }) => effect.kind === 'inquire');
    expect(new Set(asked.map(({ payout }) => payout.id))).toEqual(new Set(['po_1', 'po_2']));
  });
});

describe('the end of scheduling', () => {
  it('leaves nothing scheduled, even when it comes in the middle of a round', async () => {
    const world = engineWorld();
    await world.queued();
    await world.engine.tell('po_1', routed('bank-a'));
    await world.engine.tell('po_1', evidence(LOST));
    const writing = latch();
    world.journal.onWrite(1, async (pass) => {
      await writing.opened;
      return pass();
    });
    const scheduler = schedulerOf(world);
    scheduler.start();
    await world.runtime.advance(3 * SECOND_MS); // The first question is being written down.

    scheduler.stop();
    writing.open();
    await world.runtime.advance(MINUTE_MS);

    expect(world.kinds().filter((kind) => kind === 'inquire')).toHaveLength(1);
    expect(world.runtime.pendingTimers()).toBe(0);
  });
});

describe('the questions about a doubt', () => {
  /** When the partner, which never knows, was asked; in ms since the answer was lost. */
  async function questions() {
    const askedAtMs: number[] = [];
    const partner = fakePartner({
      onSend: ({ lane }) => {
        if (lane === 'inquire') askedAtMs.push(world.runtime.elapsed());
      },
    });
    partner.reply('inquire', LOST);
    partner.reply('submit', LOST);
    const world = await payoutsWorld({ partners: [partner] });
    const id = await world.postAndSettle('a');
    return { world, id, askedAtMs };
  }

  it('come after 2 s, 5 s, 15 s, 45 s, 2 m, 5 m, 15 m and 1 h, a tenth later at most', async () => {
    const { world, askedAtMs } = await questions();

    await world.runtime.advance(67 * MINUTE_MS);

    const moments = [2, 5, 15, 45, 120, 300, 900, 3_600].map((seconds) => seconds * SECOND_MS);
    expect(askedAtMs).toHaveLength(moments.length);
    for (const [index, momentMs] of moments.entries()) {
      expect(askedAtMs[index]).toBeGreaterThanOrEqual(momentMs);
      expect(askedAtMs[index]).toBeLessThanOrEqual(momentMs * 1.1 + 1_000);
    }
  });

  it('come hourly for ever after, and end nothing (R7)', async () => {
    const { world, id, askedAtMs } = await questions();
    await world.runtime.advance(67 * MINUTE_MS);
    const firstDay = askedAtMs.length;

    for (let hour = 0; hour < 24 * 40; hour++) {
      world.runtime.jumpWallClock(1.1 * HOUR_MS);
      await world.runtime.advance(200);
    }

    expect(askedAtMs.length - firstDay).toBeGreaterThanOrEqual(24 * 40 - 1);
    const payout = await world.stored(id);
    expect(payout).toMatchObject({ state: 'IN_DOUBT', escalated: true });
    expect(payout.attempts).toMatchObject([{ no: 1, state: 'UNKNOWN', proof: null }]);
    expect(payout.nextAction?.atMs).toBeGreaterThan(world.runtime.now() - SECOND_MS);
    const cases = world.emitted.filter(({ kind }) => kind === 'case.opened');
    expect(cases).toMatchObject([{ payoutId: id, urgent: true }]);
  });
});

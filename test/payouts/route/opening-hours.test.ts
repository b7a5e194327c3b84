/**
 * Goal: a payout that no partner can take for the hour is queued under the calendar's own name,
 * told the hour at which the first partner opens, sent at that very moment, and never past its
 * deadline; it looks in between, for calendars change, but not every minute.
 * Method: the decision alone at chosen moments; then the whole engine over a scripted partner whose
 * calendar the test holds, and virtual time.
 */
import { describe, expect, it } from 'vitest';

import type { Opening } from '../../../src/contract/routing.ts';
import { showPayout } from '../../../src/payouts/views/show-payout.ts';
import type { Fact } from '../../../src/payouts/model/facts.ts';
import { EXECUTED, queued, tell } from '../../support/payouts.ts';
import { OPEN } from '../../support/routing.ts';
import { fakePartner } from '../fake-partner.ts';
import { type PayoutsWorld, payoutsWorld } from '../payouts-world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const iso = (atMs: number) => new Date(atMs).toISOString();

function closedUntil(opensAtMs: number, failure: 'partner.cutoff' | 'partner.maintenance'): Fact {
  const detail = `bank-a is closed until ${iso(opensAtMs)}`;
  return {
    kind: 'unroutable',
    permanent: false,
    failure: { code: failure, detail, partnerCode: null },
    retryAtMs: opensAtMs,
  };
}

describe('the next action', () => {
  it.each(['partner.cutoff', 'partner.maintenance'] as const)(
    'after %s is told as the hour of opening, and looked at within an hour',
    (failure) => {
      const story = queued();
      const opensAtMs = story.nowMs + 60 * HOUR_MS;

      const { payout, nowMs } = tell(story, closedUntil(opensAtMs, failure));

      expect(payout.nextAction).toEqual({
        what: 'route',
        atMs: nowMs + HOUR_MS,
        opensAtMs,
      });
      expect(showPayout(payout).nextAction).toEqual({ what: 'route', at: iso(opensAtMs) });
      expect(showPayout(payout).failure?.code).toBe(failure);
    },
  );

  it('is the very moment of opening when that is near, however often it was postponed', () => {
    let story = queued();
    const opensAtMs = story.nowMs + 30 * MINUTE_MS + 0.5;
    for (let times = 0; times < 12; times++) {
      story = tell(story, closedUntil(opensAtMs, 'partner.cutoff'));
    }

    expect(story.payout.nextAction).toEqual({ what: 'route', atMs: Math.ceil(opensAtMs) });
  });

  it('is the deadline when that comes before the opening: nothing later is promised', () => {
    const deadlineAtMs = queued().nowMs + 10 * HOUR_MS;
    const story = queued({ deadlineAtMs });

    const { payout } = tell(story, closedUntil(story.nowMs + 60 * HOUR_MS, 'partner.cutoff'));

    expect(showPayout(payout).nextAction?.at).toBe(iso(deadlineAtMs));
    expect(payout.nextAction?.atMs).toBeLessThanOrEqual(deadlineAtMs);
  });

  it('of any other closing stays a look within a minute: nobody knows when that is over', () => {
    const story = queued();
    const outage = closedUntil(story.nowMs + 60 * HOUR_MS, 'partner.cutoff');
    const failure = { code: 'partner.outage', detail: 'd', partnerCode: null } as const;

    const { payout, nowMs } = tell(story, { ...outage, failure } as Fact);

    expect(payout.nextAction).toEqual({ what: 'route', atMs: nowMs + MINUTE_MS });
  });
});

/** A bank that is closed until `opensAtMs`, as a calendar says it. */
function closeUntil(world: PayoutsWorld, partner: string, opensAtMs: number): void {
  world.routing.setOpening(partner, (nowMs): Opening =>
    nowMs >= opensAtMs
      ? OPEN
      : {
          open: false,
          failure: 'partner.cutoff',
          why: 'no business day: sun',
          opensAtMs,
          note: null,
        },
  );
}

/** Stands for a weekend, for the engine looks around ten times a second: longer than its longest pause. */
const CLOSED_MS = 1.5 * HOUR_MS;

describe('while the bank is closed', () => {
  it('a payout is accepted, waits, and goes out at the hour it was told', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const opensAtMs = world.runtime.now() + CLOSED_MS;
    closeUntil(world, 'bank-a', opensAtMs);

    const id = await world.postAndSettle('a');
    const told = await world.service.get({ caller: null, by: 'test' }, id);
    await world.runtime.advance(CLOSED_MS - 1);
    const sentBefore = bank.sent.length;
    await world.runtime.advance(1_000);

    expect(told).toMatchObject({
      state: 'QUEUED',
      moneyMoved: 'no',
      nextAction: { what: 'route', at: iso(opensAtMs) },
      failure: {
        code: 'partner.cutoff',
        detail: `bank-a is closed until ${iso(opensAtMs)} (no business day: sun)`,
      },
    });
    expect(sentBefore).toBe(0);
    expect(bank.sentOn('submit')).toHaveLength(1);
  });

  it('operators see which partner is closed, why and until when', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()] });
    const opensAtMs = world.runtime.now() + CLOSED_MS;
    closeUntil(world, 'bank-a', opensAtMs);

    expect(await world.service.partners()).toMatchObject([
      {
        partner: 'bank-a',
        opening: { open: false, why: 'no business day: sun', opensAtMs, note: null },
        success: { percent: 100, submits: 0 },
      },
    ]);
  });

  it('the wait is written down about once an hour, not once a minute', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()] });
    closeUntil(world, 'bank-a', world.runtime.now() + CLOSED_MS);
    const id = await world.postAndSettle('a');

    await world.runtime.advance(CLOSED_MS - 1_000);

    const events = await world.journal.events(id, 0, 1_000);
    expect(events.filter(({ kind }) => kind === 'postponed').length).toBeLessThanOrEqual(2);
    expect(await world.stored(id)).toMatchObject({ state: 'QUEUED' });
  });

  it('a calendar that is corrected meanwhile is noticed within the hour', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    closeUntil(world, 'bank-a', world.runtime.now() + CLOSED_MS);
    await world.postAndSettle('a');
    await world.runtime.advance(10 * MINUTE_MS);

    world.routing.setOpening('bank-a', () => OPEN);
    await world.runtime.advance(HOUR_MS);

    expect(bank.sentOn('submit')).toHaveLength(1);
  });

  it('the deadline comes first, and the payout fails with it, unsent', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    closeUntil(world, 'bank-a', world.runtime.now() + CLOSED_MS);
    const deadlineAtMs = world.runtime.now() + CLOSED_MS / 2;
    const id = await world.postAndSettle('a', { deadlineAtMs });

    await world.runtime.advance(CLOSED_MS / 2 + 1_000);

    expect(await world.stored(id)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'DEADLINE' },
      attempts: [],
    });
    expect(bank.sent).toEqual([]);
  });

  it('a partner that works on Sundays takes it instead', async () => {
    const [closed, open] = [fakePartner({ name: 'bank-a' }), fakePartner({ name: 'bank-b' })];
    const world = await payoutsWorld({ partners: [closed, open] });
    closeUntil(world, 'bank-a', world.runtime.now() + CLOSED_MS);

    await world.postAndSettle('a');

    expect(closed.sent).toEqual([]);
    expect(open.sentOn('submit')).toHaveLength(1);
  });

  it('what waited is paid once each when the bank opens', async () => {
    const bank = fakePartner({ submitsMax: 5 });
    bank.reply('submit', EXECUTED);
    const world = await payoutsWorld({ partners: [bank] });
    closeUntil(world, 'bank-a', world.runtime.now() + CLOSED_MS);
    const ids: string[] = [];
    for (let index = 0; index < 40; index++) ids.push(await world.postAndSettle(`p${index}`));

    await world.runtime.advance(CLOSED_MS + MINUTE_MS);

    const submitted = bank.sentOn('submit').map(({ payoutId }) => payoutId);
    expect(submitted.toSorted()).toEqual(ids.toSorted());
    expect(bank.submitsAtOnceMax()).toBeLessThanOrEqual(5);
  });
});

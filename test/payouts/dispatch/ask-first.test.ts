/**
 * Goal: after a restore nothing is sent before every partner that may have paid in the lost time has
 * been asked by the keys it would know, and what one of them holds is taken over and not sent.
 * Method: the engine over a memory disk that says it was restored; scripted partners that answer by
 * the key they are asked for; what was posted has the keys that the lost life would have used.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import { createMemoryDisk } from '../../../src/journal/memory/memory-disk.ts';
import { restoredRecord } from '../../../src/payouts/dispatch/restored-journal.ts';
import { showPayout } from '../../../src/payouts/views/show-payout.ts';
import { ABSENT, ACCEPTED, EXECUTED, LOST, refused } from '../../support/payouts.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { fakePartner, type FakePartner, type FakePartnerOptions } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';

const DAY_MS = 86_400_000;
const QUIET_MS = 30_000;

/** Answers questions from its books, by the number of the key. */
function bank(name: string, options: FakePartnerOptions = {}): FakePartner {
  const made = fakePartner({ name, ...options });
  made.reply('submit', ACCEPTED);
  made.reply('inquire', ABSENT);
  return made;
}

async function restoredWorld(...partners: readonly FakePartner[]) {
  return await worldRestoredAgo(1, ...partners);
}

async function worldRestoredAgo(agoMs: number, ...partners: readonly FakePartner[]) {
  const runtime = virtualRuntime(1);
  const disk = createMemoryDisk();
  const restoredAtMs = runtime.now() - agoMs;
  const backupAtMs = restoredAtMs - 60_000;
  disk.apply({ records: [restoredRecord({ backupAtMs, restoredAtMs, isNoted: false })] });
  return await payoutsWorld({ partners, runtime, disk });
}

const submits = (...banks: readonly FakePartner[]) =>
  banks.map((one) => one.sentOn('submit').length);

describe('after a restore', () => {
  it('takes over what a partner has paid, and sends nothing', async () => {
    const [first, second] = [bank('bank-a'), bank('bank-b')];
    const world = await restoredWorld(first, second);
    second.replyTo('inquire', ({ partnerKey }, id) =>
      partnerKey === world.keyOf(id, 2) ? EXECUTED : ABSENT,
    );

    const id = await world.postAndSettle('loan');
    const { state, attempts } = await world.stored(id);

    expect(state).toBe('PAID');
    expect(attempts).toMatchObject([{ partner: 'bank-b', partnerKey: world.keyOf(id, 2) }]);
    expect(submits(first, second)).toEqual([0, 0]);
  });

  it('takes over what a partner denied once: a "not found" may be the answer to another question', async () => {
    const only = bank('bank-a');
    const world = await restoredWorld(only);
    let denials = 0;
    only.replyTo('inquire', ({ partnerKey }, id) => {
      if (partnerKey !== world.keyOf(id, 1)) return ABSENT;
      denials += 1;
      return denials === 1 ? ABSENT : EXECUTED;
    });
    await world.runtime.advance(QUIET_MS);

    const id = await world.postAndSettle('loan');

    expect((await world.stored(id)).state).toBe('PAID');
    expect(submits(only)).toEqual([0]);
  });

  it.each<[string, Verdict]>([
    ['gives no answer', LOST],
    ['refuses the question', refused('technical.overload.partner', false)],
  ])('sends nothing anywhere while one partner %s', async (_what, answer) => {
    const [first, second] = [bank('bank-a'), bank('bank-b')];
    const world = await restoredWorld(first, second);
    second.reply('inquire', answer);

    const id = await world.postAndSettle('loan');
    await world.runtime.advance(10 * 60_000);

    expect(submits(first, second)).toEqual([0, 0]);
    expect((await world.stored(id)).state).toBe('QUEUED');
  });

  it('sends nothing while one whose "not found" failed says it, until a person restores it', async () => {
    const [first, second] = [bank('bank-a'), bank('bank-b')];
    const conflict = { partner: 'bank-b', payoutId: 'po_0', attemptNo: 1, breach: 'absent' };
    const document = JSON.stringify({ ...conflict, reason: 'po_0: paid', atMs: 0 });
    const world = await worldRestoredAgo(1, first, second).then(async ({ disk, runtime }) => {
      disk.apply({ records: [{ kind: 'conflict.partner', id: 'bank-b:po_0:1', document }] });
      return await payoutsWorld({ partners: [first, second], runtime, disk });
    });

    await world.postAndSettle('loan');
    await world.runtime.advance(10 * 60_000);
    const before = submits(first, second);
    await world.service.restore('bank-b', 'ann', 'its queue was mended');
    await world.runtime.advance(10 * 60_000);

    expect(before).toEqual([0, 0]);
    expect(submits(first, second)).toEqual([1, 0]);
  });

  it('sends nothing while a question cannot even be written, and looks again later', async () => {
    const only = bank('bank-a');
    const world = await restoredWorld(only);
    only.replyTo('inquire', () => {
      throw new TypeError('no such account type');
    });

    const id = await world.postAndSettle('loan');

    expect(submits(only)).toEqual([0]);
    expect(world.emitted).toContainEqual(
      expect.objectContaining({
        kind: 'bug',
        where: 'question for bank-a',
      }),
    );
    const { state, nextAction } = await world.stored(id);
    expect(state).toBe('QUEUED');
    expect(nextAction?.atMs).toBeGreaterThan(world.runtime.now());
  });

  it('sends once everybody has said, after the line was quiet, that it has nothing', async () => {
    const [first, second] = [bank('bank-a'), bank('bank-b')];
    const world = await restoredWorld(first, second);

    const id = await world.postAndSettle('loan');
    await world.runtime.advance(QUIET_MS - 1);
    const early = submits(first, second);
    await world.runtime.advance(60_000);

    expect(early).toEqual([0, 0]);
    expect(submits(first, second)).toEqual([1, 0]);
    expect((await world.stored(id)).state).toBe('PROCESSING');
  });

  it('takes over a recorded refusal, and goes on under a key that nobody knows', async () => {
    const only = bank('bank-a');
    const world = await restoredWorld(only);
    only.replyTo('inquire', ({ partnerKey }, id) =>
      partnerKey === world.keyOf(id, 2) ? refused('partner.outage', true) : ABSENT,
    );

    const id = await world.postAndSettle('loan');
    await world.runtime.advance(10 * 60_000);
    const { attempts } = await world.stored(id);

    expect(attempts.map(({ partnerKey, state }) => [partnerKey, state])).toEqual([
      [world.keyOf(id, 2), 'DEAD'],
      [world.keyOf(id, 3), 'ACCEPTED'],
    ]);
  });

  it('holds what a partner may have that cannot be asked by our key', async () => {
    const only = bank('bank-a', { capabilities: { inquiryBy: 'reference' } });
    const world = await restoredWorld(only);

    const id = await world.postAndSettle('loan');
    const held = await world.stored(id);
    await world.service.review(id, {
      by: 'mei.lin',
      decision: 'release',
      reason: 'not in their books',
    });
    await world.runtime.advance(60_000);

    expect(held).toMatchObject({ state: 'HELD', failure: { code: 'risk.duplicate.suspected' } });
    expect(submits(only)).toEqual([1]);
  });

  it('takes two payouts for one obligation that such a partner may both have, and pays none', async () => {
    const only = bank('bank-a', { capabilities: { inquiryBy: 'reference' } });
    const world = await restoredWorld(only);

    const first = await world.postAndSettle('loan', { obligation: 'loan-1' });
    const second = await world.postAndSettle('again', { obligation: 'loan-1' });
    for (const by of ['ann', 'bo']) {
      await world.service.review(second, { by, decision: 'wasPaid', reason: 'line 88' });
    }

    expect((await world.stored(first)).state).toBe('HELD');
    expect((await world.stored(second)).state).toBe('PAID');
    const release = { by: 'ann', decision: 'release', reason: 'not there' } as const;
    expect(await world.service.review(first, release)).toMatchObject({ kind: 'refused' });
  });

  it('asks nobody first once the window is over, nor in a journal that was never restored', async () => {
    const only = bank('bank-a');
    const world = await worldRestoredAgo(3 * DAY_MS, only);
    await world.postAndSettle('late');
    const other = bank('bank-b');
    const fresh = await payoutsWorld({ partners: [other] });
    await fresh.postAndSettle('loan');

    expect([only, other].map((one) => one.sentOn('inquire').length)).toEqual([0, 0]);
    expect(submits(only, other)).toEqual([1, 1]);
  });

  it('says of no payout that its money did not move, before every partner was asked', async () => {
    const one = bank('bank-a');
    const world = await restoredWorld(one);
    one.replyTo('inquire', () => LOST);
    const id = await world.postAndSettle('loan');
    const unasked = showPayout(await world.stored(id));

    one.replyTo('inquire', () => ABSENT);
    await world.runtime.advance(60_000);
    const asked = await world.stored(id);

    expect(unasked).toMatchObject({
      state: 'QUEUED',
      moneyMoved: 'unknown',
      safeToResubmit: false,
    });
    expect(asked.lostPast).toBeUndefined();
    expect(one.sentOn('submit')).toHaveLength(1);
  });

  it.each(['a cancel', 'a deadline'])(
    '%s ends nothing before every partner was asked',
    async (by) => {
      const one = bank('bank-a');
      const world = await restoredWorld(one);
      one.replyTo('inquire', () => LOST);
      const deadlineAtMs = by === 'a deadline' ? world.runtime.now() + 5_000 : null;
      const id = await world.postAndSettle('loan', { deadlineAtMs });
      if (by === 'a cancel') await world.service.cancel({ by: 'ann', caller: null }, id);
      await world.runtime.advance(30_000);
      const unasked = showPayout(await world.stored(id));

      one.replyTo('inquire', () => ABSENT);
      await world.runtime.advance(120_000);
      const ended = await world.stored(id);

      expect(unasked).toMatchObject({ state: 'QUEUED', moneyMoved: 'unknown' });
      expect(ended.state).toBe(by === 'a cancel' ? 'CANCELLED' : 'FAILED');
      expect(one.sentOn('submit')).toEqual([]);
    },
  );

  it('a deadline that is over makes nobody ask faster', async () => {
    const one = bank('bank-a');
    const world = await restoredWorld(one);
    one.replyTo('inquire', () => LOST);
    await world.postAndSettle('loan', { deadlineAtMs: world.runtime.now() + 5_000 });

    await world.runtime.advance(120_000);

    // Three keys, each asked with a pause that doubles from a quarter of a second to a minute.
    expect(one.sentOn('inquire').length).toBeLessThan(3 * 20);
  });

  it('finds what was paid although its cancel was asked for meanwhile', async () => {
    const one = bank('bank-a');
    const world = await restoredWorld(one);
    one.replyTo('inquire', () => LOST);
    const id = await world.postAndSettle('loan');
    await world.service.cancel({ by: 'ann', caller: null }, id);

    one.replyTo('inquire', () => EXECUTED);
    await world.runtime.advance(120_000);

    expect((await world.stored(id)).state).toBe('PAID');
  });

  it('ends as it did before when it finds that it was refused for good', async () => {
    const one = bank('bank-a');
    const world = await restoredWorld(one);
    one.replyTo('inquire', ({ partnerKey }, id) =>
      partnerKey === world.keyOf(id, 1) ? refused('regulatory.sanctions', true) : ABSENT,
    );

    const id = await world.postAndSettle('loan');
    await world.runtime.advance(120_000);
    const { state, lostPast } = await world.stored(id);

    expect({ state, lostPast }).toEqual({ state: 'HELD', lostPast: undefined });
    expect(one.sentOn('submit')).toEqual([]);
  });
});

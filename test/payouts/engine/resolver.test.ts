/**
 * Goal: doubt is drained by questions and by copies under the same key, and by nothing less than a
 * proof: the drain time runs on the monotonic clock, and another copy leaves only under the law of
 * row 10 (R2, R3, R5, R8, R9, W4).
 * Method: the whole engine over one scripted partner, a memory journal and virtual time.
 */
import { describe, expect, it } from 'vitest';

import { ABSENT, ACCEPTED, DUPLICATE, EXECUTED, LOST, refused } from '../../support/payouts.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NO_PROOF = { notFoundIsProofAfterMs: null };

describe('an inquiry', () => {
  it('that finds nothing kills the attempt after the drain time, not before (R2)', async () => {
    const bank = fakePartner();
    bank.reply('inquire', ABSENT);
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(LOST);

    await world.runtime.advance(29_000);
    const early = await world.stored(id);
    await world.runtime.advance(MINUTE_MS);
    const late = await world.stored(id);

    expect(bank.sentOn('inquire').length).toBeGreaterThan(1);
    expect(early).toMatchObject({ state: 'IN_DOUBT', attempts: [{ state: 'UNKNOWN' }] });
    expect(late.attempts[0]).toMatchObject({ state: 'DEAD', proof: 'P3_ABSENT' });
  });

  it('measures the drain time by the monotonic clock: a wall clock that jumps proves nothing', async () => {
    const bank = fakePartner();
    bank.reply('inquire', ABSENT);
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(100);

    world.runtime.jumpWallClock(5 * HOUR_MS);
    await world.runtime.advance(20_000);

    expect(bank.sentOn('inquire').length).toBeGreaterThan(0);
    expect(await world.stored(id)).toMatchObject({
      state: 'IN_DOUBT',
      attempts: [{ state: 'UNKNOWN', proof: null }],
    });
  });

  it('restarts the drain time when an answer comes late: the partner was still busy', async () => {
    const bank = fakePartner();
    bank.reply('inquire', LOST);
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(40_000);
    const asked = bank.sentOn('inquire').length;

    bank.sent[0]?.order.onLate(LOST);
    bank.reply('inquire', ABSENT);
    await world.runtime.advance(12_000); // The question of the 45th second.
    const early = await world.stored(id);
    await world.runtime.advance(3 * MINUTE_MS);

    expect(bank.sentOn('inquire').length).toBeGreaterThan(asked);
    expect(early.attempts[0]).toMatchObject({ state: 'UNKNOWN' });
    expect((await world.stored(id)).attempts[0]).toMatchObject({ proof: 'P3_ABSENT' });
  });

  it('after a restart counts the drain time anew: what an earlier process sent may be under way', async () => {
    const bank = fakePartner();
    const before = await payoutsWorld({ partners: [bank] });
    const id = await before.postAndSettle('a');
    await before.runtime.advance(MINUTE_MS);
    const { runtime, disk } = before;

    const restarted = fakePartner();
    restarted.reply('inquire', ABSENT);
    const after = await payoutsWorld({ partners: [restarted], runtime, disk });
    await runtime.advance(20_000);
    const early = await after.stored(id);
    await runtime.advance(MINUTE_MS);

    expect(after.payouts.recovered).toBe(1);
    expect(early.attempts[0]).toMatchObject({ state: 'UNKNOWN' });
    expect((await after.stored(id)).attempts[0]).toMatchObject({ proof: 'P3_ABSENT' });
  });

  it('is asked by its lane even while the submit lane is closed', async () => {
    const bank = fakePartner();
    bank.reply('inquire', EXECUTED);
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.advise({ open: false, failure: 'partner.outage', retryAtMs: Number.MAX_SAFE_INTEGER });
    bank.sent[0]?.answer(LOST);

    await world.runtime.advance(3_000);

    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });
});

describe('another copy (row 10)', () => {
  /** A payout in doubt at a partner whose "not found" proves nothing but that dedupes by key. */
  async function unheardOf() {
    const bank = fakePartner({ capabilities: NO_PROOF });
    bank.reply('inquire', ABSENT);
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(0);
    return { bank, world, id };
  }

  it('leaves under the same key with the new epoch on disk first (W4)', async () => {
    const { bank, world, id } = await unheardOf();

    await world.runtime.advance(3_000);

    const [first, second] = bank.sentOn('submit');
    expect(second?.order.tags).toEqual({ ...first?.order.tags, epoch: 2 });
    expect((await world.stored(id)).attempts).toMatchObject([
      { no: 1, epoch: 2, partnerKey: world.keyOf(id, 1), state: 'SENT' },
    ]);
    second?.answer(EXECUTED);
    await world.runtime.advance(0);
    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('stays here while the submit lane is closed', async () => {
    const { bank, world, id } = await unheardOf();
    bank.advise({ open: false, failure: 'partner.outage', retryAtMs: 0 });

    await world.runtime.advance(MINUTE_MS);

    expect(bank.sentOn('inquire').length).toBeGreaterThan(2);
    expect(bank.sentOn('submit')).toHaveLength(1);
    expect((await world.stored(id)).attempts[0]).toMatchObject({ epoch: 1 });
  });

  it('stays here when its content would differ from the first, and says so as a bug', async () => {
    const { bank, world, id } = await unheardOf();
    bank.changeContent();

    await world.runtime.advance(MINUTE_MS);

    expect(bank.sentOn('submit')).toHaveLength(1);
    expect((await world.stored(id)).attempts[0]).toMatchObject({ epoch: 1 });
    expect(world.emitted).toContainEqual(expect.objectContaining({ kind: 'bug', where: 'resend' }));
  });

  it('stays here at a partner that would not recognise it', async () => {
    const bank = fakePartner({ capabilities: { ...NO_PROOF, dedupe: 'none' } });
    bank.reply('inquire', ABSENT);
    const world = await payoutsWorld({ partners: [bank] });
    await world.postAndSettle('a');
    bank.sent[0]?.answer(LOST);

    await world.runtime.advance(10 * MINUTE_MS);

    expect(bank.sentOn('submit')).toHaveLength(1);
  });

  it('that is refused unrecorded does not prove the first copy dead (R8)', async () => {
    const { bank, world, id } = await unheardOf();
    await world.runtime.advance(3_000);

    bank.sentOn('submit')[1]?.answer(refused('technical.overload.partner'));
    await world.runtime.advance(0);

    expect(await world.stored(id)).toMatchObject({
      state: 'IN_DOUBT',
      attempts: [{ state: 'UNKNOWN', proof: null }],
    });
  });

  it('that meets an earlier one is a reason to ask, never a refusal (R9)', async () => {
    const { bank, world, id } = await unheardOf();
    await world.runtime.advance(3_000);
    bank.reply('inquire', ACCEPTED);

    bank.sentOn('submit')[1]?.answer(DUPLICATE);
    await world.runtime.advance(MINUTE_MS);

    expect(await world.stored(id)).toMatchObject({ state: 'PROCESSING' });
  });
});

/**
 * Goal: news that nothing of ours names finds the one attempt of which the partner told us its own
 * reference before; one that nobody has, or that two have, moves no payout and fails no write.
 * Method: the whole engine over a scripted partner, which tells a reference in an answer or a
 * callback and then names a payout by it alone.
 */
import { describe, expect, it } from 'vitest';

import type { CallbackReading } from '../../../src/contract/adapter.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { ACCEPTED, EXECUTED } from '../../support/payouts.ts';
import { type FakePartner, fakePartner } from '../fake-partner.ts';
import { type PayoutsWorld, payoutsWorld } from '../payouts-world.ts';

async function deliver(world: PayoutsWorld, bank: FakePartner, reading: CallbackReading) {
  bank.readsCallbackAs(reading);
  const answer = await world.service.callback('bank-a', { headers: {}, body: 'the raw body' });
  return answer?.body;
}

describe('an item that only the partner’s own reference names', () => {
  const named = (partnerReference: string, verdict: Verdict): CallbackReading => ({
    kind: 'news',
    eventId: `about ${partnerReference}`,
    news: [{ partnerKey: '', partnerReference, mayBeAnothers: true, verdict }],
  });
  const ACCEPTED_AS = { kind: 'accepted', partnerReference: 'BANK-7', echo: {} } as const;

  it('finds the payout of which the answer told it, after a restart too', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(ACCEPTED_AS);
    await world.runtime.advance(0);
    const { runtime, disk } = world;
    const later = fakePartner();
    const restarted = await payoutsWorld({ partners: [later], runtime, disk, started: false });

    const answer = await deliver(restarted, later, named('BANK-7', EXECUTED));

    expect(answer).toBe('taken');
    expect(await restarted.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('finds it where the reference was told by news that moved nothing', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(ACCEPTED);
    await world.runtime.advance(0);

    await deliver(world, bank, {
      kind: 'news',
      eventId: 'event-1',
      news: [{ partnerKey: world.keyOf(id, 1), verdict: ACCEPTED_AS }],
    });
    await deliver(world, bank, named('BANK-7', EXECUTED));

    expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('is nobody’s by a reference that we were never told, or were told of something else', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    const mismatched = { ...ACCEPTED_AS, echo: { partnerKey: 'another key' } };
    bank.sent[0]?.answer(mismatched);
    await world.runtime.advance(0);

    for (const reference of ['BANK-7', 'BANK-8', world.keyOf(id, 1)]) {
      expect(await deliver(world, bank, named(reference, EXECUTED))).toBe('taken');
    }

    expect(await world.stored(id)).toMatchObject({ state: 'IN_DOUBT' });
    expect(world.service.unplacedNews('bank-a')).toHaveLength(0);
  });

  it('is kept for people where two payouts have the reference, which fails neither', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const ids = [await world.postAndSettle('a'), await world.postAndSettle('b')];
    for (const call of bank.sent) call.answer(ACCEPTED_AS);
    await world.runtime.advance(0);

    await deliver(world, bank, named('BANK-7', EXECUTED));

    for (const id of ids) expect(await world.stored(id)).toMatchObject({ state: 'PROCESSING' });
    expect(world.service.unplacedNews('bank-a')).toHaveLength(1);
  });

  it.each([
    ['very long', 'x'.repeat(2_000)],
    ['not printable', 'BANK\u0000-7'],
  ])('is not found by a reference that is %s, which fails no write', async (_what, reference) => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer({ ...ACCEPTED_AS, partnerReference: reference });
    await world.runtime.advance(0);

    await deliver(world, bank, named(reference, EXECUTED));

    expect(await world.stored(id)).toMatchObject({ state: 'PROCESSING' });
  });
});

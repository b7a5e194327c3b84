/**
 * Goal: a call about one payout has its written time, keeps the clock of quiet, and ends in evidence
 * of the right source, late answers included.
 * Method: the engine over a scripted partner; orders as they reach the guards, events as they are
 * told.
 */
import { describe, expect, it } from 'vitest';

import { ACCEPTED, LOST } from '../../support/payouts.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';

describe('a call', () => {
  it('has a minute to submit, twenty seconds to ask and thirty to cancel', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const budgetsMs: Record<string, number> = {};
    const note = () => {
      for (const { lane, order } of bank.sent) {
        budgetsMs[lane] ??= order.deadlineAtElapsedMs - world.runtime.elapsed();
      }
    };
    const id = await world.postAndSettle('a');
    note();
    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(0);
    await world.service.cancel({ caller: 'lender', by: 'lender' }, id);
    await world.runtime.advance(0);
    note();
    bank.sentOn('cancel')[0]?.answer(LOST);
    for (let ms = 0; ms < 4_000 && budgetsMs['inquire'] === undefined; ms++) {
      await world.runtime.advance(1);
      note();
    }

    expect(budgetsMs).toEqual({ submit: 60_000, inquire: 20_000, cancel: 30_000 });
  });

  it('that is answered late is no longer quiet: the drain time begins again', async () => {
    const bank = fakePartner({ capabilities: { notFoundIsProofAfterMs: 30_000 } });
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(LOST);
    bank.reply('inquire', { kind: 'absent' });
    await world.runtime.advance(25_000);
    bank.sent[0]?.order.onLate({ kind: 'unknown', failure: 'technical.internal', detail: 'd' });
    await world.runtime.advance(25_000);

    expect((await world.stored(id)).state).toBe('IN_DOUBT');
  });

  it('that is accepted late is told as the response it is', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(0);
    bank.sent[0]?.order.onLate(ACCEPTED);
    await world.runtime.advance(0);

    expect((await world.stored(id)).state).toBe('PROCESSING');
    expect(world.emitted).toContainEqual(
      expect.objectContaining({ kind: 'evidence.taken', source: 'response', verdict: 'accepted' }),
    );
  });
});

/**
 * Goal: what a partner answers to a cancel request is filed as that, in the journal, on the
 * timeline and in the events, and never as an inquiry.
 * Method: the whole engine over a scripted partner; a payout in doubt is cancelled, and the test
 * answers the cancel call, in time or late.
 */
import { describe, expect, it } from 'vitest';

import { CANCELLED, LOST } from '../../support/payouts.ts';
import { fakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';

const SCOPE = { caller: null, by: 'ops' } as const;

describe('a cancel request to a partner', () => {
  it('ends in evidence whose source is the cancel', async () => {
    const { world, bank, id } = await askedToCancel();

    bank.sentOn('cancel')[0]?.answer(CANCELLED);
    await world.runtime.advance(0);

    expect((await world.stored(id)).state).toBe('CANCELLED');
    expect(await sourcesOf(world, id)).toEqual(['response', 'cancel']);
    expect(world.emitted).toContainEqual(
      expect.objectContaining({ kind: 'evidence.taken', source: 'cancel', verdict: 'cancelled' }),
    );
  });

  it('whose answer comes after the call was given up is filed as the cancel too', async () => {
    const { world, bank, id } = await askedToCancel();
    const [call] = bank.sentOn('cancel');

    call?.answer(LOST);
    await world.runtime.advance(0);
    call?.order.onLate(CANCELLED);
    await world.runtime.advance(0);

    expect((await world.stored(id)).state).toBe('CANCELLED');
    expect(await sourcesOf(world, id)).toEqual(['response', 'cancel']);
  });
});

async function askedToCancel() {
  const bank = fakePartner();
  const world = await payoutsWorld({ partners: [bank] });
  const id = await world.postAndSettle('a');
  bank.sentOn('submit')[0]?.answer(LOST);
  await world.runtime.advance(0);
  await world.service.cancel(SCOPE, id);
  await world.runtime.advance(0);
  return { world, bank, id };
}

async function sourcesOf(world: Awaited<ReturnType<typeof payoutsWorld>>, id: string) {
  const timeline = (await world.service.events(SCOPE, id, 0, 100)) ?? [];
  return timeline.filter(({ kind }) => kind === 'evidence').map(({ data }) => data['source']);
}

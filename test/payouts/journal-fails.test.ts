/**
 * Goal: what a person asks of a payout while the journal cannot be read is answered as "not accepted", with
 * nothing stored, and never as a bug.
 * Method: a payout that is over, on a disk, and a new process over it whose journal refuses every read.
 */
import { describe, expect, it, vi } from 'vitest';

import { JournalError } from '../../src/journal/port.ts';
import { EXECUTED } from '../support/payouts.ts';
import { fakePartner } from './fake-partner.ts';
import { payoutsWorld, type PayoutsWorld } from './payouts-world.ts';

const SCOPE = { caller: null, by: 'ann' } as const;
const RESOLUTION = {
  by: 'ann',
  attemptNo: undefined,
  verdict: 'paidOnce',
  evidence: 'l. 1',
} as const;

async function blind() {
  const bank = fakePartner();
  bank.reply('submit', EXECUTED);
  const partners = [bank];
  const before = await payoutsWorld({ partners });
  const id = await before.postAndSettle('a');
  const world = await payoutsWorld({ partners, runtime: before.runtime, disk: before.disk });
  const error = new JournalError('io', 'no', 'the disk is gone');
  vi.spyOn(world.journal, 'get').mockRejectedValue(error);
  return { world, id };
}

describe('a journal that cannot be read', () => {
  it.each<[string, (world: PayoutsWorld, id: string) => Promise<unknown>]>([
    ['cancel', ({ service }, id) => service.cancel(SCOPE, id)],
    [
      'review',
      ({ service }, id) => service.review(id, { by: 'ann', decision: 'release', reason: 'r' }),
    ],
    ['resolve', ({ service }, id) => service.resolve(id, RESOLUTION)],
  ])('accepts no %s, and says so', async (_what, ask) => {
    const { world, id } = await blind();

    expect(await ask(world, id)).toMatchObject({ kind: 'notAccepted', stored: 'no' });
  });
});

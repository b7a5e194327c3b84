/**
 * Goal: where each host of a partner has a ledger of its own, every copy, inquiry and cancel of an
 * attempt goes to the endpoint of its intent. Sent elsewhere, a copy would be a second payment and
 * an inquiry would find nothing.
 * Method: the engine over a scripted partner with two endpoints; the test closes one of them, takes
 * it out of the configuration, or lets an older journal call it `main`.
 */
import { describe, expect, it } from 'vitest';

import type { LaneAdvice } from '../../../src/contract/send.ts';
import { ABSENT, LOST, NEVER_SENT } from '../../support/payouts.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { createMemoryDisk } from '../../../src/journal/memory/memory-disk.ts';
import { fakePartner, type FakePartner } from '../fake-partner.ts';
import { payoutsWorld } from '../payouts-world.ts';

const MINUTE_MS = 60_000;
const SHUT: LaneAdvice = { open: false, failure: 'technical.breaker.open', retryAtMs: 0 };
const OPEN: LaneAdvice = { open: true };

/** Recognises keys, and never proves by silence: its doubt ends by an answer or by a copy. */
function bankAt(...endpoints: readonly string[]): FakePartner {
  const capabilities = { keyScope: 'endpoint', notFoundIsProofAfterMs: null } as const;
  return fakePartner({ endpoints, capabilities });
}

const placesOf = (bank: FakePartner) => [...new Set(bank.sent.map(({ endpoint }) => endpoint))];

describe('an attempt in doubt', () => {
  it('is asked for and sent again at its own endpoint, however long that one is shut', async () => {
    const bank = bankAt('eu', 'us');
    const world = await payoutsWorld({ partners: [bank] });
    bank.reply('submit', LOST);
    bank.reply('inquire', ABSENT);
    bank.advise(SHUT, 'us');
    const id = await world.postAndSettle('loan');
    bank.advise(SHUT, 'eu');
    bank.advise(OPEN, 'us');

    await world.runtime.advance(10 * MINUTE_MS);
    const whileShut = bank.sentOn('submit').length;
    bank.advise(OPEN, 'eu');
    await world.runtime.advance(10 * MINUTE_MS);

    expect(whileShut).toBe(1);
    expect(bank.sentOn('submit').length).toBeGreaterThan(1);
    expect(placesOf(bank)).toEqual(['eu']);
    expect((await world.stored(id)).attempts).toMatchObject([{ endpoint: 'eu' }]);
  });

  it('is cancelled at its own endpoint', async () => {
    const bank = bankAt('eu', 'us');
    const world = await payoutsWorld({ partners: [bank] });
    bank.reply('submit', LOST);
    const id = await world.postAndSettle('loan');
    bank.advise(SHUT, 'eu');

    await world.service.cancel({ caller: null, by: 'ops' }, id);
    await world.runtime.advance(0);

    expect(bank.sentOn('cancel').map(({ endpoint }) => endpoint)).toEqual(['eu']);
  });

  it.each([
    ['stays in doubt when its endpoint is gone', ['eu', 'us'], ['us'], []],
    ['stays in doubt when an older journal names none of two', ['main'], ['eu', 'us'], []],
    ['is asked for at the only one when an older journal names none', ['main'], ['eu'], ['eu']],
    [
      'is asked for at its own when the order of preference is another',
      ['eu'],
      ['us', 'eu'],
      ['eu'],
    ],
  ])('%s', async (_what, before, after, asked) => {
    const runtime = virtualRuntime(1);
    const disk = createMemoryDisk();
    const first = bankAt(...before);
    const earlier = await payoutsWorld({ partners: [first], runtime, disk });
    first.reply('submit', LOST);
    const id = await earlier.postAndSettle('loan');
    await earlier.payouts.stop(0);
    const bank = bankAt(...after);
    bank.reply('submit', LOST);
    bank.reply('inquire', ABSENT);

    const world = await payoutsWorld({ partners: [bank], runtime, disk });
    await world.runtime.advance(10 * MINUTE_MS);

    expect(placesOf(bank)).toEqual(asked);
    expect((await world.stored(id)).state).toBe('IN_DOUBT');
    expect((await world.stored(id)).attempts).toHaveLength(1);
  });
});

describe('a new attempt', () => {
  it('goes to another endpoint over a proof, under another key', async () => {
    const bank = bankAt('eu', 'us');
    const world = await payoutsWorld({ partners: [bank] });
    bank.reply('submit', NEVER_SENT);
    const id = await world.postAndSettle('loan');
    bank.advise(SHUT, 'eu');
    bank.reply('submit', LOST);

    await world.runtime.advance(60_000);

    const { attempts } = await world.stored(id);
    expect(attempts).toMatchObject([
      { endpoint: 'eu', state: 'DEAD', proof: 'P1_NEVER_SENT' },
      { endpoint: 'us', state: 'UNKNOWN' },
    ]);
    expect(new Set(attempts.map(({ partnerKey }) => partnerKey)).size).toBe(2);
  });

  it('waits for the endpoint that opens first when all are shut', async () => {
    const bank = bankAt('eu', 'us');
    const world = await payoutsWorld({ partners: [bank] });
    bank.advise(SHUT);

    const id = await world.postAndSettle('loan');

    expect(bank.sent).toEqual([]);
    expect((await world.stored(id)).state).toBe('QUEUED');
  });
});

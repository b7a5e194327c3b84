/**
 * Goal: the engine routes by what it learns: a partner that fails loses its traffic but for the
 * floor and gets it back, one short of funds is left alone, another partner is tried only over a
 * proof (R1), and every attempt keeps the record of how it was routed.
 * Method: the whole engine over scripted partners and virtual time; payouts one after the other.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import { ABSENT, EXECUTED, LOST, NEVER_SENT, refused } from '../../support/payouts.ts';
import { type FakePartner, fakePartner } from '../fake-partner.ts';
import { type PayoutsWorld, payoutsWorld } from '../payouts-world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const OPS = { caller: null, by: 'test' };

async function twoBanks(first: Verdict, second: Verdict) {
  const banks = [fakePartner({ name: 'bank-a' }), fakePartner({ name: 'bank-b' })] as const;
  banks[0].reply('submit', first);
  banks[1].reply('submit', second);
  const world = await payoutsWorld({ partners: banks });
  return { world, banks };
}

let posted = 0;

/** Posts payouts one after the other, and says how many each bank was sent first. */
async function post(world: PayoutsWorld, count: number, banks: readonly FakePartner[]) {
  const before = banks.map((bank) => bank.sentOn('submit').length);
  for (let index = 0; index < count; index++) await world.postAndSettle(`r${posted++}`);
  return banks.map((bank, index) => bank.sentOn('submit').length - (before[index] ?? 0));
}

describe('success', () => {
  it('decides: a bank whose answers are lost is left for the other', async () => {
    const { world, banks } = await twoBanks(LOST, EXECUTED);

    const first = await post(world, 2, banks);
    const then = await post(world, 20, banks);

    expect(first).toEqual([2, 0]); // Two doubts of 52: a step of five points.
    expect(then).toEqual([0, 20]);
    expect(world.payouts.successRatios()).toEqual([
      { partner: 'bank-a', ratio: 0.95 },
      { partner: 'bank-b', ratio: 1 },
    ]);
  });

  it('is not judged by the payees: a storm of closed accounts changes nothing', async () => {
    const { world, banks } = await twoBanks(refused('eligibility.account.closed', true), EXECUTED);

    expect(await post(world, 30, banks)).toEqual([30, 0]);
  });

  it('is forgotten: an hour later the bank is preferred again', async () => {
    const { world, banks } = await twoBanks(LOST, EXECUTED);
    await post(world, 22, banks);
    banks[0].reply('submit', EXECUTED);

    await world.runtime.advance(HOUR_MS);

    expect(await post(world, 10, banks)).toEqual([10, 0]);
  });

  it('leaves a floor, by which a bank that came back is found', async () => {
    const { world, banks } = await twoBanks(LOST, EXECUTED);
    world.routing.setRules({ explorationPercent: 20 });
    await post(world, 40, banks);

    const [explored = 0] = await post(world, 100, banks);

    expect(explored).toBeGreaterThan(5);
    expect(explored).toBeLessThan(40);
    const routed = world.emitted.filter((event) => event.kind === 'payout.routed');
    expect(routed.filter(({ reason }) => reason === 'explored').length).toBeGreaterThanOrEqual(
      explored,
    );
  });
});

describe('price', () => {
  it('decides between equals, and is reloaded without a restart', async () => {
    const { world, banks } = await twoBanks(EXECUTED, EXECUTED);
    const fee = (fixedMinor: bigint) => ({
      fees: new Map([['CNY', { fixedMinor, basisPoints: 0n }] as const]),
    });
    world.routing.setTerms('bank-a', fee(9n));
    world.routing.setTerms('bank-b', fee(8n));
    const dear = await post(world, 3, banks);

    world.routing.setTerms('bank-a', fee(7n));

    expect(dear).toEqual([0, 3]);
    expect(await post(world, 3, banks)).toEqual([3, 0]);
  });
});

describe('our own bounds', () => {
  it('of every partner refuse the request at once, with the field', async () => {
    const { world } = await twoBanks(EXECUTED, EXECUTED);
    const low = { amounts: new Map([['CNY', { minMinor: 0n, maxMinor: 100n }] as const]) };
    world.routing.setTerms('bank-a', low);
    world.routing.setTerms('bank-b', low);

    const outcome = await world.post('too much');

    expect(outcome).toMatchObject({
      kind: 'invalid',
      errors: [{ pointer: '/amount/value' }],
    });
  });

  it('of one partner send it to the other', async () => {
    const { world, banks } = await twoBanks(EXECUTED, EXECUTED);
    world.routing.setTerms('bank-a', { regions: ['FR'] });

    expect(await post(world, 1, banks)).toEqual([0, 1]);
  });
});

describe('funds that do not reach', () => {
  it('cost one attempt and not six: the others wait, under treasury’s name', async () => {
    const bank = fakePartner();
    bank.reply('submit', refused('risk.liquidity', true));
    const world = await payoutsWorld({ partners: [bank] });
    const first = await world.postAndSettle('a');

    const second = await world.postAndSettle('b');
    await world.runtime.advance(20_000);

    expect(bank.sentOn('submit')).toHaveLength(1);
    expect(await world.stored(second)).toMatchObject({
      state: 'QUEUED',
      failure: { code: 'risk.liquidity' },
      attempts: [],
    });
    expect(await world.stored(first)).toMatchObject({ state: 'QUEUED' });
  });

  it('are asked for again, and once they are there everybody is paid', async () => {
    const bank = fakePartner();
    bank.reply('submit', refused('risk.liquidity', true));
    const world = await payoutsWorld({ partners: [bank] });
    const ids = [await world.postAndSettle('a'), await world.postAndSettle('b')];

    bank.reply('submit', EXECUTED);
    await world.runtime.advance(2 * MINUTE_MS);

    for (const id of ids) expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('are known to be there again as soon as as much is taken', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank] });
    await world.postAndSettle('a');
    await world.postAndSettle('b');
    bank.sent[0]?.answer(refused('risk.liquidity', true));
    await world.runtime.advance(0);

    bank.sent[1]?.answer(EXECUTED); // On its way before the refusal, and paid after it.
    await world.runtime.advance(0);
    const id = await world.postAndSettle('c');

    expect(bank.sentOn('submit').map(({ payoutId }) => payoutId)).toContain(id);
  });
});

describe('a partner that says "later"', () => {
  const BUSY = refused('technical.overload.partner');

  it('is left alone by every payout, longer each time, and fails none of them', async () => {
    const bank = fakePartner();
    bank.reply('submit', BUSY);
    bank.reply('inquire', ABSENT);
    const world = await payoutsWorld({ partners: [bank] });
    const ids = [await world.postAndSettle('a'), await world.postAndSettle('b')];

    await world.runtime.advance(HOUR_MS + 20 * MINUTE_MS);

    for (const id of ids) {
      expect(['IN_DOUBT', 'QUEUED']).toContain((await world.stored(id)).state);
    }
    expect((await world.stored(ids[1] ?? '')).attempts.length).toBeLessThan(20);
    expect(bank.sentOn('submit').length).toBeLessThan(40);
  });

  it('is asked again, and everybody is paid', async () => {
    const bank = fakePartner();
    bank.reply('submit', BUSY);
    bank.reply('inquire', ABSENT);
    const world = await payoutsWorld({ partners: [bank] });
    const ids = [await world.postAndSettle('a'), await world.postAndSettle('b')];
    await world.runtime.advance(MINUTE_MS);

    bank.reply('submit', EXECUTED);
    await world.runtime.advance(3 * MINUTE_MS);

    for (const id of ids) expect(await world.stored(id)).toMatchObject({ state: 'PAID' });
  });

  it('is asked under the same key, for the network may deliver the first copy twice', async () => {
    const bank = fakePartner({ capabilities: { notFoundIsProofAfterMs: null } });
    bank.reply('submit', BUSY);
    bank.reply('inquire', ABSENT);
    const world = await payoutsWorld({ partners: [bank] });
    const id = await world.postAndSettle('a');
    const refused = await world.stored(id);

    bank.reply('submit', EXECUTED);
    await world.runtime.advance(MINUTE_MS);

    expect(refused).toMatchObject({ state: 'IN_DOUBT', attempts: [{ epoch: 1, proof: null }] });
    expect(await world.stored(id)).toMatchObject({ state: 'PAID', attempts: [{ epoch: 2 }] });
  });

  it('is waited for until the deadline, and no longer than it takes to know', async () => {
    const bank = fakePartner();
    bank.reply('submit', BUSY);
    bank.reply('inquire', ABSENT);
    const world = await payoutsWorld({ partners: [bank] });
    const deadlineAtMs = world.runtime.now() + 5 * MINUTE_MS;
    const id = await world.postAndSettle('a', { deadlineAtMs });

    await world.runtime.advance(5 * MINUTE_MS - 1_000);
    const before = await world.stored(id);
    await world.runtime.advance(20 * MINUTE_MS);

    expect(['IN_DOUBT', 'QUEUED']).toContain(before.state);
    expect(await world.stored(id)).toMatchObject({
      state: 'FAILED',
      failure: { code: 'DEADLINE' },
    });
  });
});

describe('another partner', () => {
  it('is never named while an attempt carries no proof, by the router neither', async () => {
    const { world, banks } = await twoBanks(LOST, EXECUTED);
    const [bank] = banks;
    bank.reply('inquire', LOST);
    const id = await world.postAndSettle('doubt');

    await world.runtime.advance(10 * MINUTE_MS);
    const explained = await world.service.explain(OPS, id);

    expect(explained?.state).toBe('IN_DOUBT');
    expect(explained?.route).toMatchObject({
      chosen: null,
      why: 'attempt 1 at bank-a carries no death proof',
    });
    expect(banks[1].sent).toEqual([]);
  });

  it('is tried over a proof, and both decisions are kept as they were taken', async () => {
    const { world, banks } = await twoBanks(NEVER_SENT, EXECUTED);
    world.routing.setRules({ explorationPercent: 0.5 });
    const id = await world.postAndSettle('moves');
    await world.runtime.advance(1_000);
    await post(world, 30, banks); // What is learned later does not change what was decided then.

    const explained = await world.service.explain(OPS, id);

    expect(explained?.state).toBe('PAID');
    expect(explained?.attempts).toMatchObject([
      {
        no: 1,
        partner: 'bank-a',
        proof: 'dead by P1_NEVER_SENT',
        route: {
          chosen: 'bank-a',
          reason: 'best',
          exploration: { sharePercent: 0.5 },
          candidates: [
            { partner: 'bank-a', gate: null, score: { deadAttempts: 0, successPercent: 100 } },
            { partner: 'bank-b', gate: null, score: { deadAttempts: 0, submits: 0 } },
          ],
        },
      },
      {
        no: 2,
        partner: 'bank-b',
        proof: 'it moved money',
        route: {
          chosen: 'bank-b',
          reason: 'failover',
          exploration: null,
          candidates: [
            { partner: 'bank-a', score: { deadAttempts: 1, submits: 1 } },
            { partner: 'bank-b', score: { deadAttempts: 0 } },
          ],
        },
      },
    ]);
  });
});

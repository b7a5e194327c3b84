/**
 * Goal: where two people are needed, one person under two names, or with two scopes, is one.
 * Method: the pure rule over spellings, then the service over a memory journal: creations, releases and
 * words on a doubt by one person in several spellings and by two.
 */
import { describe, expect, it } from 'vitest';

import { isSamePerson } from '../../src/payouts/model/person.ts';
import { LOST, REQUEST } from '../support/payouts.ts';
import { fakePartner } from './fake-partner.ts';
import { payoutsWorld } from './payouts-world.ts';

const HELD = { creditScoreMin: 600 } as const;
const LOW = { ...REQUEST, borrower: { creditScore: 1 } };

describe('a person', () => {
  it.each([
    ['zhang', 'Zhang '],
    ['Zhang San', 'zhang\u00a0\u00a0san'],
    ['ann', 'ａｎｎ'],
    ['straße', 'STRASSE'],
    ['ann', 'a\u200bnn'],
    ['José', 'Jose\u0301'],
  ])('is one as %j and %j', (a, b) => {
    expect(isSamePerson(a, b)).toBe(true);
  });

  it('is not another one', () => {
    expect(isSamePerson('ann', 'anna')).toBe(false);
  });
});

describe('a held payout', () => {
  it('is not released by who asked for it, in any spelling, but by another person', async () => {
    const bank = fakePartner();
    const world = await payoutsWorld({ partners: [bank], policy: HELD });
    const order = { caller: 'lender', idempotencyKey: 'k', fingerprint: 'f', request: LOW };
    const outcome = await world.service.accept({ ...order, by: 'ann' });
    const id = outcome.kind === 'accepted' ? outcome.payout.id : '';
    const release = { decision: 'release', reason: 'fine' } as const;

    const own = await world.service.review(id, { ...release, by: 'Ann ' });
    const others = await world.service.review(id, { ...release, by: 'bo' });

    expect(own).toMatchObject({ kind: 'refused', payout: { state: 'HELD' } });
    expect(own.kind === 'refused' && own.detail).toContain('another person');
    expect(others).toMatchObject({ kind: 'done', payout: { state: 'QUEUED' } });
  });

  it('may be refused by who asked for it: no money moves by that', async () => {
    const world = await payoutsWorld({ partners: [fakePartner()], policy: HELD });
    const order = { caller: 'lender', idempotencyKey: 'k', fingerprint: 'f', request: LOW };
    const outcome = await world.service.accept({ ...order, by: 'ann' });
    const id = outcome.kind === 'accepted' ? outcome.payout.id : '';

    const refused = await world.service.review(id, { by: 'ann', decision: 'refuse', reason: 'r' });

    expect(refused).toMatchObject({ kind: 'done', payout: { state: 'FAILED' } });
  });
});

describe('the second word on a doubt', () => {
  it('is not the first person in another spelling', async () => {
    const bank = fakePartner({ capabilities: { inquiryHorizonMs: 0, inquiryBy: 'reference' } });
    const world = await payoutsWorld({ partners: [bank], started: false });
    const id = await world.postAndSettle('a');
    bank.sent[0]?.answer(LOST);
    await world.runtime.advance(0);
    const word = { attemptNo: 1, verdict: 'executed', evidence: 'line 88' } as const;

    await world.service.resolve(id, { ...word, by: 'zhang' });
    await world.service.resolve(id, { ...word, by: 'Zhang ' });

    expect(await world.stored(id)).toMatchObject({ state: 'IN_DOUBT' });
  });
});

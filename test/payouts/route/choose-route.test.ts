/**
 * Goal: the route is the best partner that may and can pay now, and every other one has its reason
 * in words; nobody at all is told apart into "not now" and "never".
 * Method: tables of candidates for the pure function; each row changes one thing.
 */
import { describe, expect, it } from 'vitest';

import type { Payout } from '../../../src/payouts/model/payout.ts';
import {
  ACCEPTED,
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  routed,
  tell,
} from '../../support/payouts.ts';
import { candidate } from '../../support/routing.ts';
import {
  NOW_MS,
  SOON_MS,
  LATER_MS,
  choose,
  closed,
  limited,
  payoutOf,
  afterDeathsAt,
  afterDeathStory,
  reasons,
} from './candidates.ts';

describe('among eligible partners', () => {
  const busy = { hasRoom: false };
  it.each([
    ['the first of our preference', payoutOf(), [candidate('a'), candidate('b')], 'a'],
    [
      'the next one, where the first is busy',
      payoutOf(),
      [candidate('a', busy), candidate('b')],
      'b',
    ],
    [
      'the one with fewer dead attempts of this payout',
      afterDeathsAt('a'),
      [candidate('a'), candidate('b')],
      'b',
    ],
    [
      'fewer dead attempts before a free slot',
      afterDeathsAt('a', 'a', 'b'),
      [candidate('a'), candidate('b')],
      'b',
    ],
    [
      'the order of the caller before ours',
      payoutOf({ route: ['b', 'a'] }),
      [candidate('a'), candidate('b')],
      'b',
    ],
    [
      'only whom the caller named, however good the others are',
      payoutOf({ route: ['c'] }),
      [candidate('a'), candidate('b'), candidate('c')],
      'c',
    ],
    ['the one whose lane is open', payoutOf(), [closed('a', SOON_MS), candidate('b')], 'b'],
    [
      'the one that is not quarantined',
      payoutOf(),
      [candidate('a', { quarantined: true }), candidate('b')],
      'b',
    ],
  ])('takes %s', (_why, payout, candidates, partner) => {
    expect(choose(payout, candidates)).toMatchObject({ kind: 'chosen', partner });
  });

  it('waits for the best one when all of them are busy, and writes nothing down', () => {
    const choice = choose(payoutOf(), [candidate('a', busy), candidate('b', busy)]);

    expect(choice).toMatchObject({ kind: 'wait', partner: 'a' });
  });

  it('waits for a busy partner that was never tried rather than repeat one that failed', () => {
    const choice = choose(afterDeathsAt('b'), [candidate('a', busy), candidate('b')]);

    expect(choice).toMatchObject({ kind: 'wait', partner: 'a' });
  });
});

describe('a partner is passed over for ever', () => {
  const never = { kind: 'none', permanent: true } as const;
  it.each([
    [
      'its account type',
      limited('a', { accountTypes: ['paypal_email'] }),
      {},
      'does not pay to iban',
    ],
    ['its currency', limited('a', { currencies: ['EUR'] }), {}, 'does not pay in CNY'],
    ['too small an amount', limited('a', { amountMinorMin: 20_000n }), {}, 'pays from 200.00 to'],
    ['too large an amount', limited('a', { amountMinorMax: 100n }), {}, 'pays from 0.01 to 1.00'],
    [
      'the region of the payee',
      limited('a', { countries: ['DE'] }),
      { creditor: { ...payoutOf().request.creditor, region: 'FR' } },
      'does not pay to FR',
    ],
    ['the route of the caller', candidate('a'), { route: ['b'] }, "not in the caller's route"],
  ])('for %s', (_why, only, request, reason) => {
    const choice = choose(payoutOf(request), [only]);

    expect(choice).toMatchObject({ ...never, failure: { code: 'partner.agreement' } });
    expect(choice.lines).toMatchObject([{ partner: 'a', eligible: false }]);
    expect(choice.lines[0]?.reason).toContain(reason);
  });

  it('after it refused this payout for good, and the failure names its refusal', () => {
    const failure = { code: 'eligibility.account.closed', detail: 'd', partnerCode: 'X' } as const;
    const payout: Payout = { ...payoutOf(), excludedPartners: ['a'], failure };

    const choice = choose(payout, [candidate('a')]);

    expect(choice).toMatchObject({ ...never, failure: { code: 'eligibility.account.closed' } });
    expect(reasons(choice)).toEqual([['a', 'refused it for good']]);
  });

  it('and so is everybody where no partner is configured', () => {
    const choice = choose(payoutOf(), []);

    expect(choice).toMatchObject({ ...never, failure: { detail: 'no partner is configured' } });
  });

  it('at the edges of its amounts it is not passed over', () => {
    const { minor } = payoutOf().request.amount;
    const exact = limited('a', { amountMinorMin: minor, amountMinorMax: minor });

    expect(choose(payoutOf(), [exact])).toMatchObject({ kind: 'chosen' });
  });
});

describe('nobody now', () => {
  it('is temporary while one partner may come back, however many never will', () => {
    const candidates = [limited('a', { currencies: ['EUR'] }), closed('b', LATER_MS)];

    expect(choose(payoutOf(), candidates)).toMatchObject({
      kind: 'none',
      permanent: false,
      failure: { code: 'partner.outage', detail: 'lane closed: partner.outage' },
      retryAtMs: LATER_MS,
    });
  });

  it('looks again when the first of the closed lanes is to open', () => {
    const choice = choose(payoutOf(), [closed('a', LATER_MS), closed('b', SOON_MS)]);

    expect(choice).toMatchObject({ kind: 'none', retryAtMs: SOON_MS });
  });

  it('leaves a quarantine alone for a while, and says what it is', () => {
    const choice = choose(payoutOf(), [candidate('a', { quarantined: true })]);

    expect(choice).toMatchObject({ kind: 'none', permanent: false });
    expect(choice.kind === 'none' && choice.retryAtMs).toBeGreaterThan(NOW_MS);
    expect(reasons(choice)).toEqual([['a', 'quarantined after a conflict']]);
  });
});

describe('a live attempt', () => {
  it.each([
    ['on its way', dispatching().payout],
    ['in doubt', inDoubt().payout],
    ['accepted', tell(dispatching(), evidence(ACCEPTED)).payout],
    ['executed', tell(dispatching(), evidence(EXECUTED)).payout],
  ])('(%s) bars every partner: failover only over a proof (R1)', (_state, payout) => {
    const choice = choose(payout, [candidate('bank-a'), candidate('bank-b')]);

    expect(choice).toMatchObject({
      kind: 'barred',
      why: 'attempt 1 at bank-a carries no death proof',
    });
  });

  it('bars them also behind one that is proven dead', () => {
    const story = tell(afterDeathStory('bank-a'), routed('bank-b'));

    expect(choose(story.payout, [candidate('bank-c')])).toMatchObject({ kind: 'barred' });
  });
});

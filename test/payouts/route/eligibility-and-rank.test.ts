/**
 * Goal: each condition of eligibility keeps a partner out, in one order and in words; among those that
 * meet them all the rank is price, tier and live success; every candidate has its reason.
 * Method: tables of candidates for the pure function; each row changes one thing.
 */
import { describe, expect, it } from 'vitest';

import { ELIGIBILITY_CONDITIONS } from '../../../src/payouts/model/route-record.ts';
import type { RouteCandidate } from '../../../src/payouts/route/route-candidate.ts';
import type { Payout } from '../../../src/payouts/model/payout.ts';
import { candidate, TERMS } from '../../support/routing.ts';
import { CAPABILITIES } from '../fake-partner.ts';
import {
  NOW_MS,
  SOON_MS,
  LATER_MS,
  choose,
  closed,
  limited,
  shut,
  priced,
  paying,
  payoutOf,
  afterDeathsAt,
  reasons,
} from './candidates.ts';

describe('the conditions of eligibility', () => {
  const { request } = payoutOf();
  const terms = (details: Partial<RouteCandidate['terms']>) =>
    candidate('a', { terms: { ...TERMS, ...details } });
  const bounds = (minMinor: bigint, maxMinor: bigint) =>
    terms({ amounts: new Map([['CNY', { minMinor, maxMinor }]]) });
  const short = (minor: bigint, untilMs = SOON_MS, currency: 'CNY' | 'EUR' = 'CNY') =>
    candidate('a', { shortages: [{ amount: { currency, minor }, untilMs }] });

  it.each([
    ['route', 'partner.agreement', candidate('a'), { route: ['b'] }],
    ['capability', 'partner.agreement', limited('a', { currencies: ['EUR'] }), {}],
    ['amount', 'risk.limit.amount', bounds(0n, request.amount.minor - 1n), {}],
    ['amount', 'risk.limit.amount', bounds(request.amount.minor + 1n, 10n ** 9n), {}],
    ['licence', 'regulatory.region', terms({ regions: ['CN'] }), {}],
    [
      'licence',
      'regulatory.region',
      terms({ regions: ['CN'] }),
      { creditor: { ...request.creditor, region: 'FR' } },
    ],
    ['quarantine', 'partner.outage', candidate('a', { quarantined: true }), {}],
    ['calendar', 'partner.cutoff', shut('a', 'partner.cutoff', SOON_MS), {}],
    ['calendar', 'partner.maintenance', shut('a', 'partner.maintenance', SOON_MS), {}],
    ['lane', 'partner.outage', closed('a', SOON_MS), {}],
    ['liquidity', 'risk.liquidity', short(request.amount.minor), {}],
  ] as const)('%s keeps a partner out, with %s', (condition, code, only, asked) => {
    const choice = choose(payoutOf(asked), [only]);

    expect(choice).toMatchObject({ kind: 'none', failure: { code } });
    expect(choice.lines).toMatchObject([{ eligible: false, unmet: condition, score: null }]);
  });

  it.each([
    ['bounds that are met exactly', bounds(request.amount.minor, request.amount.minor), {}],
    [
      'a region that is licensed',
      terms({ regions: ['CN'] }),
      { creditor: { ...request.creditor, region: 'CN' } },
    ],
    ['a shortage of more than is asked for', short(request.amount.minor + 1n), {}],
    ['a shortage that is over', short(1n, NOW_MS), {}],
    ['a shortage in another currency', short(1n, SOON_MS, 'EUR'), {}],
  ])('%s keeps nobody out', (_what, only, asked) => {
    expect(choose(payoutOf(asked), [only])).toMatchObject({ kind: 'chosen', partner: 'a' });
  });

  it('are tried in their order: the first that is not met is told', () => {
    const opening = {
      open: false,
      failure: 'partner.cutoff',
      why: 'w',
      opensAtMs: LATER_MS,
      note: null,
    } as const;
    const worst = candidate('a', {
      capabilities: { ...CAPABILITIES, limits: { ...CAPABILITIES.limits, countries: ['DE'] } },
      terms: {
        ...TERMS,
        regions: ['CN'],
        amounts: new Map([['CNY', { minMinor: 0n, maxMinor: 1n }]]),
      },
      quarantined: true,
      opening,
      advice: { open: false, failure: 'partner.outage', retryAtMs: SOON_MS },
      shortages: [{ amount: { currency: 'CNY', minor: 1n }, untilMs: SOON_MS }],
    });
    const asked = { route: ['b'], creditor: { ...request.creditor, region: 'FR' } };
    const payout: Payout = { ...payoutOf(asked), excludedPartners: ['a'] };
    // Met one after the other, each shows the next.
    const keys: readonly ((payout: Payout, one: RouteCandidate) => [Payout, RouteCandidate])[] = [
      (p, c) => [{ ...p, request: { ...p.request, route: [] } }, c],
      (p, c) => [p, { ...c, capabilities: CAPABILITIES }],
      (p, c) => [p, { ...c, terms: { ...c.terms, amounts: new Map() } }],
      (p, c) => [p, { ...c, terms: TERMS }],
      (p, c) => [{ ...p, excludedPartners: [] }, c],
      (p, c) => [p, { ...c, quarantined: false }],
      (p, c) => [p, { ...c, opening: { open: true, note: null } }],
      (p, c) => [p, { ...c, advice: { open: true } }],
    ];

    const shown: unknown[] = [];
    let state: [Payout, RouteCandidate] = [payout, worst];
    for (const open of [...keys, null]) {
      shown.push(choose(state[0], [state[1]]).lines[0]?.unmet);
      if (open !== null) state = open(...state);
    }

    expect(shown).toEqual([...ELIGIBILITY_CONDITIONS]);
  });

  it('of a calendar that has ended say so, open or closed', () => {
    const note = 'its calendar ended on 2026-12-31: holidays after it are not known';
    const open = candidate('a', { opening: { open: true, note } });
    const sunday = shut('b', 'partner.cutoff', SOON_MS);
    const stale = { ...sunday, opening: { ...sunday.opening, note } };

    const { lines } = choose(payoutOf(), [open, stale]);

    expect(lines[0]).toMatchObject({ eligible: true, reason: expect.stringContaining(note) });
    expect(lines[1]).toMatchObject({ eligible: false, reason: expect.stringContaining(note) });
  });

  it('of calendars alone make it wait for the first that opens, with its name and its hour', () => {
    const choice = choose(payoutOf(), [
      shut('a', 'partner.maintenance', LATER_MS),
      shut('b', 'partner.cutoff', SOON_MS),
    ]);

    expect(choice).toMatchObject({
      kind: 'none',
      permanent: false,
      failure: {
        code: 'partner.cutoff',
        detail: 'b is closed until 2026-11-24T00:00:05.000Z (no business day: sun)',
      },
      retryAtMs: SOON_MS,
    });
  });
});

describe('the rank', () => {
  const busy = { hasRoom: false };
  // 123.45 CNY; a failure costs 1 %, so that 5 points of success are worth 6.1725 fen.
  it.each([
    ['the cheaper', [priced('a', 2n), priced('b', 1n)], 'b'],
    [
      'the one that fails less, at the same price',
      [candidate('a', paying(95)), candidate('b')],
      'b',
    ],
    [
      'a price within what the difference in success is worth, for more success',
      [priced('a', 0n, paying(95)), priced('b', 6n, paying(100))],
      'b',
    ],
    [
      'the cheaper, where the difference in success is worth less than that in price',
      [priced('a', 0n, paying(95)), priced('b', 7n, paying(100))],
      'a',
    ],
    [
      'a lower tier, whatever it costs and however it fails',
      [
        priced('a', 1n),
        candidate('b', { terms: { ...priced('b', 900n).terms, tier: 0 }, ...paying(5) }),
      ],
      'b',
    ],
    [
      'a free slot before a lower tier',
      [candidate('a', busy), candidate('b', { terms: { ...TERMS, tier: 9 } })],
      'b',
    ],
    ['our order, where all else is equal', [candidate('a'), candidate('b'), candidate('c')], 'a'],
  ])('takes %s', (_why, candidates, partner) => {
    expect(choose(payoutOf(), candidates)).toMatchObject({ kind: 'chosen', partner });
  });

  it('is not asked where the caller ordered: its first is taken at any price and rate', () => {
    const dear = priced('a', 900n, paying(5));

    const choice = choose(payoutOf({ route: ['a', 'b'] }), [priced('b', 0n), dear]);

    expect(choice).toMatchObject({ kind: 'chosen', partner: 'a', reason: { reason: 'caller' } });
  });

  it('rounds the share of the amount up to a minor unit', () => {
    const fees = new Map([['CNY', { fixedMinor: 3n, basisPoints: 1n }] as const]);
    const { lines } = choose(payoutOf(), [candidate('a', { terms: { ...TERMS, fees } })]);

    // 12,345 fen x 0.01 % = 1.2345 fen.
    expect(lines[0]?.score).toMatchObject({ feeMinor: 5n, costMillionths: 5_000_000n });
  });

  it('counts with amounts that no float holds', () => {
    const minor = 999_999_999_999_999_999n;
    const huge = { amount: { currency: 'CNY', minor } } as const;
    const rich = limited('a', { amountMinorMax: minor });
    const fees = new Map([['CNY', { fixedMinor: 1n, basisPoints: 10_000n }] as const]);

    const { lines } = choose(payoutOf(huge), [
      { ...rich, terms: { ...TERMS, fees }, ...paying(99) },
    ]);

    expect(lines[0]?.score).toMatchObject({
      feeMinor: minor + 1n,
      costMillionths: (minor + 1n) * 1_000_000n + minor * 100n,
    });
  });
});

describe('the reasons', () => {
  it.each([
    ['only', payoutOf(), [candidate('a'), closed('b', SOON_MS)], 'a'],
    ['best', payoutOf(), [candidate('a'), candidate('b')], 'a'],
    ['caller', payoutOf({ route: ['b', 'a'] }), [candidate('a'), candidate('b')], 'b'],
    ['failover', afterDeathsAt('a'), [candidate('a'), candidate('b')], 'b'],
    ['again', afterDeathsAt('a'), [candidate('a'), closed('b', SOON_MS)], 'a'],
  ])('say "%s" in one word of a closed set', (reason, payout, candidates, partner) => {
    expect(choose(payout, candidates)).toMatchObject({ partner, reason: { reason } });
  });

  it('are given for every candidate, in our order, chosen or not', () => {
    const choice = choose(afterDeathsAt('b', 'c', 'c'), [
      limited('a', { currencies: ['EUR'] }),
      candidate('b', { hasRoom: false, ...paying(95) }),
      priced('c', 200n),
      closed('d', SOON_MS),
      candidate('e'),
    ]);

    expect(reasons(choice)).toEqual([
      ['a', 'does not pay in CNY'],
      [
        'b',
        'open, but busy, after 1 dead attempt, tier 1, costs 0.07 CNY (fee 0.00, 95 % of 100 submits)',
      ],
      ['c', 'open, after 2 dead attempts, tier 1, costs 2.00 CNY (fee 2.00, 100 % of 0 submits)'],
      ['d', 'lane closed: partner.outage'],
      ['e', 'open, tier 1, costs 0.00 CNY (fee 0.00, 100 % of 0 submits)'],
    ]);
    expect(choice).toMatchObject({
      kind: 'chosen',
      partner: 'e',
      reason: {
        why: 'e: failover of 3, open, tier 1, costs 0.00 CNY (fee 0.00, 100 % of 0 submits)',
        lines: choice.lines,
      },
    });
    expect(choice.lines.map(({ eligible }) => eligible)).toEqual([false, true, true, false, true]);
  });
});

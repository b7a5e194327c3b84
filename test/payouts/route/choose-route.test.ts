/**
 * Goal: the route is the best partner that may and can pay now, and every other one has its reason
 * in words; nobody at all is told apart into "not now" and "never".
 * Method: tables of candidates for the pure function; each row changes one thing.
 */
import { describe, expect, it } from 'vitest';

import { chooseRoute, type RouteChoice } from '../../../src/payouts/route/choose-route.ts';
import { ELIGIBILITY_CONDITIONS } from '../../../src/payouts/model/route-record.ts';
import type { RouteCandidate } from '../../../src/payouts/route/route-candidate.ts';
import type { Payout, PayoutRequest } from '../../../src/payouts/model/payout.ts';
import {
  ACCEPTED,
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  NEVER_SENT,
  queued,
  routed,
  tell,
} from '../../support/payouts.ts';
import { candidate, RULES, TERMS } from '../../support/routing.ts';
import { CAPABILITIES } from '../fake-partner.ts';

const NOW_MS = Date.UTC(2026, 10, 24);
const SOON_MS = NOW_MS + 5_000;
const LATER_MS = NOW_MS + 50_000;

const choose = (payout: Payout, candidates: readonly RouteCandidate[]) =>
  chooseRoute(payout, candidates, RULES, NOW_MS);

function closed(partner: string, retryAtMs: number): RouteCandidate {
  return candidate(partner, { advice: { open: false, failure: 'partner.outage', retryAtMs } });
}

function limited(partner: string, limits: Partial<RouteCandidate['capabilities']['limits']>) {
  const capabilities = { ...CAPABILITIES, limits: { ...CAPABILITIES.limits, ...limits } };
  return candidate(partner, { capabilities });
}

/** Closed by its calendar, for a cut-off or for maintenance. */
function shut(
  partner: string,
  failure: 'partner.cutoff' | 'partner.maintenance',
  opensAtMs: number,
) {
  const opening = {
    open: false,
    failure,
    why: 'no business day: sun',
    opensAtMs,
    note: null,
  } as const;
  return candidate(partner, { opening });
}

/** What one payout costs there, all of it fixed. */
function priced(partner: string, fixedMinor: bigint, details: Partial<RouteCandidate> = {}) {
  const fees = new Map([['CNY', { fixedMinor, basisPoints: 0n }] as const]);
  return candidate(partner, { ...details, terms: { ...TERMS, fees } });
}

const paying = (percent: number) => ({ success: { percent, submits: 100 } });

const payoutOf = (request: Partial<PayoutRequest> = {}): Payout => queued(request).payout;

/** A payout whose attempts at these partners provably never left. */
function afterDeathsAt(...partners: readonly string[]): Payout {
  return afterDeathStory(...partners).payout;
}

function afterDeathStory(...partners: readonly string[]) {
  return partners.reduce((story, partner, index) => {
    const started = tell(story, routed(partner));
    const dead = evidence(NEVER_SENT, { attemptNo: index + 1, source: 'socket' });
    return tell(started, dead);
  }, queued());
}

const reasons = ({ lines }: RouteChoice) => lines.map(({ partner, reason }) => [partner, reason]);

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

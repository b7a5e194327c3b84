/**
 * Goal: the route is the best partner that may and can pay now, and every other one has its reason
 * in words; nobody at all is told apart into "not now" and "never" (PAYOUTS.md 1.9).
 * Method: tables of candidates for the pure function; each row changes one thing.
 */
import { describe, expect, it } from 'vitest';

import {
  chooseRoute,
  type RouteCandidate,
  type RouteChoice,
} from '../../src/payouts/dispatch/choose-route.ts';
import type { Payout, PayoutRequest } from '../../src/payouts/payout.ts';
import { evidence, NEVER_SENT, queued, routed, tell } from '../support/payouts.ts';
import { CAPABILITIES } from './fake-partner.ts';

const NOW_MS = Date.UTC(2026, 10, 24);
const SOON_MS = NOW_MS + 5_000;
const LATER_MS = NOW_MS + 50_000;

function candidate(partner: string, details: Partial<RouteCandidate> = {}): RouteCandidate {
  return {
    partner,
    capabilities: CAPABILITIES,
    advice: { open: true },
    quarantined: false,
    hasRoom: true,
    ...details,
  };
}

function closed(partner: string, retryAtMs: number): RouteCandidate {
  return candidate(partner, { advice: { open: false, failure: 'partner.outage', retryAtMs } });
}

function limited(partner: string, limits: Partial<RouteCandidate['capabilities']['limits']>) {
  const capabilities = { ...CAPABILITIES, limits: { ...CAPABILITIES.limits, ...limits } };
  return candidate(partner, { capabilities });
}

const payoutOf = (request: Partial<PayoutRequest> = {}): Payout => queued(request).payout;

/** A payout whose attempts at these partners provably never left. */
function afterDeathsAt(...partners: readonly string[]): Payout {
  return partners.reduce((story, partner, index) => {
    const started = tell(story, routed(partner));
    const dead = evidence(NEVER_SENT, { attemptNo: index + 1, source: 'socket' });
    return tell(started, dead);
  }, queued()).payout;
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
      'fewer dead attempts before a free place',
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
    expect(chooseRoute(payout, candidates, NOW_MS)).toMatchObject({ kind: 'chosen', partner });
  });

  it('waits for the best one when all of them are busy, and writes nothing down', () => {
    const choice = chooseRoute(payoutOf(), [candidate('a', busy), candidate('b', busy)], NOW_MS);

    expect(choice).toMatchObject({ kind: 'wait', partner: 'a' });
  });

  it('waits for a busy partner that was never tried rather than repeat one that failed', () => {
    const choice = chooseRoute(afterDeathsAt('b'), [candidate('a', busy), candidate('b')], NOW_MS);

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
    const choice = chooseRoute(payoutOf(request), [only], NOW_MS);

    expect(choice).toMatchObject({ ...never, failure: { code: 'partner.agreement' } });
    expect(choice.lines).toMatchObject([{ partner: 'a', eligible: false }]);
    expect(choice.lines[0]?.reason).toContain(reason);
  });

  it('after it refused this payout for good, and the failure names its refusal', () => {
    const failure = { code: 'eligibility.account.closed', detail: 'd', partnerCode: 'X' } as const;
    const payout: Payout = { ...payoutOf(), excludedPartners: ['a'], failure };

    const choice = chooseRoute(payout, [candidate('a')], NOW_MS);

    expect(choice).toMatchObject({ ...never, failure: { code: 'eligibility.account.closed' } });
    expect(reasons(choice)).toEqual([['a', 'refused it for good']]);
  });

  it('and so is everybody where no partner is configured', () => {
    const choice = chooseRoute(payoutOf(), [], NOW_MS);

    expect(choice).toMatchObject({ ...never, failure: { detail: 'no partner is configured' } });
  });

  it('at the edges of its amounts it is not passed over', () => {
    const { minor } = payoutOf().request.amount;
    const exact = limited('a', { amountMinorMin: minor, amountMinorMax: minor });

    expect(chooseRoute(payoutOf(), [exact], NOW_MS)).toMatchObject({ kind: 'chosen' });
  });
});

describe('nobody now', () => {
  it('is temporary while one partner may come back, however many never will', () => {
    const candidates = [limited('a', { currencies: ['EUR'] }), closed('b', LATER_MS)];

    expect(chooseRoute(payoutOf(), candidates, NOW_MS)).toMatchObject({
      kind: 'none',
      permanent: false,
      failure: { code: 'partner.outage', detail: 'lane closed: partner.outage' },
      retryAtMs: LATER_MS,
    });
  });

  it('looks again when the first of the closed lanes is to open', () => {
    const choice = chooseRoute(payoutOf(), [closed('a', LATER_MS), closed('b', SOON_MS)], NOW_MS);

    expect(choice).toMatchObject({ kind: 'none', retryAtMs: SOON_MS });
  });

  it('leaves a quarantine alone for a while, and says what it is', () => {
    const choice = chooseRoute(payoutOf(), [candidate('a', { quarantined: true })], NOW_MS);

    expect(choice).toMatchObject({ kind: 'none', permanent: false });
    expect(choice.kind === 'none' && choice.retryAtMs).toBeGreaterThan(NOW_MS);
    expect(reasons(choice)).toEqual([['a', 'quarantined after a conflict']]);
  });
});

describe('the reasons', () => {
  it('are given for every candidate, in our order, chosen or not', () => {
    const choice = chooseRoute(
      afterDeathsAt('b', 'c', 'c'),
      [
        limited('a', { currencies: ['EUR'] }),
        candidate('b', { hasRoom: false }),
        candidate('c'),
        closed('d', SOON_MS),
        candidate('e'),
      ],
      NOW_MS,
    );

    expect(reasons(choice)).toEqual([
      ['a', 'does not pay in CNY'],
      ['b', 'open, but busy, after 1 dead attempt'],
      ['c', 'open, after 2 dead attempts'],
      ['d', 'lane closed: partner.outage'],
      ['e', 'open'],
    ]);
    expect(choice).toMatchObject({ kind: 'chosen', partner: 'e', reason: 'e: open' });
    expect(choice.lines.map(({ eligible }) => eligible)).toEqual([false, true, true, false, true]);
  });
});

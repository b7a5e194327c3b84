/**
 * Goal: each eligible partner keeps its floor of first attempts and no more; exploration never
 * chooses who may not pay, never overrules the caller, never touches a failover; the same payout
 * draws the same for ever; doing better never costs a partner traffic.
 * Method: the pure choice over thousands of payout ids, held against the binomial bounds of its
 * share; random candidates and rules by fast-check. Every seed stands in a name.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { chooseRoute, type RouteChoice } from '../../../src/payouts/route/choose-route.ts';
import type { RouteCandidate } from '../../../src/payouts/route/route-candidate.ts';
import type { Payout } from '../../../src/payouts/model/payout.ts';
import { dispatching, evidence, NEVER_SENT, queued, tell } from '../../support/payouts.ts';
import { candidate, RULES, TERMS } from '../../support/routing.ts';
import { CAPABILITIES } from '../fake-partner.ts';

const NOW_MS = Date.UTC(2026, 10, 27);
const QUEUED = queued().payout;

const choose = (
  payout: Payout,
  candidates: readonly RouteCandidate[],
  explorationPercent: number,
) => chooseRoute(payout, candidates, { ...RULES, explorationPercent }, NOW_MS);

const named = (id: string): Payout => ({ ...QUEUED, id });

function takenBy(choice: RouteChoice): string | null {
  return choice.kind === 'chosen' || choice.kind === 'wait' ? choice.partner : null;
}

/** How many of `draws` payouts each partner gets. */
function shares(
  seed: string,
  draws: number,
  candidates: readonly RouteCandidate[],
  percent: number,
) {
  const counts = new Map<string, number>();
  for (let index = 0; index < draws; index++) {
    const taken = takenBy(choose(named(`${seed}:${index}`), candidates, percent)) ?? 'nobody';
    counts.set(taken, (counts.get(taken) ?? 0) + 1);
  }
  return counts;
}

/** Within five standard deviations of a binomial: by chance outside once in two million. */
function hasShare(count: number | undefined, draws: number, probability: number): boolean {
  const spread = 5 * Math.sqrt(draws * probability * (1 - probability));
  return Math.abs((count ?? 0) - draws * probability) < spread;
}

const bad = { success: { percent: 5, submits: 1_000 } };

describe('the floor', () => {
  it.each(['20261127', 'another'])(
    'leaves each of the others its share, and the rest to the best (seed %s)',
    (seed) => {
      const draws = 10_000;
      const candidates = [candidate('a'), candidate('b', bad), candidate('c', bad)];

      const counts = shares(seed, draws, candidates, 2);

      expect(hasShare(counts.get('b'), draws, 0.02)).toBe(true);
      expect(hasShare(counts.get('c'), draws, 0.02)).toBe(true);
      expect(hasShare(counts.get('a'), draws, 0.96)).toBe(true);
    },
  );

  it('is met in every tier and at every price (seed 20261127)', () => {
    const draws = 5_000;
    const dear = new Map([['CNY', { fixedMinor: 9_000n, basisPoints: 0n }] as const]);
    const last = candidate('b', { terms: { ...TERMS, tier: 9, fees: dear } });

    const counts = shares('20261127', draws, [candidate('a'), last], 10);

    expect(hasShare(counts.get('b'), draws, 0.1)).toBe(true);
  });

  it('of 0 is none: the best takes all (seed 20261127)', () => {
    const counts = shares('20261127', 2_000, [candidate('a'), candidate('b', bad)], 0);

    expect([...counts]).toEqual([['a', 2_000]]);
  });

  it('of more than there is to give becomes equal parts (seed 20261127)', () => {
    const draws = 12_000;
    const many = 'abcdefghij'.split('').map((partner) => candidate(partner));

    const counts = shares('20261127', draws, many, 20);

    for (const { partner } of many) expect(hasShare(counts.get(partner), draws, 0.1)).toBe(true);
  });

  it('takes nothing from anybody because another is busy, and never waits (seed 20261127)', () => {
    const draws = 10_000;
    const busy = candidate('b', { hasRoom: false });

    const counts = shares('20261127', draws, [candidate('a'), busy, candidate('c', bad)], 5);

    expect(counts.get('b')).toBeUndefined();
    expect(hasShare(counts.get('c'), draws, 0.05)).toBe(true);
    expect(hasShare(counts.get('a'), draws, 0.95)).toBe(true);
  });
});

describe('a draw', () => {
  /** A payout whose draw says that it is b's turn. */
  const lucky = Array.from({ length: 1_000 }, (_unused, index) => named(`po_${index}`)).find(
    (payout) => takenBy(choose(payout, [candidate('a'), candidate('b')], 5)) === 'b',
  );
  if (lucky === undefined) throw new Error('nobody is lucky');
  const both = [candidate('a'), candidate('b')];

  it('belongs to the payout: asked again, it says the same', () => {
    const first = choose(lucky, both, 5);

    expect(choose(lucky, both, 5)).toEqual(first);
    expect(first).toMatchObject({
      kind: 'chosen',
      partner: 'b',
      reason: { reason: 'explored', exploration: { sharePercent: 5, turnOf: 'b' } },
    });
  });

  it('is not made where the caller chose, in whatever order', () => {
    for (const route of [['a', 'b'], ['a']]) {
      const asked = { ...lucky, request: { ...lucky.request, route } };

      expect(choose(asked, both, 20)).toMatchObject({ partner: 'a', exploration: null });
    }
  });

  it('is not made once there was an attempt: failover stays failover', () => {
    const story = tell(dispatching(), evidence(NEVER_SENT, { source: 'socket' }));
    const draws = Array.from({ length: 500 }, (_unused, index) =>
      choose({ ...story.payout, id: `po_${index}` }, [candidate('bank-a'), candidate('b')], 20),
    );

    expect(new Set(draws.map(takenBy))).toEqual(new Set(['b']));
    expect(draws.every(({ exploration }) => exploration === null)).toBe(true);
  });

  it('of a dry run is nobody’s turn: it is told the rule', () => {
    expect(choose(named('po_dry_run'), both, 2)).toMatchObject({ reason: { reason: 'best' } });
  });
});

/** Candidates of every kind: short of any condition, busy, dear, failing, in any tier. */
const anyCandidates = fc
  .uniqueArray(
    fc.record({
      partner: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      open: fc.boolean(),
      opens: fc.boolean(),
      quarantined: fc.boolean(),
      serves: fc.boolean(),
      hasRoom: fc.boolean(),
      tier: fc.integer({ min: 1, max: 3 }),
      fee: fc.bigInt({ min: 0n, max: 50n }),
      percent: fc.integer({ min: 0, max: 20 }).map((steps) => steps * 5),
    }),
    { selector: ({ partner }) => partner, minLength: 1, maxLength: 6 },
  )
  .map((rows) =>
    rows.map(({ partner, open, opens, quarantined, serves, hasRoom, tier, fee, percent }) =>
      candidate(partner, {
        quarantined,
        hasRoom,
        advice: open
          ? { open }
          : { open, failure: 'technical.breaker.open', retryAtMs: NOW_MS + 5_000 },
        opening: opens
          ? { open: true, note: null }
          : { open: false, failure: 'partner.cutoff', why: '', opensAtMs: NOW_MS + 1, note: null },
        capabilities: serves
          ? CAPABILITIES
          : { ...CAPABILITIES, limits: { ...CAPABILITIES.limits, accountTypes: [] } },
        terms: { ...TERMS, tier, fees: new Map([['CNY', { fixedMinor: fee, basisPoints: 0n }]]) },
        success: { percent, submits: 10 },
      }),
    ),
  );
const anyShare = fc.constantFrom(0, 0.5, 2, 20);
const anyId = fc.uuid().map((id) => `po_${id}`);

describe('whatever the candidates', () => {
  const SETTINGS = { seed: 20_261_127, numRuns: 500 };

  it('only an eligible partner is chosen, and with a free slot (seed 20261127)', () => {
    fc.assert(
      fc.property(anyId, anyCandidates, anyShare, (id, candidates, share) => {
        const choice = choose(named(id), candidates, share);
        const taken = takenBy(choice);
        const eligible = choice.lines.filter((line) => line.eligible);

        expect(choice.lines).toHaveLength(candidates.length);
        for (const line of choice.lines) expect(line.unmet === null).toBe(line.score !== null);
        expect(taken === null).toBe(eligible.length === 0);
        const turnOf = choice.exploration?.turnOf ?? null;
        expect([null, ...eligible.map(({ partner }) => partner)]).toContain(turnOf);
        if (taken === null) return;
        const one = candidates.find(({ partner }) => partner === taken);
        expect(eligible.map(({ partner }) => partner)).toContain(taken);
        expect(one).toMatchObject({ quarantined: false, opening: { open: true } });
        expect(one?.advice.open).toBe(true);
        expect(one?.hasRoom).toBe(choice.kind === 'chosen');
      }),
      SETTINGS,
    );
  });

  it('a better success rate or a lower price never loses a payout (seed 20261127)', () => {
    fc.assert(
      fc.property(anyId, anyCandidates, anyShare, fc.nat(5), (id, candidates, share, at) => {
        const index = at % candidates.length;
        const before = takenBy(choose(named(id), candidates, share));
        const improved = candidates.map((one, position) =>
          position === index
            ? {
                ...one,
                success: { ...one.success, percent: Math.min(100, one.success.percent + 5) },
                terms: { ...one.terms, fees: new Map() },
              }
            : one,
        );
        const better = candidates[index]?.partner;

        const after = takenBy(choose(named(id), improved, share));

        expect(before === better ? [better] : [before, better]).toContain(after);
      }),
      SETTINGS,
    );
  });

  it('the order in which partners are listed decides nothing but ties (seed 20261127)', () => {
    fc.assert(
      fc.property(anyId, anyCandidates, (id, candidates) => {
        const distinct = candidates.map((one, index) => ({
          ...one,
          terms: {
            ...one.terms,
            fees: new Map([['CNY', { fixedMinor: BigInt(index), basisPoints: 0n }] as const]),
          },
          success: { percent: 100, submits: 0 },
        }));

        const forward = takenBy(choose(named(id), distinct, 0));
        const backward = takenBy(choose(named(id), distinct.toReversed(), 0));

        expect(backward).toBe(forward);
      }),
      SETTINGS,
    );
  });
});

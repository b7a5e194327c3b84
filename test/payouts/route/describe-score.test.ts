/**
 * Goal: an operator who reads why a partner was chosen reads the very figures that decided, and never a
 * cost that is rounded down.
 * Method: scores one field apart, as sentences.
 */
import { describe, expect, it } from 'vitest';

import { describeScore, wholeMinor } from '../../../src/payouts/route/describe-score.ts';
import type { Score } from '../../../src/payouts/model/route-record.ts';
import { payoutOf } from './candidates.ts';

const SCORE: Score = {
  deaths: 0,
  hasRoom: true,
  preference: 1,
  feeMinor: 50n,
  costMillionths: 125_000_000n,
  success: { percent: 95, submits: 312 },
  order: 0,
};

describe('the words of a score', () => {
  it.each([
    [{}, 'open, tier 1, costs 1.25 CNY (fee 0.50, 95 % of 312 submits)'],
    [{ hasRoom: false }, 'open, but busy, tier 1, costs 1.25 CNY (fee 0.50, 95 % of 312 submits)'],
    [
      { deaths: 1 },
      'open, after 1 dead attempt, tier 1, costs 1.25 CNY (fee 0.50, 95 % of 312 submits)',
    ],
    [
      { deaths: 2, preference: 3 },
      'open, after 2 dead attempts, tier 3, costs 1.25 CNY (fee 0.50, 95 % of 312 submits)',
    ],
  ] satisfies [Partial<Score>, string][])('name what differs: %j', (change, words) => {
    expect(describeScore(payoutOf(), { ...SCORE, ...change })).toBe(words);
  });

  it('call a place in the caller’s own order a choice', () => {
    const ordered = payoutOf({ route: ['bank-a', 'bank-b'] });

    expect(describeScore(ordered, SCORE)).toContain('open, choice 1, costs');
  });
});

describe('a cost in whole minor units', () => {
  it.each([
    [0n, 0n],
    [1n, 1n],
    [1_000_000n, 1n],
    [1_000_001n, 2n],
  ])('is %s millionths rounded up: %s', (millionths, minor) => {
    expect(wholeMinor(millionths)).toBe(minor);
  });
});

/**
 * Goal: the time left of an order is divided as docs/RESILIENCE.md says, to the millisecond: too
 * little for an answer sends nothing, the queue gets its twentieth at most, the try the rest.
 * Method: the division itself at its edges, then the refusals that come of it.
 */
import { describe, expect, it } from 'vitest';

import { sliceDeadline } from '../../../src/resilience/try/deadline.ts';
import { refusal } from '../../../src/resilience/try/refusals.ts';
import { createHarness } from '../harness.ts';

const RULES = {
  ...createHarness().partnerRules.lanes.submit,
  tryTimeoutMs: 8_000,
  usefulMsMin: 2_000,
  queueMsMax: 500,
};

describe('the time left of an order', () => {
  it.each([
    [1_999, null],
    [2_000, { queueMs: 0, tryMs: 2_000 }],
    [2_010, { queueMs: 10, tryMs: 2_010 }],
    [4_000, { queueMs: 200, tryMs: 4_000 }],
    [8_000, { queueMs: 400, tryMs: 8_000 }],
    [10_000, { queueMs: 500, tryMs: 8_000 }],
    [60_000, { queueMs: 500, tryMs: 8_000 }],
  ])('of %i ms is divided into %j', (leftMs, slices) => {
    expect(sliceDeadline(leftMs, RULES)).toEqual(slices);
  });

  it.each([0, -1, Number.NaN])('of %f ms sends nothing, even where no time is too little', (ms) => {
    expect(sliceDeadline(ms, { ...RULES, usefulMsMin: 0 })).toBeNull();
    expect(sliceDeadline(0.5, { ...RULES, usefulMsMin: 0 })).toEqual({
      queueMs: 0.025,
      tryMs: 0.5,
    });
  });
});

describe('a refusal of our own', () => {
  it.each([
    ['closing', 'technical.overload.gateway', 'overloaded'],
    ['deadline', 'technical.overload.gateway', 'overloaded'],
    ['isolated', 'technical.breaker.open', 'breaker_open'],
    ['breaker', 'technical.breaker.open', 'breaker_open'],
    ['rate', 'technical.overload.partner', 'rate_limited'],
    ['slots', 'technical.overload.partner', 'overloaded'],
  ] as const)(
    '(%s) says that nothing was sent, and nothing of the partner',
    (reason, failure, outcome) => {
      expect(refusal(reason, 'why', 250)).toEqual({
        verdict: { kind: 'neverSent', failure, detail: 'why', retryAfterMs: 250 },
        outcome,
        fromWire: false,
        timedOut: false,
        health: 'neutral',
        load: 'neutral',
        durationMs: 0,
        detached: null,
      });
    },
  );

  it('never asks to be asked again at once', () => {
    expect(refusal('rate', 'why', 0).verdict).toMatchObject({ retryAfterMs: 1 });
    expect(refusal('rate', 'why', 1).verdict).toMatchObject({ retryAfterMs: 1 });
  });
});

/**
 * Goal: the longest time that each kind of next action may lie ahead is its own schedule's, so that a
 * clock that jumped back is noticed and a wait that is right is not cut short.
 * Method: a payout with each next action, against the schedules' numbers written down here.
 */
import { describe, expect, it } from 'vitest';

import { longestStepMs } from '../../../src/payouts/decide/longest-step.ts';
import type { Failure, NextAction, Payout } from '../../../src/payouts/model/payout.ts';
import { dispatching, inDoubt, queued, tell } from '../../support/payouts.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

function next(what: NextAction['what'], payout: Payout = queued().payout): Payout {
  return { ...payout, nextAction: { what, atMs: 0 } };
}

function because(code: Failure['code']): Payout {
  return { ...queued().payout, failure: { code, detail: '', partnerCode: null } };
}

describe('the longest step', () => {
  it.each(['route', 'cancel'] as const)('to a %s is a minute and its jitter', (what) => {
    expect(longestStepMs(next(what))).toBe(1.1 * MINUTE_MS);
    expect(longestStepMs(next(what, because('technical.breaker.open')))).toBe(1.1 * MINUTE_MS);
  });

  it.each(['route', 'cancel'] as const)(
    'to a %s is an hour where it is known when the partner opens',
    (what) => {
      expect(longestStepMs(next(what, because('partner.cutoff')))).toBe(HOUR_MS);
      expect(longestStepMs(next(what, because('partner.maintenance')))).toBe(HOUR_MS);
    },
  );

  it('to a route after many deaths is a quarter of an hour and at most its jitter', () => {
    const [attempt] = dispatching().payout.attempts;
    const attempts = Array.from({ length: 20 }, () => attempt).filter((one) => one !== undefined);

    const stepMs = longestStepMs(next('route', { ...queued().payout, attempts }));

    expect(stepMs).toBeGreaterThanOrEqual(15 * MINUTE_MS);
    expect(stepMs).toBeLessThanOrEqual(16.5 * MINUTE_MS);
  });

  it('to the answer of a send is two minutes', () => {
    expect(longestStepMs(next('await_answer', dispatching().payout))).toBe(2 * MINUTE_MS);
  });

  it('to a review is a day, and so it is where nothing follows', () => {
    expect(longestStepMs(next('review'))).toBe(24 * HOUR_MS);
    expect(longestStepMs({ ...queued().payout, nextAction: null })).toBe(24 * HOUR_MS);
  });

  it('to a question is the pause of the schedule before it', () => {
    const steps = [2, 3, 10, 30, 75, 180, 600, 2_700, 3_600, 3_600].map((s) => s * SECOND_MS);
    let story = inDoubt();

    for (const stepMs of steps) {
      const longest = longestStepMs(story.payout);
      expect(story.payout.nextAction?.what).toBe('inquire');
      expect(longest).toBeGreaterThanOrEqual(stepMs);
      expect(longest).toBeLessThanOrEqual(1.1 * stepMs);
      story = tell(story, { kind: 'tick' }, (story.payout.nextAction?.atMs ?? 0) - story.nowMs);
    }
  });

  it('to a first question waits for the moment that the partner wishes', () => {
    const stepMs = longestStepMs(inDoubt({ inquiryNotBeforeMs: MINUTE_MS }).payout);

    expect(stepMs).toBeGreaterThanOrEqual(MINUTE_MS);
  });

  it('to a question about no attempt that is live is none', () => {
    expect(longestStepMs(next('inquire'))).toBe(0);
  });
});

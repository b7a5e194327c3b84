/**
 * Goal: a payout that no partner can take now looks again when that makes sense, never later than
 * written and never past its deadline; one that none can ever take fails with its reason.
 * Method: "unroutable" told to a queued payout, with the moment the shell would give.
 */
import { describe, expect, it } from 'vitest';

import type { FailureCode } from '../../../src/contract/failure.ts';
import {
  ACCEPTED,
  dispatching,
  evidence,
  queued,
  START_MS,
  type Story,
  tell,
} from '../../support/payouts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const unroutable = (code: FailureCode, retryAtMs: number, permanent = false) =>
  ({
    kind: 'unroutable',
    permanent,
    failure: { code, detail: 'd', partnerCode: null },
    retryAtMs,
  }) as const;

/** What is planned when the obstacle is said to be over `inMs` after it is told. */
function plan(code: FailureCode, inMs: number, story: Story = queued()) {
  const toldAtMs = story.nowMs + 1_000;
  const { payout } = tell(story, unroutable(code, toldAtMs + inMs));
  const { what, atMs = 0, opensAtMs } = payout.nextAction ?? {};
  return { what, inMs: atMs - toldAtMs, opensInMs: opensAtMs && opensAtMs - toldAtMs };
}

describe('a calendar that is closed', () => {
  it.each(['partner.cutoff', 'partner.maintenance'] as const)(
    'is looked at when it opens, to the millisecond (%s)',
    (code) => {
      expect(plan(code, 30 * MINUTE_MS)).toEqual({ what: 'route', inMs: 30 * MINUTE_MS });
      expect(plan(code, HOUR_MS)).toEqual({ what: 'route', inMs: HOUR_MS });
    },
  );

  it('is looked at after an hour at the latest, and the caller is told when it opens', () => {
    expect(plan('partner.cutoff', 20 * HOUR_MS)).toEqual({
      what: 'route',
      inMs: HOUR_MS,
      opensInMs: 20 * HOUR_MS,
    });
  });

  it('is not waited for past the deadline, and no opening after it is promised', () => {
    const story = queued({ deadlineAtMs: START_MS + 10 * MINUTE_MS });

    const { inMs, opensInMs } = plan('partner.cutoff', 20 * HOUR_MS, story);

    expect(inMs).toBe(START_MS + 10 * MINUTE_MS - story.nowMs - 1_000);
    expect(opensInMs).toBeUndefined();
  });
});

describe('any other obstacle', () => {
  it('is looked at when it says so, a minute later at the latest', () => {
    expect(plan('technical.breaker.open', 20_000)).toEqual({ what: 'route', inMs: 20_000 });
    expect(plan('technical.breaker.open', MINUTE_MS).inMs).toBe(MINUTE_MS);
    expect(plan('technical.breaker.open', 20 * HOUR_MS)).toEqual({
      what: 'route',
      inMs: MINUTE_MS,
    });
  });

  it('is not looked at in a busy loop when it is over already: 250 ms, doubling to a minute', () => {
    let story = queued();
    for (const pauseMs of [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      story = tell(story, unroutable('technical.breaker.open', 0));
      const waitsMs = (story.payout.nextAction?.atMs ?? 0) - story.nowMs;
      expect(waitsMs).toBeGreaterThanOrEqual(pauseMs);
      expect(waitsMs).toBeLessThanOrEqual(pauseMs * 1.1);
    }
  });

  it('is told to the caller as the reason, and nothing is moved', () => {
    const { payout, effects } = tell(queued(), unroutable('technical.breaker.open', 0));

    expect(payout).toMatchObject({ state: 'QUEUED', failure: { code: 'technical.breaker.open' } });
    expect(effects).toEqual([]);
  });

  it('that came too late for the deadline ends the payout', () => {
    const story = queued({ deadlineAtMs: START_MS + 5_000 });
    const { payout } = tell(story, unroutable('technical.breaker.open', 0), 4_000);

    expect(payout).toMatchObject({ state: 'FAILED', failure: { code: 'DEADLINE' } });
  });
});

describe('what no partner can ever take', () => {
  it('fails with that reason, and frees the obligation', () => {
    const { payout, effects } = tell(queued(), unroutable('regulatory.currency', 0, true));

    expect(payout).toMatchObject({ state: 'FAILED', failure: { code: 'regulatory.currency' } });
    expect(payout.holdsObligation).toBe(false);
    expect(effects).toEqual([{ kind: 'notify', state: 'FAILED' }]);
  });

  it('is said of no payout that has an attempt under way', () => {
    for (const story of [dispatching(), tell(dispatching(), evidence(ACCEPTED))]) {
      const told = tell(story, unroutable('regulatory.currency', 0, true));
      expect(told).toMatchObject({ payout: story.payout, effects: [] });
    }
  });
});

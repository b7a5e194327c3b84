/*
 * Goal: the breaker opens for the partner's faults by three plain rules, counts completed calls only,
 * and forgets everything when it closes.
 *
 * Method: the pure rules with times as arguments; no clock, no breaker.
 */
import { describe, expect, it } from 'vitest';

import { defaultRules } from '../../../src/resilience/rules/default-rules.ts';
import { createTripRules } from '../../../src/resilience/breaker/trip-rules.ts';
import type { Health } from '../../../src/resilience/try/try-result.ts';
import { CAPABILITIES } from '../harness.ts';

const RULES = { ...defaultRules(CAPABILITIES).breaker, windowMs: 10_000 };

function tripRulesWith(rules: Partial<typeof RULES> = {}) {
  const trips = createTripRules(() => ({ ...RULES, ...rules }));
  const count = (health: Health, times: number, atMs = 0, slow = false) => {
    let trip: string | null = null;
    for (let call = 0; call < times; call += 1) {
      trip = trips.completed({ health, slow, overdue: false }, atMs) ?? trip;
    }
    return trip;
  };
  return { trips, count };
}

describe('consecutive failures', () => {
  it('open at the fifth, not at the fourth', () => {
    const { count } = tripRulesWith();

    expect(count('failure', 4)).toBeNull();
    expect(count('failure', 1)).toMatch(/^consecutive: 5/);
  });

  it('start again after one success', () => {
    const { count } = tripRulesWith();

    count('failure', 4);
    count('success', 1);

    expect(count('failure', 4)).toBeNull();
  });

  it('are not interrupted by neutral answers, which say nothing', () => {
    const { trips, count } = tripRulesWith();

    count('failure', 4);
    count('neutral', 100);

    expect(trips.counts(0)).toMatchObject({ completed: 4 });
    expect(count('failure', 1)).toMatch(/^consecutive/);
  });
});

describe('the rate of failures', () => {
  it('means nothing below twenty completed calls', () => {
    const { count } = tripRulesWith({ consecutiveFailuresMax: 1_000 });

    expect(count('failure', 19)).toBeNull();
    expect(count('failure', 1)).toMatch(/^rate: 20 of 20/);
  });

  it('opens at half', () => {
    const { count } = tripRulesWith({ consecutiveFailuresMax: 1_000 });

    count('success', 11);

    expect(count('failure', 10)).toBeNull();
    expect(count('failure', 1)).toMatch(/^rate: 11 of 22/);
  });

  it('forgets calls that have left the window', () => {
    const { trips, count } = tripRulesWith({ consecutiveFailuresMax: 1_000 });

    count('failure', 19, 0);
    count('success', 11, 12_500);

    expect(trips.counts(12_500)).toMatchObject({ completed: 11, failed: 0 });
    expect(count('failure', 10, 12_500)).toBeNull();
  });
});

describe('slow calls', () => {
  it('open at sixty percent although every answer was good', () => {
    const { count } = tripRulesWith();

    count('success', 8, 0, false);

    expect(count('success', 11, 0, true)).toBeNull();
    expect(count('success', 1, 0, true)).toMatch(/^slow: 12 of 20/);
  });

  it('count while still under way, and then not a second time', () => {
    const { trips } = tripRulesWith();

    trips.overdue(0);
    trips.completed({ health: 'success', slow: true, overdue: true }, 0);

    expect(trips.counts(0)).toMatchObject({ completed: 1, slow: 1 });
  });
});

describe('credentials', () => {
  it('have a rule of their own: three refusals in a row, far below any percentage', () => {
    const { trips, count } = tripRulesWith();

    expect(count('credential', 2)).toBeNull();
    expect(count('credential', 1)).toMatch(/^credential/);
    expect(trips.counts(0)).toMatchObject({ failed: 0 });
  });
});

describe('a wipe', () => {
  it('makes the next opening need all of its failures again (T7, T8)', () => {
    const { trips, count } = tripRulesWith();

    count('failure', 5);
    trips.wipe();

    expect(trips.counts(0)).toEqual({ completed: 0, failed: 0, slow: 0, consecutiveFailures: 0 });
    expect(count('failure', 4)).toBeNull();
    expect(count('failure', 1)).toMatch(/^consecutive: 5/);
  });
});

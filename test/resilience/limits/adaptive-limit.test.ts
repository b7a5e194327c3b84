/**
 * Goal: the adaptive limit grows by one per limit's worth of served calls while it is used, and is
 * cut once per round trip by loss or queueing, within its bounds.
 * Method: samples told to the limit alone; no calls, no clock.
 */
import { describe, expect, it } from 'vitest';

import {
  createAdaptiveLimit,
  type LoadSample,
  partition,
} from '../../../src/resilience/limits/adaptive-limit.ts';
import { createHarness } from '../harness.ts';

const RULES = {
  ...createHarness().partnerRules.limiter,
  limitMin: 4,
  limitMax: 40,
  limitStart: 10,
};

function open(rules: Partial<typeof RULES> = {}) {
  const adaptive = createAdaptiveLimit(() => ({ ...RULES, ...rules }));
  let nowMs = 0;
  const tell = (sample: Partial<LoadSample> = {}) => {
    nowMs += 10;
    adaptive.learn({
      lane: 'submit',
      load: 'served',
      latencyMs: 10,
      startedAtMs: nowMs - 10,
      endedAtMs: nowMs,
      inFlight: 40,
      ...sample,
    });
    return adaptive.current();
  };
  const tellTimes = (times: number, sample: Partial<LoadSample> = {}) => {
    let limit = adaptive.current();
    for (let time = 0; time < times; time++) limit = tell(sample);
    return limit;
  };
  return { adaptive, tell, tellTimes };
}

describe('the limit', () => {
  it('grows by one for as many served calls as it allows', () => {
    const { tellTimes } = open();

    expect(tellTimes(10)).toBe(10);
    expect(tellTimes(1)).toBe(11);
    expect(tellTimes(11)).toBe(12);
  });

  it('grows only while half of it is in use', () => {
    expect(open().tellTimes(200, { inFlight: 4 })).toBe(10);
    const half = open();
    half.tell({ inFlight: 5 });
    expect(half.tellTimes(20)).toBe(11);
    expect(open().tellTimes(11, { inFlight: 6 })).toBe(11);
    const atHalf = open({ limitMin: 10 });
    atHalf.tell({ inFlight: 5 });
    expect(atHalf.tellTimes(10)).toBe(11);
  });

  it('stays within its bounds', () => {
    expect(open().tellTimes(2_000)).toBe(40);
    expect(open().tellTimes(50, { load: 'lost' })).toBe(4);
  });

  it('is cut by a loss to four fifths, or to what the rules leave', () => {
    expect(open().tell({ load: 'lost' })).toBe(8);
    expect(open({ decreasePercent: 50 }).tell({ load: 'lost' })).toBe(5);
  });

  it('is cut once for all calls that were under way', () => {
    const { tell } = open();
    tell({ load: 'lost', startedAtMs: 0, endedAtMs: 100 });

    expect(tell({ load: 'lost', startedAtMs: 99, endedAtMs: 120 })).toBe(8);
    expect(tell({ load: 'lost', startedAtMs: 100, endedAtMs: 130 })).toBe(6);
  });

  it('learns nothing from what says nothing, neither of load nor of latency', () => {
    const { tell, tellTimes } = open();

    expect(tellTimes(100, { load: 'neutral', latencyMs: 60_000 })).toBe(10);
    tellTimes(5);
    expect(tell()).toBe(10);
  });
});

describe('queueing', () => {
  it('is a latency that rises above twice the usual one, and cuts like a loss', () => {
    const { tell, tellTimes } = open();
    tellTimes(3, { latencyMs: 200, inFlight: 1 });

    expect(tellTimes(3, { latencyMs: 390, inFlight: 1 })).toBe(10);
    expect(tell({ latencyMs: 3_000, inFlight: 1 })).toBe(8);
  });

  it('is never seen below the least latency that means something', () => {
    const after = (latencyMs: number) => {
      const { tellTimes } = open();
      tellTimes(3, { latencyMs: 10, inFlight: 1 });
      return tellTimes(12, { latencyMs, inFlight: 1 });
    };

    expect(after(99)).toBe(10);
    expect(after(150)).toBeLessThan(10);
  });

  it('is judged for each lane by itself', () => {
    const { tellTimes } = open();
    tellTimes(3, { latencyMs: 100, inFlight: 1 });

    expect(tellTimes(50, { lane: 'inquire', latencyMs: 5_000, inFlight: 1 })).toBe(10);
  });

  it('becomes the usual when it lasts, and a faster partner becomes it sooner', () => {
    const slow = open({ limitMin: 1 });
    slow.tellTimes(3, { latencyMs: 200, inFlight: 1 });
    slow.tellTimes(4_000, { latencyMs: 500, inFlight: 1 });
    const settled = slow.adaptive.current();

    expect(slow.tellTimes(500, { latencyMs: 500, inFlight: 40 })).toBeGreaterThan(settled);

    const quick = open();
    quick.tellTimes(1, { latencyMs: 1_000, inFlight: 1 });
    quick.tellTimes(300, { latencyMs: 150, inFlight: 1 });
    expect(quick.tellTimes(10, { latencyMs: 900, inFlight: 1 })).toBeLessThan(10);
  });
});

describe('the division of a limit', () => {
  it.each([
    [1, 20, 1, 0],
    [2, 20, 1, 1],
    [5, 20, 4, 1],
    [10, 20, 8, 2],
    [10, 90, 1, 9],
    [100, 25, 75, 25],
  ])(
    'of %i with %i %% for inquiries gives %i to money and %i to them',
    (limit, percent, money, ask) => {
      expect(partition(limit, percent)).toEqual({ moneyMax: money, inquireMin: ask });
    },
  );
});

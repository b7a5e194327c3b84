/**
 * Goal: what a lane rules file does not say follows from the partner's contract as
 * docs/RESILIENCE.md has it, for quick and slow, small and large partners.
 * Method: the complete rules of one partner, written out; then one number of the contract at a time.
 */
import { describe, expect, it } from 'vitest';

import type { Capabilities } from '../../../src/contract/capabilities.ts';
import { defaultRules, resolveRules } from '../../../src/resilience/rules/default-rules.ts';
import { CAPABILITIES } from '../harness.ts';

type Limits = Partial<Capabilities['limits']>;

function partner(fields: Partial<Omit<Capabilities, 'limits'>>, limits: Limits = {}): Capabilities {
  return { ...CAPABILITIES, ...fields, limits: { ...CAPABILITIES.limits, ...limits } };
}

describe('without a file', () => {
  it('a partner that answers in ten seconds is guarded so', () => {
    const limits = {
      submitPerSecondMax: 25,
      inquirePerSecondMax: 60,
      concurrencyMax: 30,
      submitConcurrencyMax: 11,
      inquireConcurrencyMax: 13,
    };
    const rules = defaultRules(partner({ answerMsMax: 10_000, batchSizeMax: 7 }, limits));

    const patient = { tryTimeoutMs: 12_000, usefulMsMin: 3_000, slowMs: 6_000 };
    const waits = { queueMsMax: 500, retriesMax: 2 };
    const money = { ...patient, ...waits, perSecondMax: 25, burstMax: 3, inFlightMax: 11 };
    expect(rules).toEqual({
      lanes: {
        submit: { ...money, queueMax: 120 },
        cancel: { ...money, queueMax: 16 },
        inquire: {
          ...waits,
          tryTimeoutMs: 10_000,
          usefulMsMin: 2_500,
          slowMs: 5_000,
          perSecondMax: 60,
          burstMax: 6,
          inFlightMax: 13,
          queueMax: 60,
        },
      },
      limiter: {
        limitMin: 2,
        limitMax: 30,
        limitStart: 20,
        inquirePercentMin: 20,
        latencyFactorMax: 2,
        latencyMsMin: 100,
        decreasePercent: 80,
      },
      breaker: {
        consecutiveFailuresMax: 5,
        failurePercentMax: 50,
        slowPercentMax: 60,
        completedMin: 20,
        windowMs: 24_000,
        credentialRefusalsMax: 3,
        malformedRefusalsMax: 5,
        loopDelayMsMax: 200,
      },
      probe: {
        backoffMsMin: 5_000,
        backoffMsMax: 120_000,
        jitterPercent: 20,
        timeoutMs: 5_000,
        successesMin: 2,
        rampLimitStart: 2,
        rampStepMs: 1_000,
      },
      retry: {
        backoffMsBase: 50,
        backoffMsMax: 2_000,
        budgetPerTry: 0.1,
        budgetMax: 10,
        reserveMax: 3,
      },
      batch: { sizeMax: 7, lingerMs: 200 },
      conflicts: { countMax: 3, windowMs: 7 * 86_400_000 },
    });
  });

  it.each([
    [1, 1_000, 1_000],
    [834, 1_001, 1_001],
    [5_000, 6_000, 6_000],
    [9_000, 10_800, 10_000],
    [50_000, 60_000, 10_000],
    [600_000, 60_000, 10_000],
  ])('a promise of %i ms gives a submit %i ms and an inquiry %i ms', (answerMsMax, submit, ask) => {
    const { lanes } = defaultRules(partner({ answerMsMax }));

    expect(lanes.submit.tryTimeoutMs).toBe(submit);
    expect(lanes.cancel.tryTimeoutMs).toBe(submit);
    expect(lanes.inquire.tryTimeoutMs).toBe(ask);
  });

  it.each([
    [1, { limitMin: 1, limitStart: 1 }, 16, 16],
    [5, { limitMin: 2, limitStart: 5 }, 20, 16],
    [10, { limitMin: 2, limitStart: 10 }, 40, 20],
    [250, { limitMin: 2, limitStart: 20 }, 1_000, 500],
    [1_000, { limitMin: 2, limitStart: 20 }, 1_000, 500],
  ])('%i calls in flight give %j, and queues of %i and %i', (concurrencyMax, limits, sub, ask) => {
    const { limiter, lanes } = defaultRules(partner({}, { concurrencyMax }));

    expect(limiter).toMatchObject({ ...limits, limitMax: concurrencyMax });
    expect([lanes.submit.queueMax, lanes.inquire.queueMax]).toEqual([sub, ask]);
  });

  it.each([
    [0.5, 1],
    [10, 1],
    [11, 2],
    [1_000, 100],
    [1_000_000, 10_000],
  ])('%f calls a second give a burst of %i', (submitPerSecondMax, burstMax) => {
    expect(defaultRules(partner({}, { submitPerSecondMax })).lanes.submit.burstMax).toBe(burstMax);
  });

  it('a window lasts ten seconds, or twice the longest try where that is more', () => {
    const windowMsOf = (answerMsMax: number) =>
      defaultRules(partner({ answerMsMax })).breaker.windowMs;

    expect(windowMsOf(1_000)).toBe(10_000);
    expect(windowMsOf(5_000)).toBe(12_000);
    expect(windowMsOf(50_000)).toBe(120_000);
  });

  it('a probe waits no longer than a try', () => {
    expect(defaultRules(partner({ answerMsMax: 1_000 })).probe.timeoutMs).toBe(1_200);
    expect(defaultRules(partner({ answerMsMax: 4_200 })).probe.timeoutMs).toBe(5_000);
  });

  it('a partner that takes no call of a kind still gets one, which the kit then refuses', () => {
    const { lanes, limiter } = defaultRules(
      partner({}, { concurrencyMax: 0, submitConcurrencyMax: 0, inquireConcurrencyMax: 0 }),
    );

    expect([lanes.submit.inFlightMax, lanes.inquire.inFlightMax, limiter.limitMax]).toEqual([
      1, 1, 1,
    ]);
  });
});

describe('what a file says', () => {
  it('replaces exactly that', () => {
    const base = defaultRules(CAPABILITIES);
    const said = {
      limiter: { latencyMsMin: 7 },
      breaker: { completedMin: 7 },
      probe: { jitterPercent: 7 },
      retry: { reserveMax: 7 },
      batch: { lingerMs: 7 },
      conflicts: { countMax: 7 },
      lanes: { cancel: { queueMax: 7 } },
    };

    expect(resolveRules(CAPABILITIES, said)).toEqual({
      lanes: { ...base.lanes, cancel: { ...base.lanes.cancel, queueMax: 7 } },
      limiter: { ...base.limiter, latencyMsMin: 7 },
      breaker: { ...base.breaker, completedMin: 7 },
      probe: { ...base.probe, jitterPercent: 7 },
      retry: { ...base.retry, reserveMax: 7 },
      batch: { ...base.batch, lingerMs: 7 },
      conflicts: { ...base.conflicts, countMax: 7 },
    });
  });

  it('about a very short try leaves a moment that is slow', () => {
    const { lanes } = resolveRules(CAPABILITIES, { lanes: { submit: { tryTimeoutMs: 1 } } });
    expect(lanes.submit).toMatchObject({ usefulMsMin: 0, slowMs: 1 });
  });
});

/**
 * Goal: each number of a lane rules file is taken up to its bounds and not one step further, and
 * fields that contradict each other or the partner's contract are refused at the very edge.
 * Method: a list of bounds written down here; for each field the last value that is taken and the
 * first that is not, through the schema of the file.
 */
import { describe, expect, it } from 'vitest';

import { defaultRules, resolveRules } from '../../../src/resilience/rules/default-rules.ts';
import { ruleConflicts } from '../../../src/resilience/rules/rule-conflicts.ts';
import {
  partnerRulesSchema,
  rulesOverridesSchema,
  type RulesOverrides,
} from '../../../src/resilience/rules/rules-schema.ts';
import { CAPABILITIES } from '../harness.ts';

const DAY_MS = 86_400_000;

/** Field, least, most, and the step with which a value leaves the bounds. */
type Bounds = readonly [field: string, min: number, max: number, step?: number];

const LANE: readonly Bounds[] = [
  ['tryTimeoutMs', 1, DAY_MS],
  ['usefulMsMin', 0, DAY_MS],
  ['slowMs', 1, DAY_MS],
  ['perSecondMax', 0.01, 1_000_000, 0.001],
  ['burstMax', 1, 10_000],
  ['inFlightMax', 1, 100_000],
  ['queueMax', 0, 100_000],
  ['queueMsMax', 0, 60_000],
  ['retriesMax', 0, 5],
];

const GROUPS: Readonly<Record<string, readonly Bounds[]>> = {
  limiter: [
    ['limitMin', 1, 100_000],
    ['limitMax', 1, 100_000],
    ['limitStart', 1, 100_000],
    ['inquirePercentMin', 20, 90],
    ['latencyFactorMax', 1.1, 100, 0.01],
    ['latencyMsMin', 0, 60_000, 0.01],
    ['decreasePercent', 10, 95],
  ],
  breaker: [
    ['consecutiveFailuresMax', 1, 10_000],
    ['failurePercentMax', 1, 100],
    ['slowPercentMax', 1, 100],
    ['completedMin', 1, 1_000_000],
    ['windowMs', 1, DAY_MS],
    ['credentialRefusalsMax', 1, 1_000],
    ['malformedRefusalsMax', 1, 1_000],
    ['loopDelayMsMax', 1, 60_000],
  ],
  probe: [
    ['backoffMsMin', 1, DAY_MS],
    ['backoffMsMax', 1, DAY_MS],
    ['jitterPercent', 0, 50],
    ['timeoutMs', 1, DAY_MS],
    ['successesMin', 1, 100],
    ['rampLimitStart', 1, 2],
    ['rampStepMs', 1, DAY_MS],
  ],
  retry: [
    ['backoffMsBase', 1, DAY_MS],
    ['backoffMsMax', 1, DAY_MS],
    ['budgetPerTry', 0, 1, 0.01],
    ['budgetMax', 1, 10_000, 0.01],
    ['reserveMax', 0, 100, 0.01],
  ],
  batch: [
    ['sizeMax', 1, 10_000],
    ['lingerMs', 0, 60_000],
  ],
  conflicts: [
    ['countMax', 1, 1_000],
    ['windowMs', 1, 30 * DAY_MS],
  ],
};

const LANES = ['submit', 'inquire', 'cancel'] as const;

describe('the bounds of a file', () => {
  const row = (path: readonly string[], [field, min, max, step = 1]: Bounds) => ({
    path: [...path, field],
    min,
    max,
    step,
  });
  const ROWS = [
    ...LANES.flatMap((lane) => LANE.map((bounds) => row(['lanes', lane], bounds))),
    ...Object.entries(GROUPS).flatMap(([group, all]) => all.map((bounds) => row([group], bounds))),
  ];

  it.each(ROWS)('$path: from $min to $max', ({ path, min, max, step }) => {
    const isTaken = (value: unknown) => rulesOverridesSchema.safeParse(nested(path, value)).success;

    expect([min, max].map(isTaken)).toEqual([true, true]);
    expect([min - step, max + step, '1', null].map(isTaken)).toEqual([false, false, false, false]);
  });

  it('are known for each field that there is', () => {
    const { lanes, ...groups } = defaultRules(CAPABILITIES);

    for (const lane of LANES) {
      expect(LANE.map(([field]) => field).toSorted()).toEqual(Object.keys(lanes[lane]).toSorted());
    }
    for (const [group, rules] of Object.entries(groups)) {
      const fields = GROUPS[group]?.map(([field]) => field);
      expect(fields?.toSorted()).toEqual(Object.keys(rules).toSorted());
    }
  });

  it('leave no room for fields that nobody knows, at any depth', () => {
    for (const path of [
      ['typo'],
      ['lanes', 'typo'],
      ['lanes', 'submit', 'typo'],
      ...Object.keys(GROUPS).map((group) => [group, 'typo']),
    ]) {
      expect(rulesOverridesSchema.safeParse(nested(path, 1)).success).toBe(false);
    }
    const whole = { ...defaultRules(CAPABILITIES), typo: {} };
    expect(partnerRulesSchema.safeParse(whole).success).toBe(false);
  });
});

describe('what contradicts the partner’s contract or another field', () => {
  const PARTNER = {
    ...CAPABILITIES,
    batchSizeMax: 10,
    limits: {
      ...CAPABILITIES.limits,
      submitPerSecondMax: 30,
      inquirePerSecondMax: 40,
      concurrencyMax: 20,
      submitConcurrencyMax: 12,
      inquireConcurrencyMax: 15,
    },
  };

  it.each<readonly [string, RulesOverrides, RulesOverrides]>([
    [
      'lanes.submit.perSecondMax',
      laneOf('submit', 'perSecondMax', 30),
      laneOf('submit', 'perSecondMax', 30.1),
    ],
    [
      'lanes.inquire.perSecondMax',
      laneOf('inquire', 'perSecondMax', 40),
      laneOf('inquire', 'perSecondMax', 40.1),
    ],
    [
      'lanes.cancel.perSecondMax',
      laneOf('cancel', 'perSecondMax', 30),
      laneOf('cancel', 'perSecondMax', 30.1),
    ],
    [
      'lanes.submit.inFlightMax',
      laneOf('submit', 'inFlightMax', 12),
      laneOf('submit', 'inFlightMax', 13),
    ],
    [
      'lanes.inquire.inFlightMax',
      laneOf('inquire', 'inFlightMax', 15),
      laneOf('inquire', 'inFlightMax', 16),
    ],
    [
      'lanes.cancel.inFlightMax',
      laneOf('cancel', 'inFlightMax', 12),
      laneOf('cancel', 'inFlightMax', 13),
    ],
    [
      'lanes.submit.usefulMsMin',
      laneOf('submit', 'usefulMsMin', 1_200),
      laneOf('submit', 'usefulMsMin', 1_201),
    ],
    [
      'lanes.inquire.usefulMsMin',
      laneOf('inquire', 'usefulMsMin', 1_200),
      laneOf('inquire', 'usefulMsMin', 1_201),
    ],
    [
      'lanes.cancel.usefulMsMin',
      laneOf('cancel', 'usefulMsMin', 1_200),
      laneOf('cancel', 'usefulMsMin', 1_201),
    ],
    ['limiter.limitMax', { limiter: { limitMax: 20 } }, { limiter: { limitMax: 21 } }],
    [
      'limiter.limitMin',
      { limiter: { limitMin: 20, limitStart: 20 } },
      { limiter: { limitMin: 21, limitStart: 20 } },
    ],
    [
      'limiter.limitStart',
      { limiter: { limitMin: 3, limitStart: 3 } },
      { limiter: { limitMin: 3, limitStart: 2 } },
    ],
    [
      'limiter.limitStart',
      { limiter: { limitMax: 9, limitStart: 9 } },
      { limiter: { limitMax: 9, limitStart: 10 } },
    ],
    ['breaker.windowMs', { breaker: { windowMs: 2_400 } }, { breaker: { windowMs: 2_399 } }],
    ['probe.backoffMsMax', probes(5, 5), probes(5, 4)],
    ['retry.backoffMsMax', retries(5, 5), retries(5, 4)],
    ['batch.sizeMax', { batch: { sizeMax: 10 } }, { batch: { sizeMax: 11 } }],
  ])('is found at %s, and only there', (path, fits, contradicts) => {
    const conflictsOf = (said: RulesOverrides) =>
      ruleConflicts(resolveRules(PARTNER, said), PARTNER).map((conflict) =>
        conflict.path.join('.'),
      );

    expect(conflictsOf(fits)).toEqual([]);
    expect(new Set(conflictsOf(contradicts))).toContain(path);
    expect(conflictsOf(contradicts).filter((found) => !found.startsWith('limiter'))).toEqual(
      path.startsWith('limiter') ? [] : [path],
    );
  });
});

function laneOf(lane: (typeof LANES)[number], field: string, value: number): RulesOverrides {
  return { lanes: { [lane]: { [field]: value } } };
}

function probes(backoffMsMin: number, backoffMsMax: number): RulesOverrides {
  return { probe: { backoffMsMin, backoffMsMax } };
}

function retries(backoffMsBase: number, backoffMsMax: number): RulesOverrides {
  return { retry: { backoffMsBase, backoffMsMax } };
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value);
}

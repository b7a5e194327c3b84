/*
 * Goal: calls in flight are bounded by what the partner can serve; inquiries always have their fifth;
 * waiting is bounded in number and time, and first come is first served.
 *
 * Method: the bulkhead alone in virtual time; the adaptive limit as the pure function that it is.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Lane } from '../../../src/contract/exchange.ts';
import {
  createAdaptiveLimit,
  partition,
  type LoadSample,
} from '../../../src/resilience/limits/adaptive-limit.ts';
import { createBulkhead } from '../../../src/resilience/limits/bulkhead.ts';
import { resolveRules } from '../../../src/resilience/rules/default-rules.ts';
import type { RulesOverrides } from '../../../src/resilience/rules/rules-schema.ts';
import { createRamp } from '../../../src/resilience/breaker/ramp.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { CAPABILITIES } from '../harness.ts';

function build(overrides: RulesOverrides = {}) {
  const runtime = virtualRuntime(1);
  let partnerRules = resolveRules(CAPABILITIES, overrides);
  const reload = (next: RulesOverrides) => (partnerRules = resolveRules(CAPABILITIES, next));
  const ramp = () => createRamp(() => partnerRules.probe);
  const ramps = { submit: ramp(), inquire: ramp(), cancel: ramp() };
  const bulkhead = createBulkhead(() => partnerRules, ramps, runtime);
  const enter = (lane: Lane, times: number) =>
    Array.from({ length: times }, () => bulkhead.tryEnter(lane)).filter(Boolean).length;
  return { runtime, bulkhead, enter, reload };
}

describe('the partition', () => {
  it('leaves inquiries a fifth of the slots however many submits come', () => {
    const { enter } = build();

    expect(enter('submit', 100)).toBe(16);
    expect(enter('inquire', 100)).toBe(4);
  });

  it('lets inquiries use what nobody else uses', () => {
    const { enter } = build();

    expect(enter('inquire', 100)).toBe(20);
  });

  it('counts cancels with the submits: together they take four fifths', () => {
    const { enter } = build();

    expect(enter('submit', 10) + enter('cancel', 100)).toBe(16);
  });

  it('gives a freed slot to a cancel before a submit, and an inquiry its own at once', async () => {
    const { bulkhead, enter, runtime } = build({ limiter: { limitMax: 5, limitStart: 5 } });
    enter('submit', 4);
    const inquiry = bulkhead.tryEnter('inquire');
    const order: string[] = [];
    for (const lane of ['submit', 'cancel'] as const) {
      void bulkhead.wait(lane, 1_000).then((answer) => order.push(`${lane} ${answer}`));
    }

    bulkhead.leave('submit');
    await runtime.advance(0);

    expect(inquiry).toBe(true);
    expect(order).toEqual(['cancel granted']);
  });

  it('keeps each kind of call within what the partner allows of it', () => {
    const { enter, bulkhead } = build({
      limiter: { limitStart: 20 },
      lanes: { submit: { inFlightMax: 5 }, inquire: { inFlightMax: 3 } },
    });

    expect([enter('submit', 100), enter('inquire', 100), enter('cancel', 100)]).toEqual([5, 3, 11]);
    expect(bulkhead.gauge('submit')).toMatchObject({ inFlight: 5, limit: 5 });
  });

  it('never splits into less than one, and never beyond the whole (any limit)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.integer({ min: 20, max: 90 }),
        (limit, share) => {
          const { moneyMax, inquireMin } = partition(limit, share);

          expect(moneyMax).toBeGreaterThanOrEqual(1);
          expect(moneyMax + inquireMin).toBe(limit);
          expect(inquireMin >= 1 || limit === 1).toBe(true);
          expect(inquireMin * 100 >= limit * share || moneyMax === 1).toBe(true);
        },
      ),
      { seed: 20261124 },
    );
  });
});

describe('waiting', () => {
  it('is first in, first out', async () => {
    const { bulkhead, enter, runtime } = build();
    enter('submit', 16);
    const order: number[] = [];
    for (const index of [1, 2, 3])
      void bulkhead.wait('submit', 1_000).then(() => order.push(index));

    bulkhead.leave('submit');
    bulkhead.leave('submit');
    await runtime.advance(0);

    expect(order).toEqual([1, 2]);
    expect(bulkhead.tryEnter('submit')).toBe(false);
  });

  it('is not overtaken by a newcomer when a reload makes room', () => {
    const { bulkhead, enter, reload } = build({ limiter: { inquirePercentMin: 50 } });
    enter('submit', 10);
    void bulkhead.wait('submit', 1_000);

    reload({ limiter: { inquirePercentMin: 20 } });

    expect(bulkhead.tryEnter('submit')).toBe(false);
    expect(bulkhead.tryEnter('cancel')).toBe(true);
  });

  it('ends at its deadline without taking a slot later', async () => {
    const { bulkhead, enter, runtime } = build();
    enter('submit', 16);
    const waiting = bulkhead.wait('submit', 300);

    await runtime.advance(300);
    bulkhead.leave('submit');

    expect(await waiting).toBe('expired');
    expect(bulkhead.gauge('submit')).toMatchObject({ inFlight: 15, queued: 0 });
  });

  it('is refused beyond the bound of the queue', async () => {
    const { bulkhead, enter } = build({ lanes: { submit: { queueMax: 1 } } });
    enter('submit', 16);
    void bulkhead.wait('submit', 1_000);

    expect(await bulkhead.wait('submit', 1_000)).toBe('full');
  });

  it('is over when the gateway closes', async () => {
    const { bulkhead, enter, runtime } = build();
    enter('submit', 16);
    const waiting = bulkhead.wait('submit', 1_000);

    bulkhead.close();

    expect(await waiting).toBe('closed');
    expect(runtime.pendingTimers()).toBe(0);
  });
});

describe('the adaptive limit', () => {
  const rules = { ...resolveRules(CAPABILITIES, {}).limiter, limitMax: 100, limitStart: 20 };
  const sample = (over: Partial<LoadSample>): LoadSample => ({
    lane: 'submit',
    load: 'served',
    latencyMs: 50,
    startedAtMs: 0,
    endedAtMs: 50,
    inFlight: 100,
    ...over,
  });

  it('grows by one for each limit’s worth of served calls, up to the contract', () => {
    const limit = createAdaptiveLimit(() => rules);

    for (let call = 0; call < 21; call += 1) limit.learn(sample({}));
    const after = limit.current();
    for (let call = 0; call < 50_000; call += 1) limit.learn(sample({}));

    expect([after, limit.current()]).toEqual([21, 100]);
  });

  it('does not grow while it is not used', () => {
    const limit = createAdaptiveLimit(() => rules);

    for (let call = 0; call < 1_000; call += 1) limit.learn(sample({ inFlight: 5 }));

    expect(limit.current()).toBe(20);
  });

  it('shrinks once per round trip, however many calls of it were lost', () => {
    const limit = createAdaptiveLimit(() => rules);

    for (let call = 0; call < 20; call += 1) {
      limit.learn(sample({ load: 'lost', startedAtMs: 0, endedAtMs: 1_000 + call }));
    }
    const once = limit.current();
    limit.learn(sample({ load: 'lost', startedAtMs: 1_001, endedAtMs: 2_000 }));

    expect([once, limit.current()]).toEqual([16, 12]);
  });

  it('shrinks when the partner queues: every answer good, each twice as late', () => {
    const limit = createAdaptiveLimit(() => rules);
    for (let call = 0; call < 50; call += 1) limit.learn(sample({ inFlight: 1 }));

    for (let call = 1; call < 60; call += 1) {
      limit.learn(sample({ latencyMs: 500, startedAtMs: call * 500, endedAtMs: call * 500 + 500 }));
    }

    expect(limit.current()).toBe(2);
  });

  it('is not shrunk by a partner that is slow by nature', () => {
    const limit = createAdaptiveLimit(() => rules);

    for (let call = 0; call < 500; call += 1) {
      limit.learn(sample({ latencyMs: 5_000 + (call % 7) * 200, startedAtMs: call * 10 }));
    }

    expect(limit.current()).toBeGreaterThanOrEqual(20);
  });

  it('stays within its bounds, whatever it is told (any samples)', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            load: fc.constantFrom('served' as const, 'lost' as const, 'neutral' as const),
            latencyMs: fc.integer({ min: 0, max: 60_000 }),
            startedAtMs: fc.integer({ min: 0, max: 100_000 }),
          }),
          { maxLength: 200 },
        ),
        (samples) => {
          const limit = createAdaptiveLimit(() => rules);
          for (const [index, over] of samples.entries()) {
            limit.learn(sample({ ...over, endedAtMs: over.startedAtMs + index }));
            expect(limit.current()).toBeGreaterThanOrEqual(2);
            expect(limit.current()).toBeLessThanOrEqual(100);
          }
        },
      ),
      { seed: 20261124 },
    );
  });
});

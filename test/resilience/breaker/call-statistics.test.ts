/**
 * Goal: a call that hangs is reported at its own moment, once, and only when the delay is the
 * partner's; results count only for the state of the lane that let the call in.
 * Method: the watch and the statistics of a lane alone, on virtual time.
 */
import { describe, expect, it } from 'vitest';

import { createCallStatistics } from '../../../src/resilience/breaker/call-statistics.ts';
import { createOverdueWatch } from '../../../src/resilience/breaker/overdue-watch.ts';
import { refusal } from '../../../src/resilience/try/refusals.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { createHarness } from '../harness.ts';

describe('the watch over calls under way', () => {
  function open() {
    const runtime = virtualRuntime(1);
    const reported: string[] = [];
    const watch = createOverdueWatch<{ readonly name: string; readonly startedAtMs: number }>(
      () => ({ slowMs: 100, loopDelayMsMax: 50 }),
      runtime,
      ({ name }) => reported.push(name),
    );
    const begin = (name: string) => {
      const call = { name, startedAtMs: runtime.elapsed() };
      watch.begin(call);
      return call;
    };
    return { runtime, watch, reported, begin };
  }

  it('reports each call at its own moment, and once', async () => {
    const { runtime, reported, begin } = open();
    begin('a');
    await runtime.advance(60);
    begin('b');

    await runtime.advance(39);
    expect(reported).toEqual([]);
    await runtime.advance(1);
    expect(reported).toEqual(['a']);
    await runtime.advance(59);
    expect(reported).toEqual(['a']);
    await runtime.advance(1);
    expect(reported).toEqual(['a', 'b']);
    await runtime.advance(1_000);
    expect(reported).toEqual(['a', 'b']);
  });

  it('reports two that began one millisecond apart one millisecond apart', async () => {
    const { runtime, reported, begin } = open();
    begin('a');
    await runtime.advance(1);
    begin('b');

    await runtime.advance(99);
    expect(reported).toEqual(['a']);
    await runtime.advance(1);
    expect(reported).toEqual(['a', 'b']);
  });

  it('reports none that ended in time, and goes on watching the others', async () => {
    const { runtime, watch, reported, begin } = open();
    const quick = begin('quick');
    await runtime.advance(50);
    begin('slow');
    watch.end(quick);

    await runtime.advance(100);

    expect(reported).toEqual(['slow']);
    expect(runtime.pendingTimers()).toBe(0);
  });

  it('watches again after it had nothing to do', async () => {
    const { runtime, reported, begin } = open();
    begin('a');
    await runtime.advance(500);
    begin('b');
    await runtime.advance(100);

    expect(reported).toEqual(['a', 'b']);
  });

  it('forgets all of them when it is stopped', async () => {
    const { runtime, watch, reported, begin } = open();
    begin('a');
    watch.stop();

    expect(runtime.pendingTimers()).toBe(0);
    begin('b');
    await runtime.advance(1_000);
    expect(reported).toEqual(['b']);
  });

  it.each([
    [50, ['a']],
    [51, []],
  ])(
    'takes a timer that is %i ms late for our own delay only beyond 50 ms',
    async (late, first) => {
      const runtime = virtualRuntime(1);
      let lateMs = 0;
      const clock = { ...runtime, elapsed: () => runtime.elapsed() + lateMs };
      const reported: string[] = [];
      const watch = createOverdueWatch<{ readonly startedAtMs: number }>(
        () => ({ slowMs: 100, loopDelayMsMax: 50 }),
        clock,
        () => reported.push('a'),
      );
      watch.begin({ startedAtMs: 0 });
      lateMs = late;
      await runtime.advance(100);

      expect(reported).toEqual(first);
      await runtime.advance(50);
      expect(reported).toEqual(['a']);
    },
  );
});

describe('the statistics of a lane', () => {
  function open() {
    const runtime = virtualRuntime(1);
    const rules = createHarness().partnerRules;
    const counted: boolean[] = [];
    const tripped: string[] = [];
    const statistics = createCallStatistics({
      lane: 'submit',
      partnerRules: () => rules,
      runtime,
      counted: (ok) => counted.push(ok),
      tripped: (why) => tripped.push(why),
    });
    const result = (fields: object = {}) =>
      ({
        ...refusal('rate', 'd', 1),
        fromWire: true,
        health: 'success',
        load: 'served',
        durationMs: 10,
        ...fields,
      }) as const;
    return { runtime, statistics, counted, tripped, result, slowMs: rules.lanes.submit.slowMs };
  }

  it('count a call as slow beyond the threshold, not at it, and after a timeout', () => {
    const { statistics, result, slowMs } = open();
    for (const fields of [{ durationMs: slowMs }, { durationMs: slowMs + 1 }, { timedOut: true }]) {
      const permit = statistics.permit();
      statistics.begin(permit);
      statistics.end(permit, result(fields));
    }
    expect(statistics.counts()).toMatchObject({ completed: 3, slow: 2 });
  });

  it('count a slow call once, though it was reported while under way', async () => {
    const { runtime, statistics, result, slowMs } = open();
    const permit = statistics.permit();
    statistics.begin(permit);
    await runtime.advance(slowMs);
    expect(statistics.counts()).toMatchObject({ slow: 1 });

    statistics.end(permit, result({ durationMs: slowMs + 50 }));

    expect(statistics.counts()).toMatchObject({ completed: 1, slow: 1 });
  });

  it('report no call that has ended', async () => {
    const { runtime, statistics, result } = open();
    const permit = statistics.permit();
    statistics.begin(permit);
    statistics.end(permit, result());

    await runtime.advance(600_000);

    expect(permit.overdue).toBe(false);
    expect(runtime.pendingTimers()).toBe(0);
  });

  it.each(['laneOpened', 'laneClosed'] as const)(
    'forget calls that were let in before (%s)',
    async (turn) => {
      const { runtime, statistics, counted, tripped, result, slowMs } = open();
      const before = statistics.permit();
      statistics.begin(before);
      statistics[turn]();

      await runtime.advance(slowMs);
      statistics.end(before, result({ health: 'failure' }));

      expect(statistics.counts()).toMatchObject({ completed: 0, failed: 0, slow: 0 });
      expect([counted, tripped]).toEqual([[], []]);
    },
  );

  it('tell the ramp of successes and failures, and of nothing neutral', () => {
    const { statistics, counted, result } = open();
    for (const health of ['success', 'neutral', 'failure', 'credential']) {
      const permit = statistics.permit();
      statistics.begin(permit);
      statistics.end(permit, result({ health }));
    }
    expect(counted).toEqual([true, false, false]);
  });
});

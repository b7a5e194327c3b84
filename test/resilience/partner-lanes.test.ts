/**
 * Goal: what operators, routing and the metrics are told of a partner's lanes is true and comes when
 * it should: gauges at each move and once a second, advice with a reason and a time, one event for
 * each refusal, and after the end nothing that still runs.
 * Method: one partner behind its guards in virtual time; its events, its advice, its timers.
 */
import { describe, expect, it } from 'vitest';

import type { Isolation } from '../../src/contract/send.ts';
import { createLaneGauges } from '../../src/resilience/lane-gauges.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';
import {
  answersAfter,
  breaksAfter,
  createHarness,
  type Harness,
  hangs,
  ofKind,
} from './harness.ts';

const RESET = breaksAfter(0, 'sent', 'ECONNRESET');

/** Fails until the submit lane opens; no probe is answered. */
async function openLane(harness: Harness): Promise<void> {
  harness.probed = RESET;
  harness.partner = RESET;
  for (let call = 0; call < 5; call++) await harness.sendAndWait('submit', 0);
  expect(harness.state('submit')).toBe('open');
}

function isolationOf(harness: Harness, ms = 60_000): Isolation {
  return { owner: 'ann', reason: 'test', expiresAtMs: harness.runtime.now() + ms };
}

const lanesOf = (events: readonly { readonly lane: string }[]) => events.map(({ lane }) => lane);

describe('gauges', () => {
  it('are told at a call, and then once a second for each lane', async () => {
    const runtime = virtualRuntime(1);
    const told: [string, number][] = [];
    const gauges = createLaneGauges(
      'bank',
      { gauge: () => ({ inFlight: 1, queued: 2, limit: 3 }) },
      runtime,
      (event) => {
        expect(event).toMatchObject({ partner: 'bank', inFlight: 1, queued: 2, limit: 3 });
        if (event.kind === 'lane.gauged') told.push([event.lane, runtime.elapsed()]);
      },
    );
    gauges.tellWhenDue('submit');
    gauges.tellWhenDue('submit');
    gauges.tellWhenDue('inquire');
    await runtime.advance(999);
    gauges.tellWhenDue('submit');
    await runtime.advance(1);
    gauges.tellWhenDue('submit');
    gauges.tell('submit');
    gauges.tellWhenDue('submit');

    expect(told).toEqual([
      ['submit', 0],
      ['inquire', 0],
      ['submit', 1_000],
      ['submit', 1_000],
    ]);
  });

  it('are told by calls that pass and by calls that are refused', async () => {
    const harness = createHarness();
    await harness.sendAndWait('submit', 100);
    await harness.sendAndWait('submit', 100);

    expect(lanesOf(ofKind(harness.events, 'lane.gauged'))).toEqual(['submit']);
    await harness.runtime.advance(1_000);
    await harness.sendAndWait('inquire', 100, 0);
    expect(lanesOf(ofKind(harness.events, 'lane.gauged'))).toEqual(['submit', 'inquire']);
  });

  it('are told at each move of a breaker', async () => {
    const harness = createHarness();
    await openLane(harness);

    const kinds = harness.events.map(({ kind }) => kind);
    expect(kinds[kinds.indexOf('breaker.moved') + 1]).toBe('lane.gauged');
  });

  it('are told of both stopped lanes at an isolation, and again at its end', async () => {
    for (const end of ['restored by an operator', 'the isolation expired']) {
      const harness = createHarness();
      harness.lanes.isolate(isolationOf(harness));
      expect(lanesOf(ofKind(harness.events, 'lane.gauged'))).toEqual(['submit', 'cancel']);
      if (end === 'restored by an operator') harness.lanes.restore();
      await harness.runtime.advance(60_000);

      expect(lanesOf(ofKind(harness.events, 'lane.gauged'))).toEqual([
        'submit',
        'cancel',
        'submit',
        'cancel',
      ]);
      expect(ofKind(harness.events, 'breaker.moved').slice(2)).toEqual(
        ['submit', 'cancel'].map((lane) => ({
          kind: 'breaker.moved',
          partner: 'testbank',
          lane,
          from: 'isolated',
          to: 'closed',
          reason: end,
        })),
      );
    }
  });
});

describe('advice', () => {
  it('lets everything through a closed lane', () => {
    const { lanes } = createHarness();
    expect([lanes.advice('submit'), lanes.advice('inquire')]).toEqual([
      { open: true },
      { open: true },
    ]);
  });

  it('names the next probe of an open lane, and a second from now while one is under way', async () => {
    const harness = createHarness();
    await openLane(harness);
    const state = harness.lanes.status().find(({ lane }) => lane === 'submit')?.state;
    const nextProbeAtMs = state?.kind === 'open' ? state.nextProbeAtMs : null;

    expect(nextProbeAtMs).toBeGreaterThanOrEqual(harness.runtime.now() + 4_000);
    expect(nextProbeAtMs).toBeLessThanOrEqual(harness.runtime.now() + 6_000);
    expect(harness.lanes.advice('submit')).toEqual({
      open: false,
      failure: 'technical.breaker.open',
      retryAtMs: nextProbeAtMs,
    });
    harness.probed = hangs('sent');
    await harness.runtime.advance((nextProbeAtMs ?? 0) - harness.runtime.now() + 1);
    expect(harness.lanes.advice('submit')).toEqual({
      open: false,
      failure: 'technical.breaker.open',
      retryAtMs: harness.runtime.now() + 1_000,
    });
  });

  it('names the end of an isolation, for submits and cancels alone', () => {
    const harness = createHarness();
    const isolation = isolationOf(harness);
    harness.lanes.isolate(isolation);

    for (const lane of ['submit', 'cancel'] as const) {
      expect(harness.lanes.advice(lane)).toEqual({
        open: false,
        failure: 'technical.breaker.open',
        retryAtMs: isolation.expiresAtMs,
      });
    }
    expect(harness.lanes.advice('inquire')).toEqual({ open: true });
  });

  it('names our own end once the lanes are closed', () => {
    const harness = createHarness();
    harness.lanes.close();

    expect(harness.lanes.advice('inquire')).toEqual({
      open: false,
      failure: 'technical.overload.gateway',
      retryAtMs: harness.runtime.now() + 1_000,
    });
  });
});

describe('a refused call', () => {
  it('is told once, as no exchange, late or injected', async () => {
    const harness = createHarness({ wasInjected: () => true });
    harness.lanes.isolate(isolationOf(harness));
    const verdict = await harness.sendAndWait('submit', 0);

    expect(verdict).toMatchObject({ kind: 'neverSent', failure: 'technical.breaker.open' });
    expect(ofKind(harness.events, 'exchange.ended')).toEqual([
      {
        kind: 'exchange.ended',
        partner: 'testbank',
        lane: 'submit',
        outcome: 'breaker_open',
        durationMs: 0,
        late: false,
        injected: false,
        payoutId: 'po_1',
        attemptNo: 1,
        epoch: 1,
      },
    ]);
  });

  it('by an open breaker is asked to come back when a probe is due, a second later at least', async () => {
    const harness = createHarness();
    await openLane(harness);
    const refused = await harness.sendAndWait('submit', 0);
    const retryAfterMs = refused?.kind === 'neverSent' ? (refused.retryAfterMs ?? 0) : 0;

    expect(retryAfterMs).toBeGreaterThanOrEqual(4_000);
    expect(retryAfterMs).toBeLessThanOrEqual(6_000);
    await harness.runtime.advance(retryAfterMs - 500);
    expect(await harness.sendAndWait('submit', 0)).toMatchObject({ retryAfterMs: 1_000 });
  });
});

describe('restoring', () => {
  it('what was not isolated does nothing', () => {
    const harness = createHarness();
    harness.lanes.restore();

    expect(harness.events).toEqual([]);
  });

  it('leaves a lane open whose breaker had opened before, and lets a closed one start slowly', async () => {
    const harness = createHarness();
    await openLane(harness);
    harness.lanes.isolate(isolationOf(harness));
    harness.lanes.restore();
    const limitOf = (lane: string) =>
      harness.lanes.status().find((status) => status.lane === lane)?.limit;

    expect([harness.state('submit'), harness.state('cancel')]).toEqual(['open', 'closed']);
    expect(limitOf('cancel')).toBe(2);
    expect(limitOf('submit')).toBeGreaterThan(2);
  });
});

describe('closing', () => {
  it('answers whoever waits for a slot, refuses whoever comes, and leaves no timer behind', async () => {
    const harness = createHarness({ partnerRules: { lanes: { submit: { inFlightMax: 1 } } } });
    harness.partner = answersAfter(200, 'executed');
    const verdicts: unknown[] = [];
    void harness.send('submit').then((verdict) => verdicts.push(verdict));
    await harness.runtime.advance(1);
    void harness.send('submit').then((verdict) => verdicts.push(verdict));
    await harness.runtime.advance(1);
    harness.lanes.isolate(isolationOf(harness));

    harness.lanes.close();
    await harness.runtime.advance(0);
    expect(verdicts).toMatchObject([{ kind: 'neverSent', failure: 'technical.overload.gateway' }]);
    expect(await harness.sendAndWait('inquire', 0)).toMatchObject({
      kind: 'neverSent',
      failure: 'technical.overload.gateway',
    });
    await harness.runtime.advance(300);
    expect(verdicts[1]).toMatchObject({ kind: 'executed' });
    expect(harness.runtime.pendingTimers()).toBe(0);
  });

  it('asks an open partner no more', async () => {
    const harness = createHarness();
    await openLane(harness);
    harness.lanes.close();
    const seen = harness.seen.length;
    await harness.runtime.advance(600_000);

    expect(harness.seen).toHaveLength(seen);
    expect(harness.runtime.pendingTimers()).toBe(0);
  });
});

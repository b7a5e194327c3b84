/**
 * Goal: a chaos session disturbs exactly what it was aimed at, as often as asked, always the same
 * payouts, never for longer than its ttl, and says truly what each fault did to the money.
 * Method: the tap around a stub exchange that counts what it executed, on virtual time; keyed
 * draws over thousands of exchanges.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { faultsPage } from '../../scripts/faults-page.ts';
import { FAULTS } from '../../src/chaos/faults/catalogue.ts';
import { createChaos } from '../../src/chaos/arm/control.ts';
import { parseDurationMs } from '../../src/chaos/arm/duration.ts';
import { drawDelayMs } from '../../src/chaos/faults/delay.ts';
import type { GatewayEvent } from '../../src/contract/events.ts';
import {
  type Exchange,
  type ExchangeContext,
  type ExchangeTags,
  type Phase,
  WireError,
} from '../../src/contract/exchange.ts';
import { keyedDraw } from '../../src/runtime/keyed-draw.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

const REQUEST = { method: 'POST', path: '/pay', headers: {}, body: 'x' } as const;
const TAGS: ExchangeTags = {
  partner: 'alipay',
  lane: 'submit',
  payoutId: 'po_1',
  attemptNo: 1,
  epoch: 1,
  amountMinor: 500n,
};

describe('a fault', () => {
  it.each([
    [{ fault: 'connect.refused' }, 0, 'unsent', 'never_sent'],
    [{ fault: 'tcp.rst' }, 0, 'sent', 'not_executed'],
    [{ fault: 'commit.lost_answer', as: 'rst' }, 1, 'sent', 'executed_unanswered'],
    [{ fault: 'commit.lost_answer', as: 'timeout' }, 1, 'sent', 'executed_unanswered'],
    [{ fault: 'commit.lost_answer', as: '5xx' }, 1, 502, 'executed_unanswered'],
    [{ fault: 'http.status', code: 503 }, 0, 503, 'not_executed'],
    [{ fault: 'http.status', code: 503, delivered: true }, 1, 503, 'executed_unanswered'],
    [{ fault: 'delay', dist: { fixed: 10 } }, 1, 200, 'none'],
  ] as const)(
    '%j executes %i times, ends as %s, and says %s',
    async (fault, executed, end, truth) => {
      const world = openWorld();
      world.arm(fault);

      const ending = world.call(TAGS).then(
        (reply) => reply.status,
        (error: unknown) => (error instanceof WireError ? error.phase : 'bug'),
      );
      await world.runtime.advance(600_000);

      expect(await ending).toBe(end);
      expect(world.executed).toBe(executed);
      expect(world.events.filter(({ kind }) => kind === 'fault.injected')).toMatchObject([
        { payoutId: 'po_1', truth, ruleId: 'rule' },
      ]);
    },
  );

  it('reports the phases that a real one would, so that "never sent" stays provable', async () => {
    const refused = openWorld();
    refused.arm({ fault: 'connect.refused' });
    const reset = openWorld();
    reset.arm({ fault: 'tcp.rst' });

    await refused.call(TAGS).catch(() => undefined);
    await reset.call(TAGS).catch(() => undefined);

    expect(refused.phases).toEqual([]);
    expect(reset.phases).toEqual(['sent']);
  });

  it('delays never early, and the answer rather than the request by default', async () => {
    const world = openWorld();
    world.arm({ fault: 'delay', dist: { fixed: 200 } });

    let answered = false;
    const call = world.call(TAGS).then(() => (answered = true));
    await world.runtime.advance(199);
    expect(world.executed).toBe(1);
    expect(answered).toBe(false);
    await world.runtime.advance(1);
    await call;

    expect(answered).toBe(true);
  });

  it('touches only what it is aimed at, and never a probe', async () => {
    const world = openWorld();
    world.arm({
      fault: 'connect.refused',
      on: { partner: 'alipay', op: 'submit', attempt: 1, amount: { min: 100, max: 1000 } },
    });

    const struck = await Promise.all(
      [
        TAGS,
        { ...TAGS, partner: 'wechat' },
        { ...TAGS, lane: 'inquire' as const },
        { ...TAGS, attemptNo: 2 },
        { ...TAGS, amountMinor: 99n },
        { ...TAGS, amountMinor: 1001n },
        { ...TAGS, payoutId: '' },
      ].map((tags) => world.isStruck(tags)),
    );

    expect(struck).toEqual([true, false, false, false, false, false, false]);
  });

  it('ends by itself, at its ttl', async () => {
    const world = openWorld();
    world.arm({ fault: 'connect.refused', ttl: '30s' });

    expect(await world.isStruck(TAGS)).toBe(true);
    await world.runtime.advance(30_000);

    expect(await world.isStruck(TAGS)).toBe(false);
    expect(world.chaos.list()).toEqual([]);
    expect(world.events.map(({ kind }) => kind)).toContain('chaos.disarmed');
  });
});

describe('the draw', () => {
  const payouts = Array.from({ length: 2_500 }, (_, index) => `po_${index}`);

  it('strikes the same payouts in every run, in whatever order they come (seed 7)', async () => {
    const forward = openWorld();
    const backward = openWorld();
    for (const world of [forward, backward]) {
      world.arm({ fault: 'connect.refused', rate: 0.3, seed: 7 });
    }

    const first = await strikes(forward, payouts);
    const second = await strikes(backward, payouts.toReversed());

    expect([...second].toSorted()).toEqual([...first].toSorted());
  });

  it('achieves the asked rate within the 95 % binomial interval (seed 7, 2500 payouts)', async () => {
    const world = openWorld();
    world.arm({ fault: 'connect.refused', rate: 0.3, seed: 7 });

    const { size: hits } = await strikes(world, payouts);

    const spread = 1.96 * Math.sqrt(0.3 * 0.7 * payouts.length);
    expect(Math.abs(hits - 0.3 * payouts.length)).toBeLessThan(spread);
    expect(world.chaos.list()[0]).toMatchObject({ matched: payouts.length, hits });
  });

  it('sticks to a payout when asked to, over all its attempts', async () => {
    const world = openWorld();
    world.arm({ fault: 'connect.refused', rate: 0.5, seed: 7, stickyBy: 'payout' });

    for (const payoutId of payouts.slice(0, 50)) {
      const first = await world.isStruck({ ...TAGS, payoutId });
      const second = await world.isStruck({ ...TAGS, payoutId, attemptNo: 2, epoch: 3 });
      expect(second).toBe(first);
    }
  });

  it('gives a lognormal delay the median and the 99th percentile it was asked for (2500 draws)', () => {
    const delays = payouts
      .map((payoutId) =>
        drawDelayMs(
          { lognormal: { p50: 400, p99: 3_000 } },
          { draw: (purpose) => keyedDraw(7, payoutId, purpose) },
        ),
      )
      .toSorted((a, b) => a - b);

    expect(delays[1_250]).toBeGreaterThan(360);
    expect(delays[1_250]).toBeLessThan(440);
    expect(delays[2_475]).toBeGreaterThan(2_300);
    expect(delays[2_475]).toBeLessThan(3_900);
  });
});

describe('the levers', () => {
  it('panic stops everything and blocks new faults until released', async () => {
    const world = openWorld();
    world.arm({ fault: 'connect.refused' });

    world.chaos.panic('ann');

    expect(await world.isStruck(TAGS)).toBe(false);
    expect(world.tryArm({ fault: 'connect.refused' }).ok).toBe(false);
    world.chaos.release('ann');
    expect(world.tryArm({ fault: 'connect.refused' }).ok).toBe(true);
  });

  it.each([
    [{}, '/ttl', { ttl: undefined }],
    [{ ttl: '2h' }, '/ttl', {}],
    [{ ttl: 'soon' }, '/ttl', {}],
    [{ fault: 'outage' }, '/fault', {}],
    [{ on: { partner: 'nobank' } }, '/on/partner', {}],
    [{ on: { partner: 'alipay', op: 'pay' } }, '/on/op', {}],
    [{ rate: 1.5 }, '/rate', {}],
    [{ fault: 'http.status', code: 99 }, '/code', {}],
    [{ fault: 'delay', dist: { fixed: -1 } }, '/dist/fixed', {}],
    [{ typo: 1 }, '', {}],
  ])('%j is refused with the pointer %s', (fault, pointer, unset) => {
    const outcome = openWorld().tryArm({ fault: 'connect.refused', ...fault, ...unset });

    expect(outcome.ok).toBe(false);
    expect(outcome.ok ? [] : outcome.errors.map((error) => error.pointer)).toContain(pointer);
  });

  it('guarded mode refuses whatever creates doubt', () => {
    const world = openWorld('guarded');

    expect(world.tryArm({ fault: 'commit.lost_answer' }).ok).toBe(false);
    expect(world.tryArm({ fault: 'tcp.rst' }).ok).toBe(false);
    expect(world.tryArm({ fault: 'delay', dist: { fixed: 60_000 } }).ok).toBe(false);
    expect(world.tryArm({ fault: 'delay', dist: { fixed: 500 } }).ok).toBe(true);
    expect(world.tryArm({ fault: 'connect.refused', id: 'other' }).ok).toBe(true);
  });

  it('reads durations as people and as ISO 8601 write them', () => {
    expect(['250ms', '30s', '5m', '1h', 'PT30S', 'PT1M30S'].map(parseDurationMs)).toEqual([
      250, 30_000, 300_000, 3_600_000, 30_000, 90_000,
    ]);
    expect(['', 'PT', '5', '5 s', '-5s', 'P1D'].map(parseDurationMs)).toEqual(Array(6).fill(null));
  });
});

describe('docs/FAULTS.md', () => {
  const page = readFileSync(new URL('../../docs/FAULTS.md', import.meta.url), 'utf8');

  it('equals the catalogue, both ways', () => {
    const named = [...page.matchAll(/^## `([^`]+)`$/gm)].map((match) => match[1]);

    expect(page).toBe(faultsPage());
    expect(named).toEqual(FAULTS.map(({ id }) => id));
  });
});

type World = ReturnType<typeof openWorld>;

function openWorld(mode: 'lab' | 'guarded' = 'lab') {
  const runtime = virtualRuntime(1);
  const events: GatewayEvent[] = [];
  const phases: Phase[] = [];
  const emit = (event: GatewayEvent) => void events.push(event);
  const chaos = createChaos({ mode, runtime, emit, partners: ['alipay', 'wechat'] });
  const world = {
    runtime,
    events,
    phases,
    chaos,
    executed: 0,
    tryArm: (fault: object) =>
      chaos.arm({ on: { partner: 'alipay' }, ttl: '30m', ...fault }, 'ann'),
    arm(fault: object) {
      const outcome = world.tryArm({ id: 'rule', ...fault });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
    },
    call: (tags: ExchangeTags) => exchange(REQUEST, contextOf(tags, phases)),
    isStruck: (tags: ExchangeTags) =>
      world.call(tags).then(
        () => false,
        () => true,
      ),
  };
  const bank: Exchange = (_request, context) => {
    world.executed += 1;
    context.onPhase('sent');
    return Promise.resolve({ status: 200, headers: {}, body: 'paid' });
  };
  const exchange = chaos.tap('alipay')(bank);
  return world;
}

function contextOf(tags: ExchangeTags, phases: Phase[]): ExchangeContext {
  return {
    tags,
    signal: new AbortController().signal,
    tryIndex: 0,
    onPhase: (phase) => void phases.push(phase),
  };
}

async function strikes(world: World, payouts: readonly string[]): Promise<Set<string>> {
  const struck = await Promise.all(
    payouts.map(async (payoutId) =>
      (await world.isStruck({ ...TAGS, payoutId })) ? payoutId : '',
    ),
  );
  return new Set(struck.filter((payoutId) => payoutId !== ''));
}

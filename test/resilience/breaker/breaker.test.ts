/*
 * Goal: a lane opens on the partner's faults, stays shut for payouts until money-free probes were
 * answered, ramps up slowly, ignores results of earlier generations, and obeys a person's isolation.
 *
 * Method: the whole guard stack in virtual time against a scripted partner.
 */
import { describe, expect, it } from 'vitest';

import type { FailureCode } from '../../../src/contract/failure.ts';
import {
  answersAfter,
  breaksAfter,
  createHarness,
  hangs,
  ofKind,
  type Harness,
} from '../harness.ts';

const RESETS = breaksAfter(5, 'sent', 'ECONNRESET');

/** Five resets in a row: the lane opens. */
async function openLane(harness: Harness): Promise<void> {
  harness.partner = RESETS;
  for (let call = 0; call < 5; call += 1) await harness.sendAndWait('submit', 5);
  expect(harness.state('submit')).toBe('open');
}

describe('opening', () => {
  it('refuses the next submit as never sent and says when to come back', async () => {
    const harness = createHarness();
    await openLane(harness);
    const before = harness.seen.length;

    const verdict = await harness.sendAndWait('submit', 0);

    expect(verdict).toMatchObject({ kind: 'neverSent', failure: 'technical.breaker.open' });
    expect(verdict).toHaveProperty(
      'retryAfterMs',
      expect.toSatisfy((ms: number) => ms >= 4_000),
    );
    expect(harness.seen.length).toBe(before);
    expect(harness.lanes.advice('submit')).toMatchObject({ open: false });
  });

  it('never blinds the other lanes: inquiries go on', async () => {
    const harness = createHarness();
    await openLane(harness);
    harness.partner = answersAfter(5, 'absent');

    const verdict = await harness.sendAndWait('inquire', 5);

    expect(verdict).toEqual({ kind: 'absent' });
    expect(harness.lanes.advice('inquire')).toEqual({ open: true });
  });

  it.each<readonly [body: string, opens: boolean]>([
    ['refused eligibility.account.closed', false],
    ['refused regulatory.sanctions', false],
    ['refused partner.cutoff', false],
    ['refused technical.overload.partner', false],
    ['duplicate', false],
    ['absent', false],
    ['garbage', true],
    ['refused technical.settlement.failed', true],
    ['refused partner.outage', true],
    ['refused technical.thirdparty.auth', true],
  ])('after a storm of "%s": %s', async (body, opens) => {
    const harness = createHarness();
    harness.partner = answersAfter(5, body);

    for (let call = 0; call < 30; call += 1) await harness.sendAndWait('submit', 5);

    expect(harness.state('submit')).toBe(opens ? 'open' : 'closed');
  });

  it('stops sending into a bank that hangs within two slow thresholds', async () => {
    const harness = createHarness({
      partnerRules: { lanes: { submit: { slowMs: 300 } }, breaker: { completedMin: 10 } },
    });
    harness.partner = hangs('sent');

    for (let call = 0; call < 16; call += 1) void harness.send('submit');
    await harness.runtime.advance(600);

    expect(harness.state('submit')).toBe('open');
    expect(harness.lanes.status()[0]?.state).toMatchObject({
      kind: 'open',
      reason: expect.stringMatching(/^slow/),
    });
  });
});

describe('probing', () => {
  it('closes after two harmless answers, without a single payout as a trial', async () => {
    const harness = createHarness();
    await openLane(harness);
    const before = harness.seen.length;

    await harness.runtime.advance(10_000);

    expect(harness.state('submit')).toBe('closed');
    expect(harness.seen.slice(before)).toEqual([
      { lane: 'submit', probe: true, tryIndex: 0 },
      { lane: 'submit', probe: true, tryIndex: 0 },
    ]);
    expect(ofKind(harness.events, 'breaker.moved').map(({ from, to }) => `${from}>${to}`)).toEqual([
      'closed>open',
      'open>half_open',
      'half_open>closed',
    ]);
  });

  it('shows half_open between the first answer and the last, and still refuses payouts', async () => {
    const harness = createHarness({ partnerRules: { probe: { successesMin: 3 } } });
    await openLane(harness);

    await harness.runtime.advance(6_500);
    const state = harness.state('submit');
    const verdict = await harness.sendAndWait('submit', 0);

    expect(state).toBe('half_open');
    expect(verdict).toMatchObject({ kind: 'neverSent', failure: 'technical.breaker.open' });
  });

  it('backs off 5 s x 2^n within 20 % up to two minutes while probes fail (seed 7)', async () => {
    const harness = createHarness({ seed: 7 });
    await openLane(harness);
    harness.probed = answersAfter(0, 'dead');
    const waits: number[] = [];
    let last = harness.runtime.elapsed();
    let probes = harness.seen.length;

    while (waits.length < 7) {
      await harness.runtime.advance(1);
      if (harness.seen.length === probes) continue;
      probes = harness.seen.length;
      waits.push(harness.runtime.elapsed() - last);
      last = harness.runtime.elapsed();
    }

    const ideal = [5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 120_000];
    expect(waits.map((ms, step) => Math.abs(ms / (ideal[step] ?? 0) - 1) <= 0.21)).not.toContain(
      false,
    );
    expect(
      new Set(waits.map((ms, step) => (ms / (ideal[step] ?? 1)).toFixed(2))).size,
    ).toBeGreaterThan(3);
  });

  it('settles by its own timer when the partner hangs, and tries again', async () => {
    const harness = createHarness();
    await openLane(harness);
    harness.probed = () => new Promise(() => undefined);

    await harness.runtime.advance(30_000);
    harness.probed = answersAfter(5, 'alive');
    await harness.runtime.advance(40_000);

    expect(harness.state('submit')).toBe('closed');
  });

  it('falls back to open when the partner relapses between two probes', async () => {
    const harness = createHarness();
    await openLane(harness);
    let probes = 0;
    harness.probed = (request, context, runtime) => {
      probes += 1;
      return answersAfter(1, probes === 1 ? 'alive' : 'dead')(request, context, runtime);
    };

    await harness.runtime.advance(9_000);

    expect(probes).toBe(2);
    expect(harness.state('submit')).toBe('open');
    expect(ofKind(harness.events, 'breaker.moved').at(-1)).toMatchObject({
      from: 'half_open',
      to: 'open',
    });
  });

  it('goes on with a longer back-off when the lane trips again soon after closing', async () => {
    const harness = createHarness();
    await openLane(harness);
    const wait = () => {
      const state = harness.lanes.status()[0]?.state;
      return state?.kind === 'open' ? (state.nextProbeAtMs ?? 0) - harness.runtime.now() : NaN;
    };
    const first = wait();
    await harness.runtime.advance(8_000);

    await openLane(harness);

    expect(wait()).toBeGreaterThan(first * 1.3);
  });
});

describe('generations', () => {
  it('a call from before the outage neither closes nor re-opens the lane', async () => {
    const harness = createHarness({ partnerRules: { lanes: { submit: { slowMs: 1_200 } } } });
    const resets: (() => void)[] = [];
    harness.partner = (_request, context) => {
      context.onPhase('sent');
      return new Promise((resolve) => {
        resets.push(() => resolve({ status: 502, headers: {}, body: 'garbage' }));
      });
    };
    for (let call = 0; call < 10; call += 1) void harness.send('submit', 60_000);
    await harness.runtime.advance(1);
    for (const end of resets.splice(0, 5)) end();
    await harness.runtime.advance(1);
    expect(harness.state('submit')).toBe('open');
    harness.partnerRules = {
      ...harness.partnerRules,
      probe: { ...harness.partnerRules.probe, backoffMsMin: 1 },
    };

    for (const end of resets.splice(0, 4)) end();
    await harness.runtime.advance(10_000);
    const closed = harness.state('submit');
    for (const end of resets) end();
    await harness.runtime.advance(1);

    expect(closed).toBe('closed');
    expect(harness.state('submit')).toBe('closed');
    expect(harness.lanes.status()[0]?.window).toMatchObject({
      completed: 0,
      consecutiveFailures: 0,
    });
  });
});

describe('the ramp after closing', () => {
  it('starts with two in flight and doubles with each clean second', async () => {
    // Losses hardly shrink the adaptive limit here, so that the ramp is what is seen.
    const harness = createHarness({ partnerRules: { limiter: { decreasePercent: 95 } } });
    await openLane(harness);
    await harness.runtime.advance(10_000);
    harness.partner = answersAfter(100, 'executed');
    const limits: number[] = [];

    for (let step = 0; step < 5; step += 1) {
      limits.push(harness.lanes.status()[0]?.limit ?? 0);
      await harness.sendAndWait('submit', 1_000);
      await harness.sendAndWait('submit', 100);
    }

    expect(limits).toEqual([2, 4, 8, 12, 12]);
  });

  it('lets the backlog in slowly: two go, the third waits and is refused in time', async () => {
    const harness = createHarness();
    await openLane(harness);
    await harness.runtime.advance(10_000);
    harness.partner = answersAfter(1_000, 'executed');

    void harness.send('submit');
    void harness.send('submit');
    const third = await harness.sendAndWait('submit', 600);

    expect(third).toMatchObject({ kind: 'neverSent', failure: 'technical.overload.partner' });
  });
});

describe('an isolation by a person', () => {
  const isolation = (harness: Harness, forMs: number) => ({
    owner: 'mei.lin',
    reason: 'wrong settlement account',
    expiresAtMs: harness.runtime.now() + forMs,
  });

  it('stops submits and cancels, and lets inquiries resolve doubt', async () => {
    const harness = createHarness();

    harness.lanes.isolate(isolation(harness, 60_000));

    expect(
      ['submit', 'inquire', 'cancel'].map(
        (lane) => harness.lanes.status().find((status) => status.lane === lane)?.state.kind,
      ),
    ).toEqual(['isolated', 'closed', 'isolated']);
    expect(await harness.sendAndWait('submit', 0)).toMatchObject({ kind: 'neverSent' });
    expect(await harness.sendAndWait('cancel', 0)).toMatchObject({ kind: 'neverSent' });
    expect(await harness.sendAndWait('inquire', 10)).toMatchObject({ kind: 'executed' });
  });

  it('stays until its end: answered probes do not end it', async () => {
    const harness = createHarness();
    await openLane(harness);

    harness.lanes.isolate(isolation(harness, 3_600_000));
    await harness.runtime.advance(600_000);

    expect(ofKind(harness.events, 'breaker.moved').at(-1)).toMatchObject({ to: 'isolated' });
    expect(harness.state('submit')).toBe('isolated');
    expect(harness.lanes.status()[0]?.state).toMatchObject({
      kind: 'isolated',
      isolation: { owner: 'mei.lin' },
      beneath: { kind: 'closed' },
    });
  });

  it('ends by itself at its expiry, and the lane starts with a ramp', async () => {
    const harness = createHarness();
    harness.lanes.isolate(isolation(harness, 60_000));

    await harness.runtime.advance(60_000);

    // Told without being asked: reading the status would end the isolation by itself.
    expect(ofKind(harness.events, 'breaker.moved').at(-1)).toMatchObject({
      from: 'isolated',
      to: 'closed',
    });
    expect(harness.state('submit')).toBe('closed');
    expect(harness.lanes.status()[0]?.limit).toBe(2);
  });

  it('ends when it is restored, to whatever state was underneath', async () => {
    const harness = createHarness();
    await openLane(harness);
    harness.probed = answersAfter(0, 'dead');
    harness.lanes.isolate(isolation(harness, 60_000));

    harness.lanes.restore();

    expect(harness.state('submit')).toBe('open');
    expect(harness.state('cancel')).toBe('closed');
  });

  it('is refused without an owner, a reason or an end', () => {
    const harness = createHarness();
    const good = isolation(harness, 1_000);

    expect(() => harness.lanes.isolate({ ...good, owner: ' ' })).toThrow('owner');
    expect(() => harness.lanes.isolate({ ...good, reason: '' })).toThrow('reason');
    expect(() => harness.lanes.isolate({ ...good, expiresAtMs: harness.runtime.now() })).toThrow(
      'future',
    );
    expect(harness.state('submit')).toBe('closed');
  });

  it('tells no listener who isolated it: owner and reason are for the operators’ view', () => {
    const harness = createHarness();

    harness.lanes.isolate(isolation(harness, 60_000));

    expect(JSON.stringify(harness.events)).not.toMatch(/mei\.lin|settlement account/);
  });
});

describe('closing the gateway', () => {
  it('is final for a probe under way: its answer closes nothing', async () => {
    const harness = createHarness({ partnerRules: { probe: { successesMin: 1 } } });
    await openLane(harness);
    harness.probed = answersAfter(1_000, 'alive');
    while (!harness.seen.some(({ probe }) => probe)) await harness.runtime.advance(10);
    const moves = ofKind(harness.events, 'breaker.moved').length;

    harness.lanes.close();
    await harness.runtime.advance(60_000);

    expect(harness.seen.filter(({ probe }) => probe)).toHaveLength(1);
    expect(ofKind(harness.events, 'breaker.moved')).toHaveLength(moves);
  });

  it('counts no more: calls that fail afterwards start no probes', async () => {
    const harness = createHarness();
    harness.partner = breaksAfter(100, 'sent', 'ECONNRESET');
    for (let call = 0; call < 10; call += 1) void harness.send('submit');
    await harness.runtime.advance(10);

    harness.lanes.close();
    await harness.runtime.advance(60_000);

    expect(ofKind(harness.events, 'exchange.ended')).toHaveLength(10);
    expect(ofKind(harness.events, 'breaker.moved')).toHaveLength(0);
    expect(harness.runtime.pendingTimers()).toBe(0);
  });

  it('refuses new calls as never sent, stops probing, and lets running calls end', async () => {
    const harness = createHarness();
    harness.partner = answersAfter(100, 'executed');
    let running: unknown;
    void harness.send('submit').then((verdict) => (running = verdict));
    await harness.runtime.advance(10);

    harness.lanes.close();
    const refused = await harness.sendAndWait('submit', 0);
    await harness.runtime.advance(100);

    expect(refused).toMatchObject({
      kind: 'neverSent',
      failure: 'technical.overload.gateway' satisfies FailureCode,
    });
    expect(running).toMatchObject({ kind: 'executed' });
    await harness.runtime.advance(60_000);
    expect(harness.runtime.pendingTimers()).toBe(0);
  });
});

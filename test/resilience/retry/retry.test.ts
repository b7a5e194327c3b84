/*
 * Goal: a call is repeated only over the proof that nothing was sent (asking is free: inquiries also
 * in doubt), within a budget, a rate and a deadline, and what is never sent is truly never sent.
 *
 * Method: the whole guard stack in virtual time; budget, rate and deadline also on their own.
 */
import { describe, expect, it } from 'vitest';

import { sliceDeadline } from '../../../src/resilience/try/deadline.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { defaultRules, resolveRules } from '../../../src/resilience/rules/default-rules.ts';
import { createRateLimit } from '../../../src/resilience/limits/rate-limit.ts';
import { createRetryBudget } from '../../../src/resilience/retry/retry-budget.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import {
  answersAfter,
  breaksAfter,
  CAPABILITIES,
  createHarness,
  ofKind,
  type Behaviour,
} from '../harness.ts';

const REFUSED = breaksAfter(0, 'unsent', 'ECONNREFUSED');
const RESET = breaksAfter(0, 'sent', 'ECONNRESET');

/** Does the first things first, and the last for ever. */
function inTurn(...behaviours: readonly [Behaviour, ...Behaviour[]]): Behaviour {
  let turn = 0;
  return (...call) => {
    const behaviour = behaviours[Math.min(turn, behaviours.length - 1)] ?? behaviours[0];
    turn += 1;
    return behaviour(...call);
  };
}

describe('a submit', () => {
  it('is tried again on the backup host when nothing was sent', async () => {
    const harness = createHarness();
    harness.partner = inTurn(REFUSED, answersAfter(0, 'executed'));

    const verdict = await harness.sendAndWait('submit', 200);

    expect(verdict).toMatchObject({ kind: 'executed' });
    expect(harness.seen.map(({ tryIndex }) => tryIndex)).toEqual([0, 1]);
    expect(ofKind(harness.events, 'call.retried')).toEqual([
      expect.objectContaining({ lane: 'submit', reason: 'never_sent' }),
    ]);
  });

  it('is tried three times at most', async () => {
    const harness = createHarness();
    harness.partner = REFUSED;

    const verdict = await harness.sendAndWait('submit', 1_000);

    expect(verdict).toMatchObject({ kind: 'neverSent', failure: 'technical.latency.connect' });
    expect(harness.seen.map(({ tryIndex }) => tryIndex)).toEqual([0, 1, 2]);
  });

  it.each(['submit', 'cancel'] as const)(
    'of the %s lane is never repeated in doubt',
    async (lane) => {
      const harness = createHarness();
      harness.partner = inTurn(RESET, answersAfter(0, 'executed'));

      const verdict = await harness.sendAndWait(lane, 5_000);

      expect(verdict).toMatchObject({ kind: 'unknown' });
      expect(harness.seen).toHaveLength(1);
    },
  );

  it('stays in doubt when a later try was not sent', async () => {
    const harness = createHarness();
    harness.partner = inTurn(REFUSED, RESET);

    expect(await harness.sendAndWait('submit', 1_000)).toMatchObject({ kind: 'unknown' });
    expect(harness.seen).toHaveLength(2);
  });
});

describe('an inquiry', () => {
  it('is repeated in doubt: asking moves no money', async () => {
    const harness = createHarness();
    harness.partner = inTurn(RESET, RESET, answersAfter(0, 'absent'));

    expect(await harness.sendAndWait('inquire', 1_000)).toEqual({ kind: 'absent' });
  });

  it('is repeated no earlier than the partner wished', async () => {
    const harness = createHarness();
    harness.partner = answersAfter(0, 'garbage');
    const order = harness.order('inquire');
    const verdict: Verdict = {
      kind: 'unknown',
      failure: 'technical.thirdparty.error',
      detail: 'busy',
      retryAfterMs: 3_000,
    };
    void harness.lanes.send({ ...order, call: { ...order.call, read: () => verdict } });

    await harness.runtime.advance(3_000);
    const before = harness.seen.length;
    await harness.runtime.advance(2_000);

    expect(before).toBe(1);
    expect(harness.seen.length).toBeGreaterThan(1);
  });

  it('is never called "never sent" when one of its tries went out', async () => {
    const harness = createHarness();
    harness.partner = inTurn(RESET, REFUSED);

    const verdict = await harness.sendAndWait('inquire', 1_000);

    expect(verdict).toMatchObject({ kind: 'unknown' });
    expect(harness.seen).toHaveLength(3);
  });
});

describe('the budget', () => {
  it('keeps retries a tenth of the traffic during a long outage', async () => {
    const harness = createHarness({
      seed: 3,
      partnerRules: { breaker: { consecutiveFailuresMax: 10_000, completedMin: 100_000 } },
    });
    harness.partner = REFUSED;

    for (let call = 0; call < 500; call += 1) {
      void harness.send('submit');
      await harness.runtime.advance(20);
    }
    await harness.runtime.advance(5_000);

    const retries = ofKind(harness.events, 'call.retried').length;
    // A tenth of 500, the 10 in the bucket, the reserve of 3, and its refill of one a second.
    expect(retries).toBeGreaterThan(50);
    expect(retries).toBeLessThanOrEqual(50 + 10 + 3 + 15);
  });

  it('charges double after a timeout, then lives on its reserve', () => {
    const runtime = virtualRuntime(1);
    const rules = { budgetPerTry: 0.1, budgetMax: 4, reserveMax: 3 };
    const budget = createRetryBudget(() => rules, runtime);

    const afterTimeouts = [budget.spend(true), budget.spend(true), budget.balance()];
    const onReserve = [budget.spend(false), budget.spend(true), budget.spend(false)];

    expect(afterTimeouts).toEqual([true, true, 0]);
    expect(onReserve).toEqual([true, true, false]);
  });

  it('earns a tenth per first try, and refills one a second of its reserve', async () => {
    const runtime = virtualRuntime(1);
    const rules = { budgetPerTry: 0.1, budgetMax: 1, reserveMax: 1 };
    const budget = createRetryBudget(() => rules, runtime);
    budget.spend(false);
    budget.spend(false);

    for (let call = 0; call < 9; call += 1) budget.earn();
    const tooEarly = budget.spend(false);
    await runtime.advance(1_000);

    expect([tooEarly, budget.spend(false), budget.spend(false)]).toEqual([false, true, false]);
  });
});

describe('the deadline', () => {
  const rules = defaultRules(CAPABILITIES).lanes.submit;

  it('sends nothing when too little is left for an answer', async () => {
    const harness = createHarness();

    const verdict = await harness.sendAndWait('submit', 0, rules.usefulMsMin - 1);

    expect(verdict).toMatchObject({ kind: 'neverSent', failure: 'technical.overload.gateway' });
    expect(harness.seen).toHaveLength(0);
  });

  it('is checked again after queueing', async () => {
    const harness = createHarness({ partnerRules: { limiter: { limitMax: 2, limitStart: 2 } } });
    harness.partner = answersAfter(20, 'executed');
    void harness.send('submit');

    const verdict = await harness.sendAndWait('submit', 20, rules.usefulMsMin + 10);

    expect(verdict).toMatchObject({ kind: 'neverSent' });
    expect(harness.seen).toHaveLength(1);
  });

  it('is checked once more when a slot comes free: rules may have changed meanwhile', async () => {
    const harness = createHarness({ partnerRules: { limiter: { limitMax: 2, limitStart: 2 } } });
    harness.partner = answersAfter(20, 'executed');
    void harness.send('submit');
    let second: unknown;
    void harness.send('submit', 5_000).then((verdict) => (second = verdict));

    harness.partnerRules = resolveRules(CAPABILITIES, {
      lanes: { submit: { tryTimeoutMs: 8_000, usefulMsMin: 8_000 } },
    });
    await harness.runtime.advance(20);

    expect(second).toMatchObject({ kind: 'neverSent', failure: 'technical.overload.gateway' });
    expect(harness.lanes.status()[0]).toMatchObject({ inFlight: 0, queued: 0 });
  });

  it('gives at most a twentieth of what is left to waiting, and the rest to the try', () => {
    expect(sliceDeadline(10_000, rules)).toEqual({ queueMs: 500, tryMs: 1_200 });
    expect(sliceDeadline(1_000, rules)).toEqual({ queueMs: 50, tryMs: 1_000 });
    expect(sliceDeadline(rules.usefulMsMin, rules)).toEqual({ queueMs: 0, tryMs: 300 });
    expect(sliceDeadline(rules.usefulMsMin - 1, rules)).toBeNull();
    expect(sliceDeadline(Number.NaN, rules)).toBeNull();
  });

  it('stops retries that would end after it', async () => {
    const harness = createHarness();
    harness.partner = breaksAfter(100, 'unsent', 'ECONNREFUSED');

    const verdict = await harness.sendAndWait('submit', 1_000, rules.usefulMsMin + 99);

    expect(verdict).toMatchObject({ kind: 'neverSent', failure: 'technical.latency.connect' });
    expect(harness.seen).toHaveLength(1);
    expect(ofKind(harness.events, 'call.retried')).toHaveLength(0);
  });
});

describe('the rate', () => {
  it('lets a burst out, then keeps to the quota', async () => {
    const runtime = virtualRuntime(1);
    const rate = createRateLimit(() => ({ perSecondMax: 10, burstMax: 3 }), runtime);
    const take = () => rate.take(0).kind === 'granted';

    const atOnce = [take(), take(), take(), take()];
    await runtime.advance(99);
    const early = take();
    await runtime.advance(1);

    expect(atOnce).toEqual([true, true, true, false]);
    expect([early, take(), take()]).toEqual([false, true, false]);
  });

  it('books waits in order and refuses, with the time, what is beyond them', () => {
    const rate = createRateLimit(() => ({ perSecondMax: 10, burstMax: 1 }), virtualRuntime(1));

    expect(rate.take(250)).toEqual({ kind: 'granted', waitMs: 0 });
    expect(rate.take(250)).toEqual({ kind: 'granted', waitMs: 100 });
    expect(rate.take(250)).toEqual({ kind: 'granted', waitMs: 200 });
    expect(rate.take(250)).toEqual({ kind: 'refused', retryAfterMs: 300 });
  });

  it('gives the token back when the call was not sent after all', () => {
    const rate = createRateLimit(() => ({ perSecondMax: 10, burstMax: 1 }), virtualRuntime(1));

    rate.take(0);
    rate.giveBack();

    expect(rate.take(0)).toEqual({ kind: 'granted', waitMs: 0 });
  });

  it('is not used up by calls that found no slot', async () => {
    const harness = createHarness({
      partnerRules: {
        lanes: { submit: { perSecondMax: 1, burstMax: 2, queueMax: 0 } },
        limiter: { limitMax: 2, limitStart: 2 },
      },
    });
    const first = harness.send('submit');
    const second = await harness.sendAndWait('submit', 10);

    const third = await harness.sendAndWait('submit', 10);

    expect(await first).toMatchObject({ kind: 'executed' });
    expect(second).toMatchObject({ kind: 'neverSent' });
    expect(third).toMatchObject({ kind: 'executed' });
  });

  it('is silent for as long as the partner asked, and no longer than a minute', async () => {
    const runtime = virtualRuntime(1);
    const rate = createRateLimit(() => ({ perSecondMax: 10, burstMax: 1 }), runtime);

    rate.pause(3_600_000);

    expect(rate.take(0)).toEqual({ kind: 'refused', retryAfterMs: 60_000 });
    await runtime.advance(60_000);
    expect(rate.take(0)).toMatchObject({ kind: 'granted' });
  });

  it('refuses as never sent, and the partner hears nothing', async () => {
    const harness = createHarness({
      partnerRules: { lanes: { submit: { perSecondMax: 1, burstMax: 1, queueMsMax: 0 } } },
    });
    await harness.sendAndWait('submit', 10);

    const verdict = await harness.sendAndWait('submit', 10);

    expect(verdict).toMatchObject({ kind: 'neverSent', failure: 'technical.overload.partner' });
    expect(verdict).toHaveProperty('retryAfterMs', 990);
    expect(harness.seen).toHaveLength(1);
    expect(ofKind(harness.events, 'exchange.ended').at(-1)).toMatchObject({
      outcome: 'rate_limited',
      durationMs: 0,
    });
  });

  it.each<[string, Verdict]>([
    [
      'refusal',
      {
        kind: 'refused',
        recorded: false,
        failure: 'technical.overload.partner',
        partnerCode: '429',
        echo: {},
        retryAfterMs: 5_000,
      },
    ],
    [
      'answer without an answer',
      {
        kind: 'unknown',
        failure: 'technical.overload.partner',
        detail: 'too many calls',
        retryAfterMs: 5_000,
      },
    ],
  ])('pauses the lane for the Retry-After of a throttled %s', async (_name, verdict) => {
    const harness = createHarness();
    harness.partner = inTurn(answersAfter(10, '', 429), answersAfter(0, 'executed'));
    const order = harness.order('submit');
    void harness.lanes.send({ ...order, call: { ...order.call, read: () => verdict } });
    await harness.runtime.advance(10);

    const paused = await harness.sendAndWait('submit', 10);
    await harness.runtime.advance(5_000);

    expect(paused).toMatchObject({ kind: 'neverSent', retryAfterMs: 5_000 });
    expect(await harness.sendAndWait('submit', 10)).toMatchObject({ kind: 'executed' });
    expect(harness.lanes.status()[0]?.window).toMatchObject({ failed: 0 });
  });
});

describe('the composition', () => {
  it.each([
    ['submit', 'retry neverSent, budgeted'],
    ['cancel', 'retry neverSent, budgeted'],
    ['inquire', 'retry neverSent|unknown, budgeted'],
  ] as const)('of the %s lane is this list, from the outside in', (lane, retry) => {
    const harness = createHarness({
      taps: [
        function recorder(next) {
          return next;
        },
        function faults(next) {
          return next;
        },
      ],
    });

    expect(harness.lanes.composition(lane)).toEqual([
      retry,
      'deadline slice',
      'breaker peek',
      'rate limit',
      'bulkhead, adaptive',
      'breaker permit (opossum)',
      'try timer',
      'read',
      'tap recorder',
      'tap faults',
      'exchange',
    ]);
  });

  it('calls a tap without a name so', () => {
    const harness = createHarness({ taps: [(next) => next] });

    expect(harness.lanes.composition('submit').slice(-2)).toEqual(['tap unnamed', 'exchange']);
  });
});

/*
 * Goal: a try ends in time and its result is true: never sent only over a proof, unknown after the
 * first byte, and the late answer of a money call is still read, once.
 *
 * Method: the whole guard stack of one partner in virtual time, against an exchange that announces
 * its phases and answers, breaks, hangs or misbehaves as each test says.
 */
import { describe, expect, it } from 'vitest';

import { WireError, type Tap } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import type { VirtualRuntime } from '../../support/virtual-runtime.ts';
import {
  answersAfter,
  breaksAfter,
  classifyByPhase,
  createHarness,
  hangs,
  ofKind,
} from '../harness.ts';

const NEVER_SENT = { kind: 'neverSent', failure: 'technical.latency.connect', detail: '' } as const;
/** The default try timeout of a partner that promises an answer within a second. */
const TIMEOUT_MS = 1_200;

describe('a try that is answered in time', () => {
  it('returns the verdict the adapter read and reports one exchange', async () => {
    const harness = createHarness();
    harness.partner = answersAfter(30, 'accepted');

    const verdict = await harness.sendAndWait('submit', 30);

    expect(verdict).toMatchObject({ kind: 'accepted' });
    expect(ofKind(harness.events, 'exchange.ended')).toEqual([
      expect.objectContaining({ outcome: 'ok', durationMs: 30, late: false, injected: false }),
    ]);
  });

  it('leaves doubt when the reader throws, and tells nobody what it read', async () => {
    const harness = createHarness();
    harness.partner = answersAfter(1, 'refused 6222-secret');

    const verdict = await harness.sendAndWait('submit', 1);

    expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.thirdparty.contract' });
    expect(ofKind(harness.events, 'bug')).toHaveLength(1);
    expect(JSON.stringify(harness.events)).not.toContain('6222');
  });
});

describe('a word that cannot be true', () => {
  it('"never sent" of an answered request is doubt', async () => {
    const harness = createHarness();
    const order = harness.order('submit');
    const read = () =>
      ({ kind: 'neverSent', failure: 'technical.latency.connect', detail: 'a bug' }) as const;
    let verdict: Verdict | null = null;

    void harness.lanes
      .send({ ...order, call: { ...order.call, read } })
      .then((settled) => (verdict = settled));
    await harness.runtime.advance(10);

    expect(verdict).toMatchObject({ kind: 'unknown' });
    expect(ofKind(harness.events, 'bug')).toHaveLength(1);
  });

  it('"never sent" of a classifier is doubt once a byte has left', async () => {
    const harness = createHarness({
      classifyWire: (error) => ({ ...classifyByPhase(error), verdict: NEVER_SENT }),
    });
    harness.partner = breaksAfter(1, 'headers', 'ECONNRESET');

    const verdict = await harness.sendAndWait('submit', 1);

    expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.connection.lost' });
    expect(harness.seen).toHaveLength(1);
  });
});

describe('time up before the first byte', () => {
  it('aborts and is never sent, because the exchange confirms that nothing left', async () => {
    const harness = createHarness({ partnerRules: { lanes: { submit: { retriesMax: 0 } } } });
    harness.partner = hangs('unsent');

    const verdict = await harness.sendAndWait('submit', TIMEOUT_MS);

    expect(verdict).toMatchObject({ kind: 'neverSent', failure: 'technical.latency.connect' });
  });

  it('is unknown when the exchange does not react to its abort: silence proves nothing', async () => {
    const harness = createHarness({ partnerRules: { lanes: { submit: { retriesMax: 0 } } } });
    harness.partner = () => new Promise(() => undefined);

    const early = await harness.sendAndWait('submit', TIMEOUT_MS);
    const verdict = await harness.sendAndWait('submit', TIMEOUT_MS + 250);

    expect(early).toBeNull();
    expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.latency.response' });
  });

  it('believes the worse of two witnesses when an error says less than was announced', async () => {
    const harness = createHarness();
    harness.partner = (_request, context) => {
      context.onPhase('sent');
      return Promise.reject(new WireError('unsent', 'ECONNRESET'));
    };

    const verdict = await harness.sendAndWait('submit', 1);

    expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.connection.lost' });
  });

  it('treats an error that is no WireError as sent: a bug proves nothing', async () => {
    const harness = createHarness();
    harness.partner = () => {
      throw new TypeError('a tap is broken');
    };

    const verdict = await harness.sendAndWait('submit', 1);

    expect(verdict).toMatchObject({ kind: 'unknown' });
    expect(ofKind(harness.events, 'bug')).toHaveLength(1);
  });
});

describe('time up after the first byte', () => {
  it('stops waiting but keeps listening, and hands the late answer over exactly once', async () => {
    const harness = createHarness();
    harness.partner = answersAfter(2 * TIMEOUT_MS, 'executed');

    const verdict = await harness.sendAndWait('submit', TIMEOUT_MS);
    const lateAtFirst = harness.late.length;
    await harness.runtime.advance(5 * TIMEOUT_MS);

    expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.latency.response' });
    expect(lateAtFirst).toBe(0);
    expect(harness.late).toEqual([expect.objectContaining({ kind: 'executed' })]);
    expect(ofKind(harness.events, 'exchange.ended')).toEqual([
      expect.objectContaining({ outcome: 'timeout', late: false }),
      expect.objectContaining({ outcome: 'ok', late: true, durationMs: 2 * TIMEOUT_MS }),
    ]);
  });

  it('keeps the slot of the limiter while it listens, and frees it after three timeouts', async () => {
    const harness = createHarness();
    harness.partner = hangs('sent');
    const inFlight = () => harness.lanes.status()[0]?.inFlight;

    await harness.sendAndWait('submit', TIMEOUT_MS);
    const whileListening = inFlight();
    await harness.runtime.advance(2 * TIMEOUT_MS - 1);
    const justBefore = inFlight();
    await harness.runtime.advance(1);

    expect([whileListening, justBefore, inFlight()]).toEqual([1, 1, 0]);
    expect(harness.late).toEqual([]);
  });

  it('counts the timeout once: a late answer is evidence, not a second statistic', async () => {
    const harness = createHarness();
    harness.partner = answersAfter(2 * TIMEOUT_MS, 'executed');

    await harness.sendAndWait('submit', 3 * TIMEOUT_MS);

    expect(harness.lanes.status()[0]?.window).toMatchObject({ completed: 1, failed: 1 });
  });

  it('survives a listener of late answers that throws', async () => {
    const harness = createHarness();
    harness.partner = answersAfter(2 * TIMEOUT_MS, 'executed');
    const order = {
      ...harness.order('submit'),
      onLate: () => {
        throw new Error('the engine is broken');
      },
    };

    void harness.lanes.send(order);
    await harness.runtime.advance(3 * TIMEOUT_MS);

    expect(ofKind(harness.events, 'bug')).toEqual([expect.objectContaining({ where: 'onLate' })]);
    expect(harness.lanes.status()[0]?.inFlight).toBe(0);
  });

  it('aborts an inquiry instead: asking again is free', async () => {
    const harness = createHarness({ partnerRules: { lanes: { inquire: { retriesMax: 0 } } } });
    let aborted = false;
    harness.partner = (request, context, runtime) => {
      context.signal.addEventListener('abort', () => (aborted = true));
      return hangs('sent')(request, context, runtime);
    };

    const verdict = await harness.sendAndWait('inquire', TIMEOUT_MS);

    expect(aborted).toBe(true);
    expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.latency.response' });
    expect(harness.lanes.status()[1]?.inFlight).toBe(0);
  });
});

describe('a deadline shorter than a slow answer', () => {
  it('makes a timeout that is not held against the partner', async () => {
    const harness = createHarness();
    harness.partner = hangs('sent');

    const verdict = await harness.sendAndWait('submit', 400, 400);

    expect(verdict).toMatchObject({ kind: 'unknown', failure: 'technical.latency.response' });
    expect(harness.lanes.status()[0]?.window).toMatchObject({ failed: 0, consecutiveFailures: 0 });
  });
});

describe('an event loop that was stuck', () => {
  /** A clock that stands still for whoever waits: the timer of the try fires this much late. */
  const stuckFor =
    (lateMs: number) =>
    (virtual: VirtualRuntime): Runtime => ({
      ...virtual,
      schedule: (delayMs, callback) =>
        virtual.schedule(delayMs === TIMEOUT_MS ? delayMs + lateMs : delayMs, callback),
    });

  it('gives the answer that lies unread in the socket one more chance', async () => {
    const harness = createHarness({ runtime: stuckFor(500) });
    harness.partner = answersAfter(TIMEOUT_MS + 700, 'executed');

    const verdict = await harness.sendAndWait('submit', TIMEOUT_MS + 700);

    expect(verdict).toMatchObject({ kind: 'executed' });
  });

  it('does not call anybody slow whose answer we could not read', async () => {
    const slowMs = 600;
    const late =
      (lateMs: number) =>
      (virtual: VirtualRuntime): Runtime => ({
        ...virtual,
        schedule: (delayMs, callback) =>
          virtual.schedule(delayMs === slowMs ? delayMs + lateMs : delayMs, callback),
      });
    const windowAfter = async (lateMs: number) => {
      const harness = createHarness({ runtime: late(lateMs) });
      harness.partner = answersAfter(slowMs + 350, 'executed');
      await harness.sendAndWait('submit', slowMs + 349);
      return harness.lanes.status()[0]?.window;
    };

    expect(await windowAfter(0)).toMatchObject({ slow: 1 });
    expect(await windowAfter(300)).toMatchObject({ slow: 0 });
  });

  it('does not count the timeout against the partner', async () => {
    const stuck = createHarness({ runtime: stuckFor(500) });
    const punctual = createHarness({ runtime: stuckFor(0) });
    stuck.partner = hangs('sent');
    punctual.partner = hangs('sent');

    const suspect = await stuck.sendAndWait('submit', TIMEOUT_MS + 1_000);
    await punctual.sendAndWait('submit', TIMEOUT_MS + 1_000);

    expect(suspect).toMatchObject({ kind: 'unknown' });
    expect(stuck.lanes.status()[0]?.window).toMatchObject({ failed: 0, consecutiveFailures: 0 });
    expect(punctual.lanes.status()[0]?.window).toMatchObject({ failed: 1, consecutiveFailures: 1 });
  });
});

describe('taps', () => {
  it('stand between the reader and the wire, the last one closest to it', async () => {
    const path: string[] = [];
    const outer: Tap = (next) => (request, context) => {
      path.push('outer');
      return next(request, context);
    };
    const inner: Tap = (next) => (request, context) => {
      path.push('inner');
      return next(request, context);
    };
    const harness = createHarness({ taps: [outer, inner] });
    harness.partner = breaksAfter(0, 'unsent', 'ECONNREFUSED');

    await harness.sendAndWait('cancel', 1, 0);
    const notSent = [...path];
    await harness.sendAndWait('cancel', 1);

    expect(notSent).toEqual([]);
    expect(path.slice(0, 2)).toEqual(['outer', 'inner']);
  });

  it('mark a try as injected by its tags, which are one object per try', async () => {
    const touched = new WeakSet();
    const tap: Tap = (next) => (request, context) => {
      touched.add(context.tags);
      return next(request, { ...context });
    };
    const harness = createHarness({ taps: [tap], wasInjected: (tags) => touched.has(tags) });

    await harness.sendAndWait('submit', 10);

    expect(ofKind(harness.events, 'exchange.ended')[0]).toMatchObject({ injected: true });
  });
});

/**
 * Goal: how a try ended is read the same for the money and for the guards: nothing is called "never
 * sent" that may have left, and only what is the partner's doing counts against it.
 * Method: each end of an exchange, read alone.
 */
import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../../src/contract/events.ts';
import { type Phase, WireError } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import type { ClassifyWire } from '../../../src/contract/wire-reading.ts';
import { readEnd, timeoutResult } from '../../../src/resilience/try/read-end.ts';
import { asWireError, furthest } from '../../../src/resilience/try/wire-error.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { createHarness } from '../harness.ts';

const PHASES: readonly Phase[] = ['unsent', 'sent', 'headers', 'body'];
const ORDER = createHarness().order('submit');
const NEVER: Verdict = { kind: 'neverSent', failure: 'technical.latency.connect', detail: 'd' };

function read(error: WireError, classifyWire: ClassifyWire) {
  const events: GatewayEvent[] = [];
  const settings = {
    partner: 'bank',
    classifyWire,
    runtime: virtualRuntime(1),
    emit: (event: GatewayEvent) => void events.push(event),
  };
  return { result: readEnd(settings, ORDER, { kind: 'broken', error }, 42), events };
}

const reads =
  (partnerAtFault: boolean, timedOut = false): ClassifyWire =>
  () => ({
    verdict: NEVER,
    outcome: 'never_sent',
    partnerAtFault,
    timedOut,
  });

describe('a broken exchange', () => {
  it.each([
    [true, 'failure', 'lost'],
    [false, 'neutral', 'neutral'],
  ])('at the partner’s fault (%s) counts as %s and %s', (atFault, health, load) => {
    const { result } = read(new WireError('unsent', 'ECONNREFUSED'), reads(atFault, true));

    expect(result).toEqual({
      verdict: NEVER,
      outcome: 'never_sent',
      fromWire: true,
      timedOut: true,
      health,
      load,
      durationMs: 42,
      detached: null,
    });
  });

  it.each(['sent', 'headers', 'body'] as const)(
    'in phase %s is never "never sent", whatever the transport says',
    (phase) => {
      const { result } = read(new WireError(phase, 'ECONNRESET'), reads(true));

      expect(result.verdict).toEqual({
        kind: 'unknown',
        failure: 'technical.connection.lost',
        detail: `ECONNRESET in phase ${phase}`,
      });
    },
  );

  it('that the transport cannot classify is a lost connection and a bug', () => {
    const { result, events } = read(new WireError('unsent', 'EODD'), () => {
      throw new Error('no');
    });

    expect(result).toMatchObject({
      verdict: { kind: 'unknown', failure: 'technical.connection.lost' },
      outcome: 'reset',
      timedOut: false,
      health: 'failure',
      load: 'lost',
    });
    expect(events).toEqual([
      { kind: 'bug', where: 'classifyWire', detail: 'threw instead of classifying' },
    ]);
  });

  it('by a mistake of our own says nothing of the partner', () => {
    const { result, events } = read(new WireError('sent', 'BUG'), () => {
      throw new Error('no');
    });

    expect(result).toMatchObject({ outcome: 'reset', health: 'neutral', load: 'neutral' });
    expect(events[0]).toMatchObject({ kind: 'bug', where: 'exchange' });
  });
});

describe('an answer', () => {
  function answer(readAs: () => Verdict) {
    const events: GatewayEvent[] = [];
    const settings = {
      partner: 'bank',
      classifyWire: reads(true),
      runtime: virtualRuntime(1),
      emit: (event: GatewayEvent) => void events.push(event),
    };
    const order = { ...ORDER, call: { ...ORDER.call, read: readAs } };
    const reply = { status: 200, headers: {}, body: '' };
    return { result: readEnd(settings, order, { kind: 'reply', reply }, 42), events };
  }

  it.each<readonly [string, () => Verdict]>([
    [
      'throws over',
      () => {
        throw new Error('no');
      },
    ],
    ['says "never sent" of', () => NEVER],
  ])('that its reader %s is doubt, a bug, and the partner’s failure', (_name, readAs) => {
    const { result, events } = answer(readAs);

    expect(result).toEqual({
      verdict: {
        kind: 'unknown',
        failure: 'technical.thirdparty.contract',
        detail: 'the answer could not be read',
      },
      outcome: 'unreadable',
      health: 'failure',
      load: 'neutral',
      fromWire: true,
      timedOut: false,
      durationMs: 42,
      detached: null,
    });
    expect(events).toMatchObject([{ kind: 'bug', where: 'adapter bank' }]);
  });
});

describe('a try whose time was up', () => {
  it.each([
    ['unsent', 'neverSent', 'technical.latency.connect', 'never_sent'],
    ['sent', 'unknown', 'technical.latency.response', 'timeout'],
    ['headers', 'unknown', 'technical.latency.response', 'timeout'],
    ['body', 'unknown', 'technical.latency.response', 'timeout'],
  ] as const)('in phase %s is %s', (phase, kind, failure, outcome) => {
    const detached = Promise.resolve();

    expect(timeoutResult(phase, true, 1_000, detached)).toMatchObject({
      verdict: { kind, failure },
      outcome,
      fromWire: true,
      timedOut: true,
      health: 'failure',
      load: 'lost',
      durationMs: 1_000,
      detached,
    });
    expect(timeoutResult(phase, false, 1_000, null)).toMatchObject({
      health: 'neutral',
      load: 'neutral',
      detached: null,
    });
  });
});

describe('two witnesses of a phase', () => {
  it('are believed as far as the further one got', () => {
    for (const [first, a] of PHASES.entries()) {
      for (const [second, b] of PHASES.entries()) {
        expect(furthest(a, b)).toBe(PHASES[Math.max(first, second)]);
      }
    }
  });

  it('leave an error as it is when nobody saw more', () => {
    const error = new WireError('sent', 'ECONNRESET');

    expect(asWireError(error, 'unsent')).toBe(error);
    expect(asWireError(error, 'headers')).toMatchObject({ phase: 'headers', code: 'ECONNRESET' });
  });

  it('take anything else that was thrown for a mistake after the first byte', () => {
    expect(asWireError(new Error('odd'), 'unsent')).toMatchObject({ phase: 'sent', code: 'BUG' });
    expect(asWireError('text', 'body')).toMatchObject({ phase: 'body', code: 'BUG' });
  });
});

/**
 * Goal: each fault does to an exchange what its page says and nothing else: what the partner sees,
 * what the gateway sees, in which phase, after how long.
 * Method: one fault around a stub partner on virtual time; the phases, the reply or the error, and
 * the moment of it.
 */
import { describe, expect, it } from 'vitest';

import { faultById } from '../../src/chaos/faults/catalogue.ts';
import { drawDelayMs } from '../../src/chaos/faults/delay.ts';
import { type ExchangeContext, type Phase, WireError } from '../../src/contract/exchange.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

const REQUEST = { method: 'POST', path: '/pay', headers: {}, body: 'x' } as const;

describe('http.status', () => {
  it('answers in the partner’s stead, in the phases of a real answer', async () => {
    const seen = await disturb('http.status', { code: 503, retryAfter: 7 });

    expect(seen).toMatchObject({ executed: 0, phases: ['sent', 'headers', 'body'], tookMs: 0 });
    expect(seen.end).toEqual({
      status: 503,
      headers: { 'content-type': 'text/html', 'retry-after': '7' },
      body: '<html><body>chaos</body></html>',
    });
  });

  it('sends no Retry-After that nobody asked for, and the body that was', async () => {
    const { end } = await disturb('http.status', { code: 429, body: 'slow down' });

    expect(end).toEqual({
      status: 429,
      headers: { 'content-type': 'text/html' },
      body: 'slow down',
    });
  });

  it('replaces the true answer where the request was delivered, and adds no phase', async () => {
    const seen = await disturb('http.status', { code: 504, delivered: true });

    expect(seen).toMatchObject({ executed: 1, phases: ['sent'], end: { status: 504 } });
  });
});

describe('commit.lost_answer', () => {
  it('breaks the connection as a real one breaks', async () => {
    const { end, executed, tookMs } = await disturb('commit.lost_answer', { as: 'rst' });

    expect(end).toMatchObject({ phase: 'sent', code: 'ECONNRESET' });
    expect([executed, tookMs]).toEqual([1, 0]);
  });

  it('is silent for longer than any lane waits', async () => {
    const { end, executed, tookMs } = await disturb('commit.lost_answer', { as: 'timeout' });

    expect(end).toMatchObject({ phase: 'sent', code: 'ABORTED' });
    expect([executed, tookMs]).toEqual([1, 300_000]);
  });

  it('ends its silence when the gateway hangs up', async () => {
    const { end, tookMs } = await disturb('commit.lost_answer', { as: 'timeout' }, 5_000);

    expect(end).toMatchObject({ code: 'ABORTED' });
    expect(tookMs).toBe(5_000);
  });

  it('puts a page in the answer’s place', async () => {
    const { end } = await disturb('commit.lost_answer', { as: '5xx' });

    expect(end).toMatchObject({ status: 502, headers: { 'content-type': 'text/html' } });
  });
});

describe('connect.refused and tcp.rst', () => {
  it('carry the codes of the system', async () => {
    expect((await disturb('connect.refused', {})).end).toMatchObject({
      phase: 'unsent',
      code: 'ECONNREFUSED',
    });
    expect((await disturb('tcp.rst', {})).end).toMatchObject({ phase: 'sent', code: 'ECONNRESET' });
  });
});

describe('delay', () => {
  it.each([
    ['before_send', 0],
    ['after_execute', 1],
  ])('%s: the partner has executed %i while it lasts', async (where, executedMeanwhile) => {
    const seen = await disturb('delay', { dist: { fixed: 250 }, where });

    expect(seen).toMatchObject({ executed: 1, executedAtStart: executedMeanwhile, tookMs: 250 });
    expect(seen.end).toMatchObject({ status: 200, body: 'paid' });
  });

  it.each([
    [{ uniform: [100, 300] }, { uniform: 0 }, 100],
    [{ uniform: [100, 300] }, { uniform: 0.25 }, 150],
    [{ uniform: [100, 300] }, { uniform: 1 }, 300],
    // Box and Muller with 1 - e^-0.5 and 0: one standard deviation up; half a turn: one down.
    [{ lognormal: { median: 400, sigma: 1 } }, { radius: ONE_SIGMA(), angle: 0 }, 400 * Math.E],
    [{ lognormal: { median: 400, sigma: 1 } }, { radius: ONE_SIGMA(), angle: 0.5 }, 400 / Math.E],
    [{ lognormal: { median: 400, sigma: 0 } }, { radius: 0.9, angle: 0.3 }, 400],
    [{ lognormal: { median: 119_000, sigma: 3 } }, { radius: 0.9, angle: 0 }, 120_000],
  ] as const)('of %j, drawn %j, is %f ms', (dist, draws: Record<string, number>, delayMs) => {
    const draw = (purpose: string) => draws[purpose] ?? Number.NaN;

    expect(drawDelayMs(dist as never, { draw })).toBeCloseTo(delayMs, 6);
  });
});

function ONE_SIGMA(): number {
  return 1 - Math.exp(-0.5);
}

/** Runs one exchange through the fault; the gateway hangs up after `hangUpMs`, if it does. */
async function disturb(fault: string, parameters: object, hangUpMs?: number) {
  const runtime = virtualRuntime(1);
  const kind = faultById(fault);
  if (kind === undefined) throw new Error(`no fault ${fault}`);
  const phases: Phase[] = [];
  const hangUp = new AbortController();
  if (hangUpMs !== undefined) runtime.schedule(hangUpMs, () => hangUp.abort());
  let executed = 0;
  const context = {
    tags: {},
    signal: hangUp.signal,
    tryIndex: 0,
    onPhase: (phase: Phase) => void phases.push(phase),
  } as unknown as ExchangeContext;
  const exchange = kind.inject(
    kind.schema.parse(parameters),
    { runtime, draw: () => 0.5 },
    (_request, { onPhase }) => {
      executed += 1;
      onPhase('sent');
      return Promise.resolve({ status: 200, headers: {}, body: 'paid' });
    },
  );

  let tookMs = Number.NaN;
  const startMs = runtime.elapsed();
  const end = exchange(REQUEST, context)
    .catch((error: unknown) => {
      if (error instanceof WireError) return error;
      throw error;
    })
    .finally(() => (tookMs = runtime.elapsed() - startMs));
  await runtime.advance(0);
  const executedAtStart = executed;
  await runtime.advance(600_000);
  return { end: await end, executed, executedAtStart, phases, tookMs };
}

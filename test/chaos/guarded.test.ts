/**
 * Goal: guarded mode, which runs beside real money, lets through only faults that create no doubt
 * and end soon; and each fault tells the truth about how long it may take.
 * Method: every fault of the catalogue with parameters at both sides of the limit. Each is run in
 * virtual time with many draws, and may never take longer than it says. A fault without a row fails.
 */
import { describe, expect, it } from 'vitest';

import { createChaos } from '../../src/chaos/arm/control.ts';
import { GUARDED_DELAY_MS_MAX } from '../../src/chaos/arm/guarded.ts';
import { FAULTS, faultById } from '../../src/chaos/faults/catalogue.ts';
import type { ExchangeContext } from '../../src/contract/exchange.ts';
import { keyedDraw } from '../../src/runtime/keyed-draw.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

interface Row {
  readonly fault: string;
  readonly params: object;
  readonly delayMsMax: number;
  readonly allowed: boolean;
}

const ROWS: readonly Row[] = [
  { fault: 'connect.refused', params: {}, delayMsMax: 0, allowed: true },
  { fault: 'tcp.rst', params: {}, delayMsMax: 0, allowed: false },
  { fault: 'http.status', params: { code: 503 }, delayMsMax: 0, allowed: false },
  {
    fault: 'http.status',
    params: { code: 503, delivered: true },
    delayMsMax: 0,
    allowed: false,
  },
  { fault: 'commit.lost_answer', params: { as: 'rst' }, delayMsMax: 0, allowed: false },
  { fault: 'commit.lost_answer', params: { as: '5xx' }, delayMsMax: 0, allowed: false },
  {
    fault: 'commit.lost_answer',
    params: { as: 'timeout' },
    delayMsMax: 300_000,
    allowed: false,
  },
  delay({ fixed: GUARDED_DELAY_MS_MAX }, GUARDED_DELAY_MS_MAX, true),
  delay({ fixed: GUARDED_DELAY_MS_MAX + 1 }, GUARDED_DELAY_MS_MAX + 1, false),
  delay({ uniform: [0, GUARDED_DELAY_MS_MAX] }, GUARDED_DELAY_MS_MAX, true),
  delay({ uniform: [0, GUARDED_DELAY_MS_MAX + 1] }, GUARDED_DELAY_MS_MAX + 1, false),
  delay({ uniform: [GUARDED_DELAY_MS_MAX + 1, 0] }, GUARDED_DELAY_MS_MAX + 1, false),
  delay({ lognormal: { median: 1, sigma: 0 } }, 120_000, false),
  delay({ lognormal: { p50: 60_000, p99: 100_000 } }, 120_000, false),
];

function delay(dist: object, delayMsMax: number, allowed: boolean): Row {
  return { fault: 'delay', params: { dist }, delayMsMax, allowed };
}

describe('guarded mode', () => {
  it('is tested with every fault of the catalogue', () => {
    expect(new Set(ROWS.map(({ fault }) => fault))).toEqual(new Set(FAULTS.map(({ id }) => id)));
  });

  it.each(ROWS)('$fault $params: allowed is $allowed', ({ fault, params, allowed }) => {
    const runtime = virtualRuntime(1);
    const chaos = createChaos({
      mode: 'guarded',
      runtime,
      emit: () => undefined,
      partners: ['alipay'],
    });

    const outcome = chaos.arm({ fault, ...params, on: { partner: 'alipay' }, ttl: '1m' }, 'ann');

    expect(outcome.ok).toBe(allowed);
  });

  it.each(ROWS)(
    '$fault $params: takes at most $delayMsMax ms, as it says (200 draws, seed 7)',
    async ({ fault, params, delayMsMax }) => {
      const kind = faultById(fault);
      const read = kind?.schema.safeParse(params);
      if (kind === undefined || read?.success !== true) throw new Error('a row is not readable');
      const runtime = virtualRuntime(1);
      const tookMs: number[] = [];

      for (let index = 0; index < 200; index += 1) {
        const draw = (purpose: string) => keyedDraw(7, index, purpose);
        const exchange = kind.inject(read.data, { runtime, draw }, () =>
          Promise.resolve({ status: 200, headers: {}, body: 'paid' }),
        );
        const ended = () => void tookMs.push(runtime.elapsed());
        void exchange(REQUEST, contextOf(index)).then(ended, ended);
      }
      await runtime.advance(400_000);

      expect(kind.delayMsMax(read.data)).toBe(delayMsMax);
      expect(tookMs).toHaveLength(200);
      expect(Math.max(...tookMs)).toBeLessThanOrEqual(delayMsMax);
    },
  );
});

const REQUEST = { method: 'POST', path: '/pay', headers: {}, body: 'x' } as const;

function contextOf(index: number): ExchangeContext {
  return {
    tags: {
      partner: 'alipay',
      lane: 'submit',
      payoutId: `po_${index}`,
      attemptNo: 1,
      epoch: 1,
      amountMinor: 500n,
    },
    signal: new AbortController().signal,
    tryIndex: 0,
    onPhase: () => undefined,
  };
}

/**
 * Goal: a gateway that is told to end says so before it refuses a connection, answers health to the
 * last, and spends no more than its grace.
 * Method: the order of the end over scripted parts, in virtual time.
 */
import { describe, expect, it } from 'vitest';

import type { Served } from '../../src/gateway/listen.ts';
import { createStop } from '../../src/gateway/stop-gateway.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

function scripted(slow: Readonly<Record<string, number>> = {}) {
  const runtime = virtualRuntime(1);
  const told: string[] = [];
  const part = async (name: string, graceMs?: number) => {
    told.push(`${runtime.elapsed()}: ${name}${graceMs === undefined ? '' : ` ${graceMs}`}`);
    if (slow[name] !== undefined) await runtime.sleep(Math.min(slow[name], graceMs ?? Infinity));
  };
  const served = (name: string): Served => ({
    url: '',
    port: 0,
    close: (graceMs) => part(name, graceMs),
  });
  const api = served('api');
  const stop = createStop({
    stopGraceMs: 10_000,
    lameDuckMs: 2_000,
    runtime,
    served: { api, callbacks: api, ops: served('ops'), control: served('chaos') },
    payouts: { stop: (graceMs) => part('payouts', graceMs) },
    begin: (reason) => void told.push(`${runtime.elapsed()}: ${reason}`),
    finish: () => part('journal'),
  });
  return { runtime, told, stop };
}

describe('a stop', () => {
  it('is a lame duck first, then closes each door once and that of health last', async () => {
    const { runtime, told, stop } = scripted();
    const stopped = stop('SIGTERM');
    await runtime.advance(2_000);
    await stopped;

    expect(told).toEqual([
      '0: SIGTERM',
      '2000: api 8000',
      '2000: chaos 8000',
      '2000: payouts 8000',
      '2000: ops 8000',
      '2000: journal',
    ]);
  });

  it('gives each part what is left of one grace', async () => {
    const { runtime, told, stop } = scripted({ api: 60_000, payouts: 60_000 });
    const stopped = stop('SIGTERM');
    await runtime.advance(10_000);
    await stopped;

    expect(told.at(-1)).toBe('10000: journal');
    expect(told).toContain('10000: payouts 0');
  });

  it('does not wait where somebody at a terminal ends it', async () => {
    const { told, stop } = scripted();
    await stop('SIGINT');

    expect(told).toContain('0: api 10000');
  });

  it('happens once, and every caller waits for the end of it', async () => {
    const { runtime, told, stop } = scripted();
    const both = Promise.all([stop('SIGTERM'), stop('again')]);
    await runtime.advance(2_000);
    await both;

    expect(told.filter((line) => line.includes('journal'))).toHaveLength(1);
    expect(told.join()).not.toContain('again');
  });
});

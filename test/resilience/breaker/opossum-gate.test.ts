/*
 * Goal: opossum is the gate and nothing else: it lets through or it does not, and never decides.
 *
 * Method: the gate alone, with opossum's timers faked.
 */
import { EventEmitter } from 'node:events';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createOpossumGate, gateOptions } from '../../../src/resilience/breaker/opossum-gate.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { FAKED } from './opossum-support.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: [...FAKED] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the gate', () => {
  it('is configured like this and not otherwise', () => {
    const rotation = new EventEmitter();

    expect(gateOptions('alipay/submit', rotation)).toEqual({
      name: 'alipay/submit',
      timeout: false,
      resetTimeout: 2_147_483_647,
      volumeThreshold: 1e12,
      errorThresholdPercentage: 100,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: rotation,
    });
  });

  it('does not run an action while it is open', async () => {
    const gate = createOpossumGate('g', virtualRuntime(1));
    const action = vi.fn<() => Promise<string>>(() => Promise.resolve('PAID'));

    gate.open();
    const shut = await gate.pass(action);
    gate.close();
    const passed = await gate.pass(action);

    expect([shut, passed]).toEqual([{ kind: 'shut' }, { kind: 'passed', result: 'PAID' }]);
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('never half-opens by itself, not in three weeks', async () => {
    const gate = createOpossumGate('g', virtualRuntime(1));
    gate.open();

    await vi.advanceTimersByTimeAsync(21 * 86_400_000);

    expect(gate.isOpen()).toBe(true);
    expect(await gate.pass(() => Promise.resolve('PAID'))).toEqual({ kind: 'shut' });
  });

  it('never opens by itself, whatever its actions do', async () => {
    const gate = createOpossumGate('g', virtualRuntime(1));

    for (let call = 0; call < 100; call += 1) {
      await gate.pass(() => Promise.reject(new Error('down'))).catch(() => null);
    }

    expect(gate.isOpen()).toBe(false);
  });

  it('answers those under way after its shutdown, and lets nobody else in', async () => {
    const gate = createOpossumGate('g', virtualRuntime(1));
    let end: (word: string) => void = () => undefined;
    const running = gate.pass(() => new Promise<string>((resolve) => (end = resolve)));

    gate.shutdown();
    end('PAID');

    expect(await running).toEqual({ kind: 'passed', result: 'PAID' });
    expect(await gate.pass(() => Promise.resolve('PAID'))).toEqual({ kind: 'shut' });
    expect(gate.isOpen()).toBe(true);
  });
});

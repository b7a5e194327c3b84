/**
 * Goal: payouts that wait for a slot are looked at by one timer, however many wait, and by none when
 * nobody does: a thousand waiting payouts must not become a thousand timers.
 * Method: the waiting payouts alone over a partner without a free slot; a runtime that counts its timers.
 */
import { describe, expect, it } from 'vitest';

import { createWaitingPayouts } from '../../../src/payouts/dispatch/waiting-payouts.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { fakePartner } from '../fake-partner.ts';

function waiting() {
  const virtual = virtualRuntime(1);
  let timers = 0;
  const runtime: Runtime = {
    ...virtual,
    schedule(delayMs, task) {
      timers += 1;
      return virtual.schedule(delayMs, task);
    },
  };
  const free = { slots: 0 };
  const routed: string[] = [];
  const payouts = createWaitingPayouts({
    clients: new Map([['bank-a', fakePartner({ name: 'bank-a' }).client]]),
    runtime,
    slots: {
      isFree: () => free.slots > 0,
      promise: () => {
        free.slots -= 1;
        return () => undefined;
      },
    },
    route: (payoutId) => routed.push(payoutId),
  });
  return { payouts, virtual, free, routed, timers: () => timers };
}

describe('payouts that wait for a slot', () => {
  it('are looked at by one timer, however many they are', async () => {
    const { payouts, virtual, timers } = waiting();
    for (let n = 0; n < 50; n += 1) payouts.enter('bank-a', `po_${n}`);
    expect(timers()).toBe(1);

    await virtual.advance(1_000);

    expect(timers()).toBe(11);
  });

  it('are looked at no more once nobody waits, and again when somebody does', async () => {
    const { payouts, virtual, free, routed, timers } = waiting();
    payouts.enter('bank-a', 'po_1');
    free.slots = 1;
    await virtual.advance(100);
    const afterTheLast = timers();
    await virtual.advance(1_000);

    expect(routed).toEqual(['po_1']);
    expect(timers()).toBe(afterTheLast);

    payouts.enter('bank-a', 'po_2');
    free.slots = 1;
    await virtual.advance(100);
    expect(routed).toEqual(['po_1', 'po_2']);
  });

  it('take four slots at a time at most, so that a limit that jumps is not overrun', async () => {
    const { payouts, free, routed } = waiting();
    for (let n = 0; n < 9; n += 1) payouts.enter('bank-a', `po_${n}`);
    free.slots = 100;

    payouts.fill('bank-a');

    expect(routed).toEqual(['po_0', 'po_1', 'po_2', 'po_3']);
  });
});

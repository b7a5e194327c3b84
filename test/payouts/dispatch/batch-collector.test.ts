/**
 * Goal: a message leaves when it is full or when its first passenger has waited long enough, with
 * everybody aboard once.
 * Method: the collector alone in virtual time.
 */
import { describe, expect, it } from 'vitest';

import { createBatchCollector } from '../../../src/payouts/dispatch/batch/batch-collector.ts';
import { ROUTE_RECORD } from '../../support/payouts.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';

const BATCHING = { sizeMax: 3, lingerMs: 200 };

function open() {
  const runtime = virtualRuntime(1);
  const left: string[] = [];
  const collector = createBatchCollector(runtime, (partner, passengers) => {
    left.push([partner, ...passengers.map(({ payoutId }) => payoutId)].join(' '));
    return Promise.resolve();
  });
  const join = (payoutId: string, partner = 'bank-a') =>
    void collector.join(partner, BATCHING, { payoutId, reason: ROUTE_RECORD });
  return { runtime, collector, join, left };
}

describe('a message', () => {
  it('carries nobody twice, or a resend would order the same payout twice', async () => {
    const { runtime, join, left } = open();

    for (const payoutId of ['a', 'b', 'a']) join(payoutId);
    await runtime.advance(200);

    expect(left).toEqual(['bank-a a b']);
  });

  it('is followed by another for whoever comes too late, after a linger of its own', async () => {
    const { runtime, join, left } = open();

    for (const payoutId of ['a', 'b', 'c', 'd']) join(payoutId);
    await runtime.advance(199);
    const early = [...left];
    await runtime.advance(1);

    expect(early).toEqual(['bank-a a b c']);
    expect(left).toEqual(['bank-a a b c', 'bank-a d']);
  });

  it('is open for its own partner only, and shut once it has left', async () => {
    const { runtime, collector, join, left } = open();

    join('a');
    join('b', 'bank-b');
    const before = [collector.isOpen('bank-a'), collector.isOpen('bank-c')];
    await runtime.advance(200);

    expect(before).toEqual([true, false]);
    expect(collector.isOpen('bank-a')).toBe(false);
    expect(left).toEqual(['bank-a a', 'bank-b b']);
  });
});

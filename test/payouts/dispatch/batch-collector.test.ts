/**
 * Goal: a batch is sent when it is full or when its first member has waited long enough, with each
 * member in it once.
 * Method: the collector alone in virtual time.
 */
import { describe, expect, it } from 'vitest';

import { createBatchCollector } from '../../../src/payouts/dispatch/batch/batch-collector.ts';
import { ROUTE_RECORD } from '../../support/payouts.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';

const BATCHING = { sizeMax: 3, lingerMs: 200 };

function open() {
  const runtime = virtualRuntime(1);
  const sent: string[] = [];
  const collector = createBatchCollector(runtime, (partner, payouts) => {
    sent.push([partner, ...payouts.map(({ payoutId }) => payoutId)].join(' '));
    return Promise.resolve();
  });
  const join = (payoutId: string, partner = 'bank-a') =>
    void collector.join(partner, BATCHING, { payoutId, reason: ROUTE_RECORD });
  return { runtime, collector, join, sent };
}

describe('a batch', () => {
  it('has nobody twice, or a resend would order the same payout twice', async () => {
    const { runtime, join, sent } = open();

    for (const payoutId of ['a', 'b', 'a']) join(payoutId);
    await runtime.advance(200);

    expect(sent).toEqual(['bank-a a b']);
  });

  it('is followed by another for whoever comes too late, after a linger of its own', async () => {
    const { runtime, join, sent } = open();

    for (const payoutId of ['a', 'b', 'c', 'd']) join(payoutId);
    await runtime.advance(199);
    const early = [...sent];
    await runtime.advance(1);

    expect(early).toEqual(['bank-a a b c']);
    expect(sent).toEqual(['bank-a a b c', 'bank-a d']);
  });

  it('that was full leaves the next one open for the whole of its linger', async () => {
    const { runtime, join, sent } = open();

    for (const payoutId of ['a', 'b', 'c']) join(payoutId);
    await runtime.advance(100);
    join('d');
    await runtime.advance(100);
    join('e');
    await runtime.advance(100);

    expect(sent).toEqual(['bank-a a b c', 'bank-a d e']);
    expect(runtime.pendingTimers()).toBe(0);
  });

  it('is open for its own partner only, and shut once it was sent', async () => {
    const { runtime, collector, join, sent } = open();

    join('a');
    join('b', 'bank-b');
    const before = [collector.isOpen('bank-a'), collector.isOpen('bank-c')];
    await runtime.advance(200);

    expect(before).toEqual([true, false]);
    expect(collector.isOpen('bank-a')).toBe(false);
    expect(sent).toEqual(['bank-a a', 'bank-b b']);
  });
});

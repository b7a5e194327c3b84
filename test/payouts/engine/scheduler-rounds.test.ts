/**
 * Goal: one look at the journal takes more than all wait queues hold, so that payouts which wait never hide
 * a doubt that is due; a journal that fails is looked at again a second later and is no bug of ours, while
 * anything else is told as one.
 * Method: the scheduler over a journal that counts what it is asked for and fails as it is told.
 */
import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../../src/contract/events.ts';
import { JournalError } from '../../../src/journal/port.ts';
import { createScheduler } from '../../../src/payouts/engine/scheduler.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { engineWorld } from './engine-world.ts';

function watched() {
  const { journal, engine } = engineWorld();
  const runtime = virtualRuntime(1);
  const limits: number[] = [];
  const events: GatewayEvent[] = [];
  const failures: Error[] = [];
  const scheduler = createScheduler({
    journal: {
      ...journal,
      due(nowMs, limit) {
        limits.push(limit);
        const failure = failures.shift();
        return failure === undefined ? journal.due(nowMs, limit) : Promise.reject(failure);
      },
    },
    engine,
    runtime,
    emit: (event) => events.push(event),
    isBusy: () => false,
    inquiriesShut: () => [],
  });
  return { scheduler, runtime, limits, events, failures };
}

describe('a look for what is due', () => {
  it('takes 4,000 payouts, more than the wait queues of six partners and two to come', async () => {
    const { scheduler, runtime, limits } = watched();

    scheduler.start();
    await runtime.advance(0);

    expect(limits).toEqual([4_000]);
    expect(limits[0]).toBeGreaterThanOrEqual(8 * 500);
  });

  it('comes ten times a second, and a second after one that failed', async () => {
    const { scheduler, runtime, limits, failures } = watched();
    scheduler.start();
    await runtime.advance(500);
    const looks = limits.length;

    failures.push(new JournalError('io', 'no', 'the disk is away'));
    await runtime.advance(100);
    await runtime.advance(999);
    const whileItWaits = limits.length;
    await runtime.advance(1);

    expect(looks).toBe(6);
    expect(whileItWaits).toBe(looks + 1);
    expect(limits).toHaveLength(looks + 2);
  });

  it('is no bug when the journal fails, and is one when anything else does', async () => {
    const { scheduler, runtime, events, failures } = watched();
    failures.push(new JournalError('io', 'no', 'the disk is away'), new TypeError('ours'));
    scheduler.start();

    await runtime.advance(0);
    expect(events).toEqual([]);

    await runtime.advance(1_000);
    expect(events).toEqual([{ kind: 'bug', where: 'scheduler', detail: 'TypeError: ours' }]);
  });

  it('goes on after the scheduler was stopped and started again, and only once', async () => {
    const { scheduler, runtime, limits } = watched();
    scheduler.start();
    await runtime.advance(0);
    scheduler.stop();
    await runtime.advance(1_000);
    expect(limits).toHaveLength(1);

    scheduler.start();
    await runtime.advance(100);

    expect(limits).toHaveLength(3);
  });
});

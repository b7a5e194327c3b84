/**
 * Goal: a process that stops waits for everything it has started, and a task that fails neither
 * keeps its payout busy for ever nor goes unheard of.
 * Method: tasks that the test ends by hand.
 */
import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../../src/contract/events.ts';
import { JournalError } from '../../../src/journal/port.ts';
import { createRunningTasks } from '../../../src/payouts/dispatch/running-tasks.ts';
import { latch } from '../engine/scripted-journal.ts';

function setUp() {
  const told: GatewayEvent[] = [];
  return { told, tasks: createRunningTasks((event) => told.push(event)) };
}

describe('idle', () => {
  it('waits for the tasks that run, and for those that they start', async () => {
    const { tasks } = setUp();
    const [first, second] = [latch(), latch()];
    const order: string[] = [];
    tasks.launch('a', async () => {
      await first.opened;
      order.push('first');
      tasks.launch('b', async () => {
        await second.opened;
        order.push('second');
      });
      second.open();
    });

    const idle = tasks.idle().then(() => order.push('idle'));
    first.open();
    await idle;

    expect(order).toEqual(['first', 'second', 'idle']);
  });
});

describe('a payout', () => {
  it('is busy until the last of its tasks has ended', async () => {
    const { tasks } = setUp();
    const [first, second] = [latch(), latch()];
    tasks.launch('a', () => first.opened);
    tasks.launch('a', () => second.opened);

    first.open();
    await first.opened;
    const meanwhile = [tasks.isBusy('a'), tasks.isBusy('b')];
    second.open();
    await tasks.idle();

    expect(meanwhile).toEqual([true, false]);
    expect(tasks.isBusy('a')).toBe(false);
  });

  it.each([
    ['a refused write is left to its due time', new JournalError('io', 'no', 'full'), []],
    ['anything else is told as a bug', new TypeError('oh'), ['TypeError: oh']],
  ])('is not busy after a task that failed; %s', async (_what, error, bugs) => {
    const { tasks, told } = setUp();
    tasks.launch('a', () => Promise.reject(error));

    await tasks.idle();

    expect(tasks.isBusy('a')).toBe(false);
    expect(told.map((event) => event.kind === 'bug' && event.detail)).toEqual(bugs);
  });
});

/**
 * Goal: members of a batch that come due one after the other ask one question and not one each.
 * Method: named tasks in virtual time, counted.
 */
import { expect, it } from 'vitest';

import { createSharedTasks } from '../../../src/payouts/dispatch/batch/shared-tasks.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { latch } from '../engine/scripted-journal.ts';

it('a task is shared while it runs and while it is fresh, and started again after that', async () => {
  const runtime = virtualRuntime(1);
  const share = createSharedTasks(runtime);
  const running = latch();
  let started = 0;
  const ask = (name = 'inquire a') =>
    share(name, 1_000, () => {
      started += 1;
      return running.opened;
    });
  const counts: number[] = [];

  const first = ask();
  void ask();
  counts.push(started);
  running.open();
  await first;
  await runtime.advance(999);
  void ask();
  counts.push(started);
  await runtime.advance(1);
  void ask();
  void ask('inquire b');
  counts.push(started);

  expect(counts).toEqual([1, 1, 3]);
});

it('a task that need not be fresh is started again as soon as it has ended', async () => {
  const share = createSharedTasks(virtualRuntime(1));
  let started = 0;
  const resend = () =>
    share('resend a', 0, () => {
      started += 1;
      return Promise.resolve();
    });

  await resend();
  await resend();

  expect(started).toBe(2);
});

/**
 * Goal: notices go out for ends and returns alone, are read by the adapter in both dialects, and
 * come again on the bank's schedule until they are taken.
 * Method: the sandbox's own postman on virtual time, delivering straight into the adapter.
 */
import { describe, expect, it } from 'vitest';

import type { CallbackReading } from '../../../src/contract/adapter.ts';
import { createCallbackDispatcher } from '../../../src/sandbox/callbacks/callback-dispatcher.ts';
import type { SandboxCallback } from '../../../src/sandbox/partners/sandbox-partner.ts';
import { DIALECTS, KEY, openWorld, order } from './world.ts';

describe.each(DIALECTS)('a notice in the dialect %s', (dialect) => {
  it('says nothing of an order that waits', async () => {
    const world = openWorld({ dialect });
    await world.submit(order());

    expect(world.notify()).toBeNull();
  });

  it.each([
    ['payAtOnce', null, { kind: 'executed' }],
    ['rejectAtOnce', 'D', { kind: 'refused', recorded: false, failure: 'partner.agreement' }],
  ] as const)('after %s=%s is about our payment', async (name, value, verdict) => {
    const world = openWorld({ dialect });
    world.arm(name, { value });
    await world.submit(order());

    expect(world.notify()).toMatchObject({ kind: 'news', news: [{ partnerKey: KEY, verdict }] });
  });

  it('with a wrong signature is rejected, and its true repeat is taken', async () => {
    const world = openWorld({ dialect, settleMs: 0 });
    world.arm('callbackBadSignature', { times: 1 });
    await world.submit(order());

    expect(world.notify()).toMatchObject({ kind: 'rejected' });
    expect(world.notify()).toMatchObject({ kind: 'news' });
  });

  it('keeps its number in each repeat, and has another for the return', async () => {
    const world = openWorld({ dialect, settleMs: 0 });
    await world.submit(order());
    const [first, second] = [world.notify(), world.notify()];
    world.sandbox.bank.giveBack(KEY, '001', 0n);

    const returned = world.notify();

    expect(eventOf(second)).toBe(eventOf(first));
    expect(eventOf(returned)).not.toBe(eventOf(first));
  });
});

describe('the redelivery', () => {
  it('follows the bank’s five pauses and then ends', async () => {
    const { world, deliveredAtMs } = deliverTo(() => 500);
    await world.submit(order());

    await world.runtime.advance(86_400_000);

    const pauses = deliveredAtMs.slice(1).map((atMs, index) => atMs - (deliveredAtMs[index] ?? 0));
    expect(pauses.map((pauseMs) => Math.round(pauseMs / 1_000))).toEqual([10, 30, 60, 180, 600]);
  });

  it.each([
    [200, 1],
    [204, 2],
    [403, 2],
    [500, 2],
  ])('takes status %i for an answer that leads to %i deliveries', async (status, count) => {
    const { world, deliveredAtMs } = deliverTo((attempt) => (attempt === 1 ? status : 200));
    await world.submit(order());

    await world.runtime.advance(60_000);

    expect(deliveredAtMs).toHaveLength(count);
  });

  it('is read by the adapter as often as it comes', async () => {
    const readings: CallbackReading[] = [];
    const { world } = deliverTo((_attempt, callback) => {
      readings.push(world.adapter.readCallback(callback, world.runtime.now()));
      return 500;
    });
    await world.submit(order());

    await world.runtime.advance(86_400_000);

    expect(readings.map(({ kind }) => kind)).toEqual(Array(6).fill('news'));
  });
});

function eventOf(reading: CallbackReading | null): unknown {
  return reading?.kind === 'news' ? reading.eventId : reading;
}

function deliverTo(answer: (attempt: number, callback: SandboxCallback) => number) {
  const world = openWorld({ settleMs: 0 });
  const deliveredAtMs: number[] = [];
  createCallbackDispatcher({
    partners: [world.sandbox],
    runtime: world.runtime,
    log: () => undefined,
    deliver: (callback) => {
      deliveredAtMs.push(world.runtime.elapsed());
      return Promise.resolve({ status: answer(deliveredAtMs.length, callback), body: '' });
    },
  });
  return { world, deliveredAtMs };
}

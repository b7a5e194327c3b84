/**
 * Goal: notices go out for final states alone, are read by the adapter, come again on WeChat's
 * schedule until they are taken, and probes are told apart from strangers.
 * Method: the sandbox's own postman on virtual time, delivering straight into the adapter.
 */
import { describe, expect, it } from 'vitest';

import { createCallbackDispatcher } from '../../../src/sandbox/callbacks/callback-dispatcher.ts';
import type { CallbackReading } from '../../../src/contract/adapter.ts';
import type { SandboxCallback } from '../../../src/sandbox/partners/sandbox-partner.ts';
import { KEY, openWorld, order } from './world.ts';

const DAY_MS = 86_400_000;

describe('a notice', () => {
  it('says nothing of a bill that is only accepted, nor of money given back', async () => {
    const world = openWorld();
    await world.submit(order());
    const accepted = world.notify();
    await world.runtime.advance(1_000);
    world.sandbox.bank.giveBack(KEY, 'X', 0n);

    expect(accepted).toBeNull();
    expect(world.notify()).toBeNull();
  });

  it.each([
    ['payAtOnce', null, { kind: 'executed', finality: 'credited' }],
    ['rejectAtOnce', 'TRANSFER_RISK', { kind: 'refused', failure: 'risk.fraud.suspected' }],
  ] as const)('after %s=%s reads as what the inquiry says', async (name, value, expected) => {
    const world = openWorld();
    world.arm(name, { value });
    await world.submit(order());

    const reading = world.notify();
    const inquired = await world.inquire(order());

    expect(reading).toMatchObject({
      kind: 'news',
      news: [{ partnerKey: KEY, verdict: expected }],
    });
    expect(inquired).toMatchObject(expected);
  });

  it('keeps its id in each repeat, with a fresh nonce and signature', async () => {
    const world = openWorld({ settleMs: 0 });
    await world.submit(order());
    const last = world.changes.at(-1);
    const [first, second] = last
      ? [world.sandbox.callback(last), world.sandbox.callback(last)]
      : [];

    const ids = [first, second].map((callback) =>
      Reflect.get(JSON.parse(callback?.body ?? '{}'), 'id'),
    );

    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[1]).toBe(ids[0]);
    expect(second?.body).not.toBe(first?.body);
  });

  it('with a wrong signature is rejected, and its true repeat is taken', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('callbackBadSignature', { times: 1 });
    await world.submit(order());

    expect(world.notify()).toMatchObject({ kind: 'rejected' });
    expect(world.notify()).toMatchObject({ kind: 'news' });
  });

  it('comes as a SIGNTEST probe first when WeChat tests us, then truly', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('signTest', { times: 1 });
    await world.submit(order());

    expect(world.notify()).toMatchObject({ kind: 'probe' });
    expect(world.notify()).toMatchObject({ kind: 'news' });
  });

  it('is signed with the next key after a rotation', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('rotateKey');
    await world.submit(order());

    expect(world.notify()).toMatchObject({ kind: 'news' });
  });
});

describe('the redelivery', () => {
  it('follows WeChat’s fifteen pauses and then ends', async () => {
    const { world, deliveredAtMs } = deliverTo(() => 500);
    await world.submit(order());

    await world.runtime.advance(2 * DAY_MS);

    const pauses = deliveredAtMs.slice(1).map((at, index) => at - (deliveredAtMs[index] ?? 0));
    const schedule = '15 15 30 180 600 1200 1800 1800 1800 3600 10800 10800 10800 21600 21600';
    expect(pauses.map((pauseMs) => Math.round(pauseMs / 1_000)).join(' ')).toBe(schedule);
  });

  it.each([
    [200, 1],
    [204, 1],
    [403, 2],
    [500, 2],
  ])('takes status %i for an answer that leads to %i deliveries', async (status, count) => {
    const { world, deliveredAtMs } = deliverTo((attempt) => (attempt === 1 ? status : 200));
    await world.submit(order());

    await world.runtime.advance(60_000);

    expect(deliveredAtMs).toHaveLength(count);
  });

  it('is read by the adapter hours later, because each repeat is signed anew', async () => {
    const readings: (CallbackReading | null)[] = [];
    const { world } = deliverTo((attempt, callback) => {
      readings.push(world.adapter.readCallback(callback, world.runtime.now()));
      return attempt < 12 ? 500 : 200;
    });
    await world.submit(order());

    await world.runtime.advance(DAY_MS);

    expect(readings).toHaveLength(12);
    expect(readings.map((reading) => reading?.kind)).toEqual(readings.map(() => 'news'));
  });
});

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

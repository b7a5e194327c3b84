/**
 * Goal: webhooks go out per item, for what is news, are read by the adapter, come again until they
 * are taken, and every way to spoil one is noticed.
 * Method: the sandbox's own postman on virtual time, delivering straight into the adapter.
 */
import { describe, expect, it } from 'vitest';

import type { CallbackReading } from '../../../src/contract/adapter.ts';
import { createCallbackDispatcher } from '../../../src/sandbox/callbacks/callback-dispatcher.ts';
import type { SandboxCallback } from '../../../src/sandbox/partners/sandbox-partner.ts';
import { batchOf, creditor, KEY, openWorld, order } from './world.ts';

const DAY_MS = 86_400_000;
const UNCLAIMED = creditor('nobody@unclaimed.example');

describe('a webhook', () => {
  it('says nothing of an item that is only pending', async () => {
    const world = openWorld();
    await world.submit(order());

    expect(world.notify()).toBeNull();
  });

  it.each([
    ['payAtOnce', null, { kind: 'executed', finality: 'credited' }],
    ['rejectAtOnce', 'RISK_DECLINE', { kind: 'refused', failure: 'risk.fraud.suspected' }],
  ] as const)('after %s=%s reads as what the inquiry says', async (name, value, expected) => {
    const world = openWorld();
    world.arm(name, { value });
    const taken = await world.submit(order());

    const reading = world.notify();
    const reference = String(Reflect.get(Object(taken), 'partnerReference'));
    const inquired = await world.inquire(order(), reference);

    expect(reading).toMatchObject({
      kind: 'news',
      news: [{ partnerKey: KEY, verdict: expected }],
    });
    expect(inquired).toEqual(reading?.kind === 'news' ? reading.news[0]?.verdict : null);
  });

  it('tells of money that waits, and of money that came back', async () => {
    const world = openWorld();
    await world.submit(order({ creditor: UNCLAIMED }));
    const waiting = world.notify();
    await world.runtime.advance(30 * DAY_MS);

    const back = world.notify();

    expect(waiting).toMatchObject({ news: [{ verdict: { kind: 'accepted' } }] });
    expect(back).toMatchObject({ news: [{ verdict: { kind: 'returned' } }] });
  });

  it('comes for each item of a batch by itself', async () => {
    const world = openWorld({ settleMs: 0 });
    const batch = batchOf({}, { remittance: 'sim:rejectAtOnce=CLOSED_MARKET' }, {});
    const { readings } = deliverInto(world);
    await world.submitBatch(batch);

    await world.runtime.advance(1);

    const news = readings.map((reading) => (reading.kind === 'news' ? reading.news[0] : null));
    expect(news.map((one) => [one?.partnerKey, one?.verdict.kind])).toEqual([
      [batch.members[0]?.partnerKey, 'executed'],
      [batch.members[1]?.partnerKey, 'refused'],
      [batch.members[2]?.partnerKey, 'executed'],
    ]);
  });

  it('keeps its id in each repeat, under a fresh transmission', async () => {
    const world = openWorld({ settleMs: 0 });
    await world.submit(order());
    const last = world.changes.at(-1);
    const [first, second] = last
      ? [world.sandbox.callback(last), world.sandbox.callback(last)]
      : [];

    expect(second?.body).toBe(first?.body);
    expect(second?.headers['paypal-transmission-id']).not.toBe(
      first?.headers['paypal-transmission-id'],
    );
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      id: expect.stringMatching(/^WH-[A-Z0-9]{17}-[A-Z0-9]{17}$/),
      resource_type: 'payouts_item',
    });
  });

  it.each([
    ['callbackBadSignature', null],
    ['clockSkew', '301'],
  ] as const)('with %s=%s is rejected, and its true repeat is taken', async (name, value) => {
    const world = openWorld({ settleMs: 0 });
    world.arm(name, { value, times: 1 });
    await world.submit(order());

    expect(world.notify()).toMatchObject({ kind: 'rejected' });
    expect(world.notify()).toMatchObject({ kind: 'news' });
  });

  it('is signed with the next certificate after a rotation', async () => {
    const world = openWorld({ settleMs: 0 });
    world.arm('rotateKey');
    await world.submit(order());

    expect(world.notify()).toMatchObject({ kind: 'news' });
  });
});

describe('the redelivery', () => {
  it('is 25 times within three days, and then ends', async () => {
    const world = openWorld({ settleMs: 0 });
    const { deliveredAtMs } = deliverInto(world, () => 500);
    await world.submit(order());

    await world.runtime.advance(5 * DAY_MS);

    const spanMs = (deliveredAtMs.at(-1) ?? 0) - (deliveredAtMs[0] ?? 0);
    expect(deliveredAtMs).toHaveLength(26);
    expect(spanMs).toBeGreaterThan(2.9 * DAY_MS);
    expect(spanMs).toBeLessThan(3.1 * DAY_MS);
  });

  it.each([
    [200, 1],
    [204, 1],
    [299, 1],
    [302, 2],
    [403, 2],
    [500, 2],
  ])('takes status %i for an answer that leads to %i deliveries', async (status, count) => {
    const world = openWorld({ settleMs: 0 });
    const { deliveredAtMs } = deliverInto(world, (attempt) => (attempt === 1 ? status : 200));
    await world.submit(order());

    await world.runtime.advance(60_000);

    expect(deliveredAtMs).toHaveLength(count);
  });

  it('is read by the adapter to the last, days later', async () => {
    const world = openWorld({ settleMs: 0 });
    const { readings } = deliverInto(world, () => 500);
    await world.submit(order());

    await world.runtime.advance(5 * DAY_MS);

    expect(new Set(readings.map(({ kind }) => kind))).toEqual(new Set(['news']));
  });
});

function deliverInto(
  world: ReturnType<typeof openWorld>,
  answer: (attempt: number, callback: SandboxCallback) => number = () => 200,
) {
  const deliveredAtMs: number[] = [];
  const readings: CallbackReading[] = [];
  createCallbackDispatcher({
    partners: [world.sandbox],
    runtime: world.runtime,
    log: () => undefined,
    deliver: (callback) => {
      deliveredAtMs.push(world.runtime.elapsed());
      readings.push(world.adapter.readCallback(callback, world.runtime.now()));
      return Promise.resolve({ status: answer(deliveredAtMs.length, callback), body: '' });
    },
  });
  return { deliveredAtMs, readings };
}

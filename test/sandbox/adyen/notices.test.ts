/**
 * Goal: each stage of a transfer has its webhook, numbered from one; they are read by the adapter
 * in any order, come again on Adyen's schedule, and bring the payout to its end without an inquiry.
 * Method: the sandbox's own postman on virtual time, delivering straight into the adapter.
 */
import { describe, expect, it } from 'vitest';

import type { CallbackReading } from '../../../src/contract/adapter.ts';
import { createCallbackDispatcher } from '../../../src/sandbox/callbacks/callback-dispatcher.ts';
import type { SandboxCallback } from '../../../src/sandbox/partners/sandbox-partner.ts';
import { type PartnerWorld } from '../../support/partner-world.ts';
import { KEY, openWorld, order, verdicts } from './world.ts';

const DAY_MS = 86_400_000;

describe('the webhooks of a transfer', () => {
  it('tell received, authorised, booked and credited, numbered from one', async () => {
    const world = openWorld();
    await world.submit(order());
    await world.runtime.advance(1_000);

    expect(said(world)).toEqual([
      ['created', 1, 'received'],
      ['updated', 2, 'authorised'],
      ['updated', 3, 'booked'],
      ['updated', 4, 'booked'],
    ]);
    expect(verdicts(world.news())).toMatchObject([
      { kind: 'accepted' },
      { kind: 'accepted' },
      { kind: 'executed', finality: 'executed' },
      { kind: 'executed', finality: 'credited' },
    ]);
  });

  it.each([
    ['payAtOnce', null, ['received', 'authorised', 'booked', 'booked']],
    ['rejectAtOnce', 'counterpartyAccountClosed', ['received', 'authorised', 'failed']],
    ['rejectAtOnce', 'approvalExpired', ['received', 'authorised', 'refused']],
    ['refuse', 'noFunds', ['received', 'refused']],
    [
      'returnAfter',
      'counterpartyAccountClosed:1',
      ['received', 'authorised', 'booked', 'booked', 'returned'],
    ],
    ['returnAfter', 'failed.unknown:1', ['received', 'authorised', 'booked', 'booked', 'failed']],
  ] as const)('after %s=%s are numbered without a gap: %j', async (name, value, statuses) => {
    const world = openWorld();
    world.arm(name, { value });
    await world.submit(order());
    await world.runtime.advance(2_000);

    expect(said(world).map(([, , status]) => status)).toEqual(statuses);
    expect(said(world).map(([, number]) => number)).toEqual(statuses.map((_, index) => index + 1));
  });

  it('say in the end what the inquiry says', async () => {
    for (const value of ['counterpartyAccountClosed', 'notEnoughBalance']) {
      const world = openWorld();
      world.arm('rejectAtOnce', { value });
      await world.submit(order());

      expect(verdicts(world.news()).at(-1)).toEqual(await world.inquire(order()));
    }
  });

  it('tell of each of two transfers under one key by its own number', async () => {
    const world = openWorld();
    world.arm('dedupeOff');
    await world.submit(order());
    await world.submit(order());

    const ids = world.news().map((reading) => Reflect.get(reading, 'eventId') as string);

    expect(new Set(ids).size).toBe(4);
    expect(ids.map((id) => id.split(':')[1])).toEqual(['1', '2', '1', '2']);
  });

  it('are signed anew with the next key after a rotation', async () => {
    const world = openWorld();
    await world.submit(order());
    const [before] = world.callbacks();
    world.arm('rotateKey');
    const [after] = world.callbacks();

    expect(after?.headers['hmacsignature']).not.toBe(before?.headers['hmacsignature']);
    expect(world.news()).toMatchObject([{ kind: 'news' }, { kind: 'news' }]);
  });

  it('with a wrong signature are rejected, and the true repeat is taken', async () => {
    const world = openWorld();
    await world.submit(order());
    world.arm('callbackBadSignature', { times: 2 });

    expect(world.news().map(({ kind }) => kind)).toEqual(['rejected', 'rejected']);
    expect(world.news().map(({ kind }) => kind)).toEqual(['news', 'news']);
  });
});

describe('the delivery', () => {
  it('follows Adyen’s pauses for thirty days and then ends', async () => {
    const { world, deliveredAtMs } = deliverTo(() => 500);
    world.arm('refuse', { value: 'noFunds' });
    await world.submit(order());

    await world.runtime.advance(40 * DAY_MS);

    // Two webhooks keep step; the pauses are those of either.
    const times = [...new Set(deliveredAtMs)];
    const pauses = times
      .slice(1)
      .map((at, index) => Math.round((at - (times[index] ?? 0)) / 1_000));
    expect(pauses.slice(0, 12).join(' ')).toBe(
      '9 18 27 120 300 600 900 1800 3600 7200 14400 28800',
    );
    expect(new Set(pauses.slice(11))).toEqual(new Set([28_800]));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(29.5 * DAY_MS);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(30.5 * DAY_MS);
  });

  it.each([
    [200, 1],
    [202, 1],
    [403, 2],
    [500, 2],
  ])('takes status %i for an answer that leads to %i deliveries', async (status, count) => {
    const attempts = new Map<string, number>();
    const { world } = deliverTo((callback) => {
      const attempt = (attempts.get(callback.body) ?? 0) + 1;
      attempts.set(callback.body, attempt);
      return attempt === 1 ? status : 200;
    });
    await world.submit(order());

    await world.runtime.advance(60_000);

    expect([...attempts.values()]).toEqual([count, count, count, count]);
  });

  it('may come out of order: the later number first, and both are read', async () => {
    const { world, readings } = deliverTo(() => 200);
    await world.submit(order());
    await world.runtime.advance(500);
    world.arm('callbackReorder', { times: 1 });

    await world.runtime.advance(10_000);

    const numbers = readings.map((reading) =>
      Number(String(Reflect.get(reading, 'eventId')).split(':')[1]),
    );
    expect(numbers).toEqual([1, 2, 4, 3]);
    expect(verdicts(readings).slice(2)).toMatchObject([
      { kind: 'executed', finality: 'credited' },
      { kind: 'executed', finality: 'executed' },
    ]);
  });

  it('may come twice, and is one event', async () => {
    const { world, readings } = deliverTo(() => 200);
    world.arm('callbackDuplicate');
    await world.submit(order());

    await world.runtime.advance(10_000);

    const ids = readings.map((reading) => Reflect.get(reading, 'eventId') as string);
    expect(ids).toHaveLength(8);
    expect(new Set(ids).size).toBe(4);
  });
});

/** What each webhook so far says: its type's last word, its number, the status. */
function said(world: PartnerWorld): readonly (readonly [string, unknown, unknown])[] {
  return world.callbacks().map(({ body }) => {
    const { type, data } = JSON.parse(body) as { type: string; data: Record<string, unknown> };
    expect(data['reference']).toBe(KEY);
    return [type.split('.').at(-1) ?? '', data['sequenceNumber'], data['status']];
  });
}

function deliverTo(answer: (callback: SandboxCallback) => number) {
  const world = openWorld();
  const deliveredAtMs: number[] = [];
  const readings: CallbackReading[] = [];
  createCallbackDispatcher({
    partners: [world.sandbox],
    runtime: world.runtime,
    log: () => undefined,
    concurrencyMax: 1,
    deliver: (callback) => {
      deliveredAtMs.push(world.runtime.elapsed());
      readings.push(world.adapter.readCallback(callback, world.runtime.now()));
      return Promise.resolve({ status: answer(callback), body: '' });
    },
  });
  return { world, deliveredAtMs, readings };
}

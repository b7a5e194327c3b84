/**
 * Goal: a call about several payouts keeps the clock of quiet for every member, tells each its own
 * evidence once, and is filed under the first with what all of them weigh.
 * Method: the calls alone, over lanes that the test answers; the engine and the clock write down
 * what they are told.
 */
import { describe, expect, it } from 'vitest';

import { endpointForNew } from '../../../src/payouts/dispatch/client-endpoint.ts';
import type { BatchReading } from '../../../src/contract/adapter.ts';
import type { SendOrder } from '../../../src/contract/send.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { createBatchCalls } from '../../../src/payouts/dispatch/batch/batch-calls.ts';
import type { Member } from '../../../src/payouts/dispatch/batch/batch-members.ts';
import type { PartnerClient } from '../../../src/payouts/dispatch/partner-client.ts';
import type { Engine } from '../../../src/payouts/engine/engine.ts';
import type { EvidenceFact } from '../../../src/payouts/model/facts.ts';
import { ACCEPTED, dispatching, EXECUTED, LOST, NEVER_SENT } from '../../support/payouts.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { fakePartner } from '../fake-partner.ts';

const REQUEST = { method: 'POST', path: '/batch', headers: {} } as const;
const REPLY = { status: 200, headers: {}, body: 'reply' };

function member(name: string, minor: bigint): Member {
  const { payout } = dispatching();
  const [attempt] = payout.attempts;
  if (attempt === undefined) throw new Error('no attempt');
  return {
    payout: {
      ...payout,
      id: name,
      request: { ...payout.request, amount: { currency: 'CNY', minor } },
    },
    attempt: { ...attempt, partnerKey: `KEY-${name}` },
    epoch: 3,
  };
}

/** Two members, of 100 and 23 minor units, whose items a reply may hold. */
function open(items: ReadonlyMap<string, Verdict> = new Map()) {
  const runtime = virtualRuntime(1);
  const members = [member('a', 100n), member('b', 23n)];
  const orders: SendOrder[] = [];
  const told: [string, EvidenceFact][] = [];
  const touched: string[] = [];
  const launched: string[] = [];
  const stamps: string[] = [];
  let answer: (verdict: Verdict) => void = () => undefined;
  const read = (whole: Verdict) => (): BatchReading => ({ whole, items });
  const bank = fakePartner().client;
  const client = {
    ...bank,
    adapter: {
      ...bank.adapter,
      batch: {
        submit: (_batch: unknown, { nonce }: { nonce: string }) => {
          stamps.push(nonce);
          return { request: REQUEST, read: read(ACCEPTED) };
        },
        inquire: () => ({ request: REQUEST, read: read(ACCEPTED) }),
      },
    },
    endpoints: [
      {
        name: 'main',
        lanes: {
          ...endpointForNew(bank).lanes,
          send: (order: SendOrder) => {
            orders.push(order);
            return new Promise<Verdict>((resolve) => (answer = resolve));
          },
        },
      },
    ],
  } as unknown as PartnerClient;
  const calls = createBatchCalls({
    runtime,
    quiet: {
      touch: (key) => void touched.push(key),
      listening: () => () => undefined,
      quietMs: (key) => (key === 'KEY-a' ? 11 : 22),
    },
    engine: () =>
      ({
        tellSurely: (id: string, fact: EvidenceFact) => Promise.resolve(void told.push([id, fact])),
      }) as unknown as Engine,
    launch: (payoutId, task) => {
      launched.push(payoutId);
      void task();
    },
  });
  return {
    runtime,
    members,
    orders,
    told,
    touched,
    launched,
    stamps,
    calls,
    client,
    answer: async (verdict: Verdict) => {
      answer(verdict);
      await runtime.advance(0);
    },
  };
}

describe('a batch that is sent', () => {
  it('is filed under its first member with the sum of all, and has a minute', async () => {
    const { runtime, calls, client, members, orders, stamps } = open();
    await runtime.advance(5_000);
    void calls.submit(client, 'batch-1', members);

    expect(orders[0]).toMatchObject({
      lane: 'submit',
      deadlineAtElapsedMs: 65_000,
      tags: { partner: 'bank-a', payoutId: 'a', attemptNo: 1, epoch: 3, amountMinor: 123n },
    });
    expect(stamps[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is not quiet before, after its answer, nor after a late one, for any member', async () => {
    const { calls, client, members, orders, touched, answer } = open();
    void calls.submit(client, 'batch-1', members);
    expect(touched).toEqual(['KEY-a', 'KEY-b']);
    await answer(LOST);
    expect(touched).toHaveLength(4);

    orders[0]?.onLate(ACCEPTED);

    expect(touched).toEqual(['KEY-a', 'KEY-b', 'KEY-a', 'KEY-b', 'KEY-a', 'KEY-b']);
  });

  it('tells each member its own item, once', async () => {
    const { calls, client, members, orders, told, answer } = open(new Map([['KEY-b', EXECUTED]]));
    void calls.submit(client, 'batch-1', members);
    const whole = orders[0]?.call.read(REPLY, 0) ?? LOST;
    await answer(whole);

    expect(told.map(([id, { verdict }]) => [id, verdict.kind])).toEqual([
      ['a', 'accepted'],
      ['b', 'executed'],
    ]);
    expect(told[0]?.[1]).toMatchObject({ source: 'response', epoch: 3, quietMs: 0 });
    expect(told[0]?.[1].digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('goes nowhere when the endpoint of its intents is gone, and each member stays in doubt', async () => {
    const { calls, client, members, orders, told } = open();
    const elsewhere = members.map((member) => ({
      ...member,
      attempt: { ...member.attempt, endpoint: 'eu.bank.example' },
    }));
    await calls.submit(client, 'batch-1', elsewhere);

    expect(orders).toEqual([]);
    expect(told.map(([id, { verdict }]) => [id, verdict.kind])).toEqual([
      ['a', 'unknown'],
      ['b', 'unknown'],
    ]);
  });

  it('that never left is told so by the socket', async () => {
    const { calls, client, members, told, answer } = open();
    void calls.submit(client, 'batch-1', members);
    await answer(NEVER_SENT);

    expect(told.map(([, { source, verdict }]) => [source, verdict.kind])).toEqual([
      ['socket', 'neverSent'],
      ['socket', 'neverSent'],
    ]);
  });

  it('tells a late answer to each member once, as a response', async () => {
    const { runtime, calls, client, members, orders, told, launched, answer } = open();
    void calls.submit(client, 'batch-1', members);
    await answer(LOST);
    told.length = 0;

    orders[0]?.onLate(ACCEPTED);
    await runtime.advance(0);

    expect(launched).toEqual(['a']);
    expect(told.map(([id, { source }]) => [id, source])).toEqual([
      ['a', 'response'],
      ['b', 'response'],
    ]);
  });
});

describe('a batch that is asked for', () => {
  it('has twenty seconds, makes no noise, and tells each how long it was quiet before', async () => {
    const { calls, client, members, orders, told, touched, answer } = open();
    void calls.inquire(client, 'batch-1', 'ref-1', members);
    await answer(ACCEPTED);

    expect(orders[0]).toMatchObject({ lane: 'inquire', deadlineAtElapsedMs: 20_000 });
    expect(touched).toEqual([]);
    expect(told.map(([id, { source, quietMs }]) => [id, source, quietMs])).toEqual([
      ['a', 'inquiry', 11],
      ['b', 'inquiry', 22],
    ]);
  });
});

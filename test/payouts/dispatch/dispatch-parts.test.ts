/**
 * Goal: the small parts that dispatching is made of keep what they promise by themselves: who waits
 * is served in order and once, a slot is counted once, a shared question is asked once, quiet is
 * never overstated, and whatever runs is waited for.
 * Method: each part alone, on virtual time where it has any.
 */
import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../../src/contract/events.ts';
import type { PartnerReply } from '../../../src/contract/exchange.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { JournalError } from '../../../src/journal/port.ts';
import { createSharedTasks } from '../../../src/payouts/dispatch/batch/shared-tasks.ts';
import { termsOf } from '../../../src/payouts/dispatch/partner-client.ts';
import { createQuietClock } from '../../../src/payouts/dispatch/quiet-clock.ts';
import { createRunningTasks } from '../../../src/payouts/dispatch/running-tasks.ts';
import { createSlots } from '../../../src/payouts/dispatch/slots.ts';
import { createWaitQueue } from '../../../src/payouts/dispatch/wait-queue.ts';
import { witnessing, witnessingBatch } from '../../../src/payouts/dispatch/witness.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { fakePartner } from '../fake-partner.ts';

describe('the wait queue', () => {
  it('serves each partner in the order of arrival, and each payout once', () => {
    const queue = createWaitQueue(10);
    for (const id of ['a', 'b', 'a']) expect(queue.enter('bank', id)).toBe(true);
    queue.enter('psp', 'c');

    expect(queue.partners()).toEqual(['bank', 'psp']);
    expect([queue.next('bank'), queue.next('bank'), queue.next('bank')]).toEqual([
      'a',
      'b',
      undefined,
    ]);
    expect([queue.has('a'), queue.has('c'), queue.partners()]).toEqual([false, true, ['psp']]);
    expect(queue.next('nobody')).toBeUndefined();
  });

  it('is full at its length; who is in it already is not turned away, who left may come back', () => {
    const queue = createWaitQueue(2);
    queue.enter('bank', 'a');
    queue.enter('bank', 'b');

    expect([queue.enter('bank', 'c'), queue.has('c')]).toEqual([false, false]);
    expect(queue.enter('bank', 'b')).toBe(true);
    expect(queue.enter('psp', 'd')).toBe(true);
    expect(queue.next('bank')).toBe('a');
    expect([queue.enter('bank', 'a'), queue.enter('bank', 'c')]).toEqual([true, false]);
  });
});

describe('the quiet clock', () => {
  it('counts from the last touch, and for an unknown key from the start of the process', async () => {
    const runtime = virtualRuntime(1);
    await runtime.advance(500);
    const quiet = createQuietClock(runtime);
    await runtime.advance(1_000);
    quiet.touch('a');
    await runtime.advance(200);
    quiet.touch('a');
    await runtime.advance(50);

    expect([quiet.quietMs('a'), quiet.quietMs('b')]).toEqual([50, 1_250]);
  });

  it('is not quiet while a line is open on which a copy may still arrive, and counts from its end', async () => {
    const runtime = virtualRuntime(1);
    const quiet = createQuietClock(runtime);
    const [close, closeOther] = [quiet.listening('a'), quiet.listening('a')];
    await runtime.advance(1_000);
    const whileOpen = quiet.quietMs('a');
    close();
    await runtime.advance(1_000);
    const whileOneIsOpen = quiet.quietMs('a');
    closeOther();
    await runtime.advance(300);

    expect([whileOpen, whileOneIsOpen, quiet.quietMs('a')]).toEqual([0, 0, 300]);
  });

  it('never says more than is sure of a key that it had no room to remember', async () => {
    const runtime = virtualRuntime(1);
    const quiet = createQuietClock(runtime);
    quiet.touch('a');
    await runtime.advance(1_000);
    quiet.touch('b');
    await runtime.advance(1_000);
    quiet.touch('a');
    for (let key = 3; key <= 200_000; key++) quiet.touch(`k${key}`);

    expect([quiet.quietMs('b'), quiet.quietMs('never')]).toEqual([1_000, 2_000]);
    quiet.touch('one more');

    // `b` was the oldest: gone, and so is what is sure of every key that is not remembered.
    expect([quiet.quietMs('b'), quiet.quietMs('never')]).toEqual([1_000, 1_000]);
    expect(quiet.quietMs('a')).toBe(0);
  });
});

describe('shared tasks', () => {
  it('run once for all who come meanwhile, and again for who comes later', async () => {
    const share = createSharedTasks(virtualRuntime(1));
    let runs = 0;
    const task = async () => {
      runs += 1;
      await Promise.resolve();
    };

    await Promise.all([share('x', 0, task), share('x', 0, task), share('y', 0, task)]);
    expect(runs).toBe(2);
    await share('x', 0, task);
    expect(runs).toBe(3);
  });

  it('stay fresh for as long as they are said to', async () => {
    const runtime = virtualRuntime(1);
    const share = createSharedTasks(runtime);
    let runs = 0;
    const task = () => Promise.resolve(void (runs += 1));

    await share('x', 1_000, task);
    await runtime.advance(999);
    await share('x', 1_000, task);
    expect(runs).toBe(1);
    await runtime.advance(1);
    await share('x', 1_000, task);
    expect(runs).toBe(2);
  });

  it('share a failure, and may be tried again after it', async () => {
    const share = createSharedTasks(virtualRuntime(1));
    const fails = () => Promise.reject(new Error('no'));

    await expect(share('x', 0, fails)).rejects.toThrow('no');
    await expect(share('x', 0, () => Promise.resolve())).resolves.toBeUndefined();
  });
});

describe('running tasks', () => {
  it('are known by their payout, and waited for with all that they start', async () => {
    const tasks = createRunningTasks(() => undefined);
    const steps: string[] = [];
    tasks.launch('po_1', async () => {
      await Promise.resolve();
      tasks.launch('po_2', async () => {
        await Promise.resolve();
        steps.push('second');
      });
      steps.push('first');
    });
    expect([tasks.isBusy('po_1'), tasks.isBusy('po_2')]).toEqual([true, false]);

    await tasks.idle();

    expect(steps).toEqual(['first', 'second']);
    expect([tasks.isBusy('po_1'), tasks.isBusy('po_2')]).toEqual([false, false]);
    await tasks.idle();
  });

  it('tell of a mistake as a bug, in one line, and of a journal that refused not at all', async () => {
    const events: GatewayEvent[] = [];
    const tasks = createRunningTasks((event) => void events.push(event));
    tasks.launch('po_1', () => Promise.reject(new JournalError('io', 'no', 'disk')));
    tasks.launch('po_1', () => Promise.reject(new TypeError('oh')));
    tasks.launch('po_1', () => Promise.reject('text'));

    await tasks.idle();

    expect(events).toEqual([
      { kind: 'bug', where: 'dispatch', detail: 'TypeError: oh' },
      { kind: 'bug', where: 'dispatch', detail: 'not an error' },
    ]);
  });
});

describe('slots', () => {
  function open(submitsMax: number) {
    const bank = fakePartner({ submitsMax });
    const released: string[] = [];
    const clients = new Map([['bank-a', bank.client]]);
    const slots = createSlots(clients, (partner) => released.push(partner));
    return { bank, slots, released };
  }

  it('are as many as the lane takes, counted once when taken and once when promised', () => {
    const { slots, released } = open(3);
    slots.take('bank-a');
    slots.take('bank-a');
    const keep = slots.promise('bank-a');
    expect(slots.isFree('bank-a')).toBe(false);
    keep();
    expect(slots.isFree('bank-a')).toBe(true);
    slots.take('bank-a');
    expect(slots.isFree('bank-a')).toBe(false);
    slots.release('bank-a');

    expect([slots.isFree('bank-a'), released]).toEqual([true, ['bank-a']]);
    slots.take('bank-a');
    expect(slots.isFree('bank-a')).toBe(false);
  });

  it('are held by answers that the lane only listens for', () => {
    const { bank, slots } = open(3);
    slots.take('bank-a');
    bank.detach(3);
    expect(slots.isFree('bank-a')).toBe(false);
    bank.detach(2);
    expect(slots.isFree('bank-a')).toBe(true);
  });

  it('are at least one, and free at a partner without a submit lane to ask', () => {
    const { slots } = open(0);
    expect(slots.isFree('bank-a')).toBe(true);
    slots.take('bank-a');
    expect(slots.isFree('bank-a')).toBe(false);
    expect(slots.isFree('nobody')).toBe(true);
  });
});

describe('a witness', () => {
  const request = { method: 'GET', path: '/', headers: {} } as const;
  const reply: PartnerReply = { status: 200, headers: {}, body: 'abc' };
  const ACCEPTED: Verdict = { kind: 'accepted', echo: {} };
  /** SHA-256 of `abc`, from FIPS 180-4. */
  const DIGEST = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

  it('remembers the last reply by its digest, and none where none was read', () => {
    const { call, digest } = witnessing({ request, read: () => ACCEPTED });

    expect(digest()).toBe('');
    expect(call.read(reply, 0)).toEqual(ACCEPTED);
    expect(digest()).toBe(DIGEST);
  });

  it('gives each member its own item only with the reply that held it', () => {
    const whole: Verdict = { kind: 'accepted', echo: {} };
    const lost: Verdict = { kind: 'unknown', failure: 'technical.latency.response', detail: 'd' };
    const items = new Map<string, Verdict>([
      ['K1', { kind: 'executed', finality: 'executed', echo: {} }],
      ['K2', { kind: 'neverSent', failure: 'technical.latency.connect', detail: 'd' }],
    ]);
    const batch = witnessingBatch({ request, read: () => ({ whole, items }) });
    expect(batch.memberVerdict('K1', lost)).toBe(lost);
    const read = batch.call.read(reply, 0);

    expect(batch.digest()).toBe(DIGEST);
    expect(batch.memberVerdict('K1', read)).toMatchObject({ kind: 'executed' });
    expect(batch.memberVerdict('K2', read)).toMatchObject({
      kind: 'unknown',
      failure: 'technical.thirdparty.contract',
    });
    expect(batch.memberVerdict('K3', read)).toBe(read);
    expect(batch.memberVerdict('K1', lost)).toBe(lost);
  });
});

describe('the terms of an attempt', () => {
  it.each([
    ['none', { cancel: false, cancelNeedsReference: false }],
    ['byKey', { cancel: true, cancelNeedsReference: false }],
    ['byReference', { cancel: true, cancelNeedsReference: true }],
  ] as const)('allow what the record allows: cancel %s', (cancel, terms) => {
    const { adapter } = fakePartner({ capabilities: { cancel } }).client;
    expect(termsOf(adapter, 1_000)).toMatchObject(terms);
  });

  it('freeze the key window at the intent, and say where nothing can be asked', () => {
    const { adapter } = fakePartner({
      capabilities: { keyWindowMs: 5_000, inquiryHorizonMs: null, notFoundIsProofAfterMs: null },
    }).client;

    expect(termsOf(adapter, 1_000)).toMatchObject({ keyWindowEndsAtMs: 6_000, inquiry: false });
  });
});

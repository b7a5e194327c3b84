/*
 * Goal: callbacks are redelivered by the partner's own schedule until they are taken, never more
 * often than promised, in bounded numbers; each callback behaviour does what its sentence says.
 * Method: virtual time and an injected `deliver` that records the moment of each delivery and
 * answers by script.
 */
import { describe, expect, it } from 'vitest';

import { BEHAVIOURS } from '../../../src/sandbox/behaviours/behaviour-table.ts';
import type { CallbackAnswer } from '../../../src/sandbox/callbacks/callback-delivery.ts';
import { createCallbackDispatcher } from '../../../src/sandbox/callbacks/callback-dispatcher.ts';
import type { SandboxCallback } from '../../../src/sandbox/partners/sandbox-partner.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { order, plainPartner, SETTLE_MS } from './plain-partner.ts';

const RETRY_MS = [1_000, 5_000, 60_000];

const TAKEN: CallbackAnswer = { status: 200, body: 'taken' };
const DECLINED: CallbackAnswer = { status: 500, body: 'no' };

describe('a callback', () => {
  it('is delivered once when it is taken', async () => {
    const { post, runtime, deliveries, dispatcher } = postOffice(() => TAKEN);

    post('A', '');
    await runtime.advance(86_400_000);

    expect(deliveries).toEqual([[SETTLE_MS, 'A executed']]);
    expect(dispatcher.pending()).toBe(0);
    expect(dispatcher.lines('plain').map(({ outcome }) => outcome)).toEqual(['taken']);
  });

  it('is repeated by the schedule of the partner until it is taken', async () => {
    const { post, runtime, deliveries } = postOffice((count) => (count < 3 ? DECLINED : TAKEN));

    post('A', '');
    await runtime.advance(86_400_000);

    expect(deliveries.map(([atMs]) => atMs - SETTLE_MS)).toEqual([0, 1_000, 6_000]);
  });

  it('is given up when the schedule is exhausted', async () => {
    const { post, runtime, deliveries, dispatcher } = postOffice(() => DECLINED);

    post('A', '');
    await runtime.advance(86_400_000);

    expect(deliveries.map(([atMs]) => atMs - SETTLE_MS)).toEqual([0, 1_000, 6_000, 66_000]);
    expect(dispatcher.lines().map(({ outcome, attempt }) => `${outcome} ${attempt}`)).toEqual([
      'failed 1',
      'failed 2',
      'failed 3',
      'givenUp 4',
    ]);
    expect(dispatcher.pending()).toBe(0);
  });

  it('that meets an error on its way is repeated like one that was declined', async () => {
    const { post, runtime, deliveries, lines } = postOffice((count) => {
      if (count === 1) throw new Error('connect ECONNREFUSED');
      return TAKEN;
    });

    post('A', '');
    await runtime.advance(86_400_000);

    expect(deliveries).toHaveLength(2);
    expect(lines.join()).toContain('ECONNREFUSED');
  });

  it('is signed anew for each repeat, with the time of that delivery', async () => {
    const { post, runtime, callbacks } = postOffice((count) => (count < 3 ? DECLINED : TAKEN));

    post('A', '');
    await runtime.advance(86_400_000);

    const signedAtMs = callbacks.map(({ headers }) => Number(headers['x-signed-at']));
    const firstMs = signedAtMs[0] ?? 0;
    expect(signedAtMs.map((ms) => ms - firstMs)).toEqual([0, 1_000, 6_000]);
  });

  it('is built once for each delivery, so that a behaviour of the partner counts once', async () => {
    const { post, runtime, deliveries, partner } = postOffice((count) =>
      count < 3 ? DECLINED : TAKEN,
    );
    const badSignature = { name: 'callbackBadSignature', rate: 1, endsAtMs: null } as const;
    partner.bank.behaviours.arm({ ...badSignature, times: 10, value: null });

    post('A', '');
    await runtime.advance(86_400_000);

    expect(deliveries).toHaveLength(3);
    expect(partner.bank.behaviours.list()).toMatchObject([{ times: 7 }]);
  });

  it('waits for its turn when too many are under way', async () => {
    const { post, runtime, partner } = postOffice(() => TAKEN);
    const answers: (() => void)[] = [];
    const bounded = createCallbackDispatcher({
      partners: [partner],
      runtime,
      deliver: () => new Promise((resolve) => answers.push(() => resolve(TAKEN))),
      log: () => {},
      concurrencyMax: 2,
    });

    for (const reference of ['A', 'B', 'C']) post(reference, '');
    await runtime.advance(SETTLE_MS);
    const underWay = answers.length;
    answers[0]?.();
    await runtime.advance(0);

    expect(underWay).toBe(2);
    expect(answers).toHaveLength(3);
    expect(bounded.pending()).toBe(2);
  });

  it('is dropped with a line in the log when too many wait', async () => {
    const { post, runtime, dispatcher, lines } = postOffice(() => DECLINED, 2);

    for (const reference of ['A', 'B', 'C']) post(reference, '');
    await runtime.advance(SETTLE_MS);

    const outcomes = dispatcher.lines().map(({ reference, outcome }) => `${reference} ${outcome}`);
    expect(outcomes).toContain('C dropped');
    expect(lines.join()).toContain('one was dropped');
    expect(dispatcher.pending()).toBe(2);
  });

  it('is no more delivered once the dispatcher is closed', async () => {
    const { post, runtime, deliveries, dispatcher } = postOffice(() => DECLINED);
    post('A', '');
    await runtime.advance(SETTLE_MS);
    post('B', '');

    dispatcher.close();
    const timersLeft = runtime.pendingTimers();
    await runtime.advance(86_400_000);

    expect(timersLeft).toBe(1);
    expect(deliveries).toHaveLength(1);
    expect(dispatcher.pending()).toBe(0);
  });
});

describe('a delivery that takes its time', () => {
  it('is not repeated when the dispatcher was closed meanwhile', async () => {
    const { partner, runtime, post, answers, dispatcher } = slowPostOffice();
    post('A', 'sim:payAtOnce');
    await runtime.advance(0);

    dispatcher.close();
    answers[0]?.(DECLINED);
    await runtime.advance(86_400_000);

    expect(answers).toHaveLength(1);
    expect(dispatcher.pending()).toBe(0);
    expect(partner.bank.find('A')?.status).toBe('executed');
  });

  it('does not let go what came after it (callbackReorder)', async () => {
    const { runtime, post, answers } = slowPostOffice();
    post('A', 'sim:payAtOnce');
    await runtime.advance(0);
    post('B', 'sim:payAtOnce sim:callbackReorder=900');
    await runtime.advance(10);

    answers[0]?.(TAKEN);
    await runtime.advance(889);
    const before = answers.length;
    await runtime.advance(1);

    expect(before).toBe(1);
    expect(answers).toHaveLength(2);
  });
});

/** What one behaviour makes of the callbacks of order A: their moments after its execution. */
const CASES = [
  {
    name: 'callbackLate',
    text: 'sim:callbackLate=700',
    delivered: [[700, 'A executed']],
    outcomes: ['taken'],
  },
  {
    name: 'callbackDuplicate',
    text: 'sim:callbackDuplicate=2',
    delivered: [
      [0, 'A executed'],
      [50, 'A executed'],
      [100, 'A executed'],
    ],
    outcomes: ['duplicated', 'duplicated', 'taken'],
  },
  {
    name: 'callbackReorder',
    text: 'sim:callbackReorder sim:returnAfter=AC04:500',
    delivered: [
      [500, 'A returned'],
      [500, 'A executed'],
    ],
    outcomes: ['taken', 'taken'],
  },
  { name: 'callbackLost', text: 'sim:callbackLost', delivered: [], outcomes: ['lost'] },
];

describe('a callback behaviour', () => {
  it.each(CASES)('$name does what its sentence says', async ({ text, delivered, outcomes }) => {
    const { post, runtime, deliveries, dispatcher } = postOffice(() => TAKEN);

    post('A', text);
    await runtime.advance(86_400_000);

    expect(deliveries.map(([atMs, body]) => [atMs - SETTLE_MS, body])).toEqual(delivered);
    expect(dispatcher.lines().map(({ outcome }) => outcome)).toEqual(outcomes);
    expect(dispatcher.pending()).toBe(0);
  });

  it('has a proof for each that the dispatcher honours', () => {
    const own = Object.entries(BEHAVIOURS).filter(([, { layer }]) => layer === 'callbacks');

    expect(CASES.map(({ name }) => name).toSorted()).toEqual(own.map(([name]) => name).toSorted());
  });

  it('armed for everybody lets each second callback overtake the first (callbackReorder)', async () => {
    const { post, runtime, partner, deliveries } = postOffice(() => TAKEN);
    const always = { rate: 1, times: null, endsAtMs: null, value: null } as const;
    partner.bank.behaviours.arm({ name: 'callbackReorder', ...always });

    for (const reference of ['A', 'B', 'C', 'D']) {
      post(reference, '');
      await runtime.advance(10);
    }
    await runtime.advance(SETTLE_MS);

    const order = deliveries.map(([, body]) => body.charAt(0)).join('');
    expect(order).toBe('BADC');
  });

  it('holds a callback back no longer than its time when no other comes (callbackReorder)', async () => {
    const { post, runtime, deliveries } = postOffice(() => TAKEN);

    post('A', 'sim:callbackReorder=900');
    await runtime.advance(86_400_000);

    expect(deliveries).toEqual([[SETTLE_MS + 900, 'A executed']]);
  });

  it('is not used up by a change for which the partner sends nothing', async () => {
    const { post, runtime, deliveries } = postOffice(() => TAKEN);

    post('A', 'sim:callbackLost*1');
    await runtime.advance(86_400_000);

    expect(deliveries).toEqual([]);
  });
});

/** A plain partner with a dispatcher whose deliveries are recorded and answered by `answer`. */
function postOffice(answer: (count: number) => CallbackAnswer, pendingMax?: number) {
  const runtime = virtualRuntime(1);
  const partner = plainPartner(runtime, { callbackRetryMs: RETRY_MS });
  const deliveries: (readonly [number, string])[] = [];
  const callbacks: SandboxCallback[] = [];
  const lines: string[] = [];
  const dispatcher = createCallbackDispatcher({
    partners: [partner],
    runtime,
    deliver: async (callback) => {
      callbacks.push(callback);
      deliveries.push([runtime.elapsed(), callback.body]);
      return answer(deliveries.length);
    },
    log: (line) => lines.push(line),
    ...(pendingMax === undefined ? {} : { pendingMax }),
  });
  const post = (reference: string, text: string) => partner.bank.place(order(reference, { text }));
  return { runtime, partner, dispatcher, deliveries, callbacks, lines, post };
}

/** A plain partner whose callbacks wait for an answer until the test gives one. */
function slowPostOffice() {
  const runtime = virtualRuntime(1);
  const partner = plainPartner(runtime, { callbackRetryMs: RETRY_MS });
  const answers: ((answer: CallbackAnswer) => void)[] = [];
  const dispatcher = createCallbackDispatcher({
    partners: [partner],
    runtime,
    deliver: () => new Promise((resolve) => answers.push(resolve)),
    log: () => {},
  });
  const post = (reference: string, text: string) => partner.bank.place(order(reference, { text }));
  return { runtime, partner, dispatcher, answers, post };
}

/**
 * Goal: a slot that was taken for a copy that never leaves is given back, or a partner would lose its
 * capacity one payout at a time.
 * Method: submits alone, over an engine that answers what the test says, and counted slots.
 */
import { expect, it } from 'vitest';

import type { Engine, Told } from '../../../src/payouts/engine/engine.ts';
import type { Payout } from '../../../src/payouts/model/payout.ts';
import { createSubmits } from '../../../src/payouts/dispatch/submits.ts';
import { dispatching, queued, ROUTE_RECORD } from '../../support/payouts.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { fakePartner } from '../fake-partner.ts';

const told = (payout: Payout, changed: boolean): Told => ({ kind: 'told', payout, changed });

function setUp(answer: Told) {
  const bank = fakePartner();
  const unused = () => Promise.reject(new Error('not in this test'));
  const engine: Engine = {
    tell: () => Promise.resolve(answer),
    tellSurely: unused,
    create: unused,
    load: unused,
    close: unused,
  };
  const slots: string[] = [];
  const submits = createSubmits({
    clients: new Map([['bank-a', bank.client]]),
    runtime: virtualRuntime(1),
    emit: () => undefined,
    engine: () => engine,
    isQuarantined: () => false,
    isPaused: () => false,
    slots: {
      isFree: () => true,
      take: () => void slots.push('taken'),
      release: () => void slots.push('released'),
      promise: () => () => undefined,
    },
    calls: { submit: unused },
    batches: { send: unused, resend: unused },
  });
  return { submits, slots };
}

it.each([
  ['is kept for the submit', told(dispatching().payout, true), ['taken']],
  [
    'is given back when the deadline passed meanwhile',
    told({ ...queued().payout, state: 'FAILED' }, true),
    ['taken', 'released'],
  ],
  [
    'is given back when somebody else had routed it',
    told(dispatching().payout, false),
    ['taken', 'released'],
  ],
  ['is given back when the payout is gone', { kind: 'missing' } as const, ['taken', 'released']],
])('the slot of a new attempt %s', async (_what, answer, expected) => {
  const { submits, slots } = setUp(answer);

  await submits.start(queued().payout, 'bank-a', ROUTE_RECORD);

  expect(slots).toEqual(expected);
});

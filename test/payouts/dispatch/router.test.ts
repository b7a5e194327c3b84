/**
 * Goal: a payout that could not be handed on comes back at a known time: two seconds after a full wait
 * queue, a minute after a mistake of ours, and at the time that the choice says where there is no route.
 * Method: the router alone; its facts are read as they are told.
 */
import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../../src/contract/events.ts';
import { JournalError } from '../../../src/journal/port.ts';
import { createRouter } from '../../../src/payouts/dispatch/router.ts';
import type { Engine } from '../../../src/payouts/engine/engine.ts';
import type { Fact } from '../../../src/payouts/model/facts.ts';
import { createLearnedRouting } from '../../../src/payouts/route/learned-routing.ts';
import { queued } from '../../support/payouts.ts';
import { fakeRouting } from '../../support/routing.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { fakePartner } from '../fake-partner.ts';

const NO_SUBMIT = () => Promise.reject(new Error('nothing was to be sent'));

function router(parts: {
  readonly hasRoom: boolean;
  readonly enters?: boolean;
  readonly start?: () => Promise<void>;
  readonly quarantined?: boolean;
}) {
  const runtime = virtualRuntime(1);
  const facts: Fact[] = [];
  const events: GatewayEvent[] = [];
  const engine = {
    tell: (_id: string, fact: Fact) => {
      facts.push(fact);
      return Promise.resolve({ kind: 'missing' } as const);
    },
  } as unknown as Engine;
  const made = createRouter({
    clients: new Map([['bank-a', fakePartner({ name: 'bank-a' }).client]]),
    runtime,
    emit: (event) => events.push(event),
    engine: () => engine,
    isQuarantined: () => parts.quarantined ?? false,
    routing: createLearnedRouting(fakeRouting(), runtime),
    submits: { hasRoom: () => parts.hasRoom, start: parts.start ?? NO_SUBMIT },
    askFirst: () => Promise.resolve({ kind: 'clear' as const }),
    waiting: { enter: () => parts.enters ?? false },
  });
  return { made, runtime, facts, events };
}

const { payout } = queued();

describe('a payout that is routed', () => {
  it('comes back two seconds after it found the wait queue full', async () => {
    const { made, runtime, facts } = router({ hasRoom: false });

    await made.route(payout);

    expect(facts).toEqual([
      {
        kind: 'unroutable',
        permanent: false,
        retryAtMs: runtime.now() + 2_000,
        failure: {
          code: 'technical.overload.partner',
          detail: 'bank-a has no free slot',
          partnerCode: null,
        },
      },
    ]);
  });

  it('is told of nothing while it waits in the queue', async () => {
    const { made, facts } = router({ hasRoom: false, enters: true });

    await made.route(payout);

    expect(facts).toEqual([]);
  });

  it('comes back a minute after an adapter could not write it down, which is a bug of ours', async () => {
    const { made, runtime, facts, events } = router({ hasRoom: true });

    await made.route(payout);

    expect(facts).toMatchObject([
      {
        permanent: false,
        retryAtMs: runtime.now() + 60_000,
        failure: { code: 'technical.internal' },
      },
    ]);
    expect(events).toMatchObject([{ kind: 'bug', where: 'instruction for bank-a' }]);
  });

  it('is left to its due time when the journal took nothing', async () => {
    const full = new JournalError('full', 'no', 'no space');
    const { made, facts, events } = router({
      hasRoom: true,
      start: () => Promise.reject(full),
    });

    await expect(made.route(payout)).rejects.toBe(full);
    expect([facts, events]).toEqual([[], []]);
  });

  it('is told why no partner can take it', async () => {
    const { made, facts } = router({ hasRoom: true, quarantined: true });

    await made.route(payout);

    expect(facts).toMatchObject([{ kind: 'unroutable', permanent: false }]);
  });

  it('is left alone in any other state', async () => {
    const { made, facts } = router({ hasRoom: false });

    await made.route({ ...payout, state: 'HELD' });

    expect(facts).toEqual([]);
  });
});

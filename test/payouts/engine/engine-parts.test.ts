/**
 * Goal: one payout is worked on by one task at a time and others side by side, the cache forgets the
 * one that was least used, and each durable step is announced truly and once.
 * Method: the parts alone; announcements of decisions made by `decide()`.
 */
import { describe, expect, it } from 'vitest';

import type { GatewayEvent } from '../../../src/contract/events.ts';
import { decide } from '../../../src/payouts/decide/decide.ts';
import { announce } from '../../../src/payouts/engine/announce.ts';
import { createMailbox } from '../../../src/payouts/engine/mailbox.ts';
import { createPayoutCache } from '../../../src/payouts/engine/payout-cache.ts';
import { applyEvent } from '../../../src/payouts/model/apply-event.ts';
import type { Fact } from '../../../src/payouts/model/facts.ts';
import {
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  inquiryFound,
  queued,
  refused,
  routed,
  type Story,
  tell,
} from '../../support/payouts.ts';

describe('the mailbox', () => {
  function latch() {
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    return { opened, open };
  }

  it('runs tasks of one key in order, those of others beside them, and forgets what has run', async () => {
    const mailbox = createMailbox();
    const steps: string[] = [];
    const first = latch();
    const running = [
      mailbox.run('a', async () => {
        await first.opened;
        steps.push('a1');
      }),
      mailbox.run('a', () => Promise.resolve(void steps.push('a2'))),
      mailbox.run('b', () => Promise.resolve(void steps.push('b1'))),
    ];
    await running[2];
    expect(steps).toEqual(['b1']);

    first.open();
    await Promise.all(running);
    await mailbox.idle();

    expect(steps).toEqual(['b1', 'a1', 'a2']);
    expect(mailbox.size).toBe(0);
  });

  it('keeps the order when a task comes while the last one ends', async () => {
    const mailbox = createMailbox();
    const hold = latch();
    const steps: string[] = [];
    void mailbox.run('a', () => Promise.resolve());
    void mailbox.run('a', async () => {
      await hold.opened;
      steps.push('second');
    });
    await Promise.resolve();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    const third = mailbox.run('a', () => Promise.resolve(void steps.push('third')));
    hold.open();
    await third;

    expect(steps).toEqual(['second', 'third']);
  });

  it('lets a task fail for itself alone', async () => {
    const mailbox = createMailbox();
    const failed = mailbox.run('a', () => Promise.reject(new Error('no')));
    const next = mailbox.run('a', () => Promise.resolve('fine'));

    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('fine');
  });

  it('is idle only when all that was handed in has run', async () => {
    const mailbox = createMailbox();
    const slow = latch();
    let done = false;
    void mailbox.run('a', async () => {
      await slow.opened;
      done = true;
    });
    const idle = mailbox.idle().then(() => done);
    slow.open();

    expect(await idle).toBe(true);
  });
});

describe('the cache', () => {
  const payout = (id: string, version = 1) => ({ ...queued().payout, id, version });

  it('keeps as many as it may, and forgets the one that was used longest ago', () => {
    const cache = createPayoutCache(2);
    cache.put(payout('a'));
    cache.put(payout('b'));
    cache.get('a');
    cache.put(payout('c'));

    expect(cache.get('b')).toBeUndefined();
    expect([cache.get('a')?.id, cache.get('c')?.id]).toEqual(['a', 'c']);
  });

  it('counts a payout that is put again once, as the last used', () => {
    const cache = createPayoutCache(2);
    cache.put(payout('a', 1));
    cache.put(payout('b'));
    cache.put(payout('a', 2));
    cache.put(payout('c'));

    expect(cache.get('a')?.version).toBe(2);
    expect(cache.get('b')).toBeUndefined();
  });

  it('forgets what it is told to, and knows nothing it was not told', () => {
    const cache = createPayoutCache(2);
    cache.put(payout('a'));
    cache.forget('a');

    expect(cache.get('a')).toBeUndefined();
    expect(cache.get('b')).toBeUndefined();
    cache.put(payout('b'));
    cache.put(payout('c'));
    expect(cache.get('b')?.id).toBe('b');
  });
});

describe('an announcement', () => {
  /** What is told when the fact is told a minute after the story's last one. */
  function told(story: Story, fact: Fact): readonly GatewayEvent[] {
    const decision = decide(story.payout, fact, story.nowMs + 60_000);
    const after = decision.events.reduce(applyEvent, story.payout);
    const events: GatewayEvent[] = [];
    announce(story.payout, after, decision, (event) => void events.push(event));
    return events;
  }

  it('of an attempt names the partner and why it was chosen, then the change of state', () => {
    const story = queued();
    expect(told(story, routed('bank-b'))).toEqual([
      {
        kind: 'payout.routed',
        payoutId: 'po_1',
        partner: 'bank-b',
        attemptNo: 1,
        reason: 'only',
      },
      {
        kind: 'payout.changed',
        payoutId: 'po_1',
        from: 'QUEUED',
        to: 'DISPATCHING',
        partner: 'bank-b',
        currency: 'CNY',
        failure: null,
        ageMs: story.nowMs + 60_000 - story.payout.createdAtMs,
      },
    ]);
  });

  it('of a second attempt names its partner, and not the first one’s', () => {
    const refusal = evidence(refused('risk.liquidity', true));
    const story = tell(dispatching(), refusal);

    expect(told(story, routed('bank-b'))).toMatchObject([
      { kind: 'payout.routed', partner: 'bank-b', attemptNo: 2 },
      { kind: 'payout.changed', partner: 'bank-b' },
    ]);
  });

  it('of evidence names its source, its copy and what it said, before what it changed', () => {
    const events = told(inDoubt(), inquiryFound(refused('eligibility.account.closed', true)));

    expect(events).toMatchObject([
      {
        kind: 'evidence.taken',
        payoutId: 'po_1',
        partner: 'bank-a',
        attemptNo: 1,
        epoch: 1,
        source: 'inquiry',
        verdict: 'refused',
        failure: 'eligibility.account.closed',
        counted: true,
      },
      { kind: 'payout.changed', from: 'IN_DOUBT', to: 'FAILED' },
    ]);
    expect(events[1]).toMatchObject({ failure: 'eligibility.account.closed' });
  });

  it('of evidence that changed nothing says so', () => {
    const late = evidence({ kind: 'absent' });
    const story = dispatching();

    expect(told(story, late)).toMatchObject([{ kind: 'evidence.taken', counted: false }]);
  });

  it('of a postponement gives its reason, once', () => {
    const failure = { code: 'technical.breaker.open', detail: 'd', partnerCode: null } as const;
    const fact = { kind: 'unroutable', permanent: false, failure, retryAtMs: 0 } as const;

    expect(told(queued(), fact)).toEqual([
      { kind: 'payout.postponed', payoutId: 'po_1', failure: 'technical.breaker.open' },
    ]);
  });

  it('of a case names its owner and its urgency, and a reminder is no postponement', () => {
    const held = decide(
      dispatching().payout,
      evidence(refused('risk.fraud.suspected', true)),
      dispatching().nowMs + 1,
    );
    const payout = held.events.reduce(applyEvent, dispatching().payout);
    const story = { payout, effects: [], nowMs: dispatching().nowMs + 1 };

    expect(told(story, { kind: 'tick' })).toEqual([
      {
        kind: 'case.opened',
        payoutId: 'po_1',
        failure: 'risk.fraud.suspected',
        owner: 'fraud-ops',
        urgent: false,
      },
    ]);
  });

  it('of a conflict is urgent', () => {
    const refusedIt = decide(
      dispatching().payout,
      evidence(refused('eligibility.account.closed', true)),
      dispatching().nowMs + 1,
    );
    const payout = refusedIt.events.reduce(applyEvent, dispatching().payout);
    const story = { payout, effects: [], nowMs: dispatching().nowMs + 1 };

    const events = told(story, evidence(EXECUTED, { source: 'webhook' }));

    expect(events.map(({ kind }) => kind)).toEqual([
      'evidence.taken',
      'payout.changed',
      'conflict.found',
      'case.opened',
    ]);
    expect(events.at(-1)).toMatchObject({ failure: 'partner.mismatch', urgent: true });
  });

  it('of a missed deadline names no failure of the list', () => {
    const story = queued({ deadlineAtMs: queued().nowMs + 1 });
    expect(told(story, { kind: 'tick' })).toMatchObject([
      { kind: 'payout.changed', from: 'QUEUED', to: 'FAILED', partner: null, failure: null },
    ]);
  });
});

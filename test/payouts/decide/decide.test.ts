/**
 * Goal: every row of the transition table (docs/MONEY.md) and each of the rules R1-R12 that one
 * payout alone can show holds in `decide()`.
 * Method: tell facts to the pure function, fold its events, look at the payout and the effects. No
 * shell, no clock, no partner. The interleavings are the model check's business.
 */
import { describe, expect, it } from 'vitest';

import type { Echo, Verdict } from '../../../src/contract/verdict.ts';
import { decide } from '../../../src/payouts/decide/decide.ts';
import { PAYOUT_STATES } from '../../../src/payouts/model/payout.ts';
import {
  ABSENT,
  ACCEPTED,
  CANCELLED,
  dispatching,
  DRAIN_MS,
  DUPLICATE,
  evidence,
  EXECUTED,
  inDoubt,
  inquiryFound,
  LOST,
  NEVER_SENT,
  queued,
  refused,
  RETURNED,
  routed,
  START_MS,
  tell,
  tellAll,
  WINDOW_MS,
} from '../../support/payouts.ts';

const TICK = { kind: 'tick' } as const;
const CANCEL = { kind: 'cancelRequested', by: 'lender' } as const;

describe('intake', () => {
  it('queues a payout that the policy lets through, and looks for a route', () => {
    const story = queued();

    expect(story.payout.state).toBe('QUEUED');
    expect(story.payout.nextAction?.what).toBe('route');
    expect(story.effects.map(({ kind }) => kind)).toContain('route');
  });

  it('holds what the policy holds until a person releases it (row 3)', () => {
    const hold = { code: 'risk.duplicate.suspected', detail: 'd', partnerCode: null } as const;
    const fresh = { ...queued(), payout: { ...queued().payout, state: 'RECEIVED' as const } };
    const held = tell(fresh, { kind: 'judged', hold, holdsObligation: false });

    const released = tell(held, { kind: 'reviewed', by: 'ann', decision: 'release', reason: 'ok' });
    const refusedIt = tell(held, { kind: 'reviewed', by: 'ann', decision: 'refuse', reason: 'no' });

    expect(held.payout.state).toBe('HELD');
    expect(held.payout.holdsObligation).toBe(false);
    expect(released.payout).toMatchObject({ state: 'QUEUED', holdsObligation: true });
    expect(refusedIt.payout).toMatchObject({ state: 'FAILED', failure: hold });
  });
});

describe('an attempt', () => {
  it('has its intent on disk before its bytes are sent (R4, row 4)', () => {
    const { events, effects } = decide(queued().payout, routed('bank-a'), START_MS);

    expect(events.map(({ kind }) => kind)).toEqual(['attemptStarted', 'moved']);
    expect(effects).toEqual([{ kind: 'submit', attemptNo: 1, epoch: 1 }]);
  });

  it('carries a key of 32 letters and digits, made from the payout and its number alone', () => {
    const [attempt] = dispatching().payout.attempts;

    expect(attempt?.partnerKey).toMatch(/^[A-Z2-7]{32}$/);
    expect(attempt?.partnerKey).toBe(dispatching().payout.attempts[0]?.partnerKey);
  });

  it('is not started while an earlier one lives (R1)', () => {
    for (const story of [dispatching(), inDoubt(), tell(dispatching(), evidence(ACCEPTED))]) {
      expect(decide(story.payout, routed('bank-b'), story.nowMs).events).toEqual([]);
    }
  });

  it('is not started for a payout whose cancellation was requested', () => {
    const story = tell(queued(), CANCEL);

    expect(story.payout.state).toBe('CANCELLED');
    expect(decide(story.payout, routed('bank-a'), story.nowMs).events).toEqual([]);
  });
});

describe('the answer to a submit', () => {
  it.each([
    ['accepted', evidence(ACCEPTED), 'PROCESSING'],
    ['executed', evidence(EXECUTED), 'PAID'],
    ['lost', evidence(LOST), 'IN_DOUBT'],
    ['a duplicate signal, which is no refusal (R9)', evidence(DUPLICATE), 'IN_DOUBT'],
    ['never sent', evidence(NEVER_SENT, { source: 'socket' }), 'QUEUED'],
    ['refused for the payee', evidence(refused('eligibility.account.closed')), 'FAILED'],
    ['refused for want of funds', evidence(refused('risk.liquidity')), 'QUEUED'],
    ['refused for fraud', evidence(refused('risk.fraud.suspected')), 'HELD'],
    ['"not found", while the answer is awaited', inquiryFound(ABSENT), 'DISPATCHING'],
    ['cancelled by the partner, though nobody asked', evidence(CANCELLED), 'HELD'],
  ] as const)('%s moves the payout to the right state', (_name, fact, state) => {
    expect(tell(dispatching(), fact).payout.state).toBe(state);
  });

  it('with another amount is doubt, whatever it says', () => {
    const echoing = (verdict: Verdict, echo: Echo) => ({ ...verdict, echo }) as Verdict;
    const amount = { currency: 'CNY', minor: 1n } as const;
    const closed = refused('eligibility.account.closed', true);
    for (const [verdict, differing] of [
      [echoing(EXECUTED, { amount }), "executed, but the partner's amount differs"],
      [echoing(ACCEPTED, { amount }), "accepted, but the partner's amount differs"],
      [echoing(closed, { amount }), "refused, but the partner's amount differs"],
      [echoing(EXECUTED, { amount: 'unreadable' }), 'amount'],
      [echoing(EXECUTED, { partnerKey: 'another' }), 'reference'],
      [echoing(EXECUTED, { account: 'another' }), 'payee'],
      [echoing(EXECUTED, { amount, account: 'another' }), 'amount and payee'],
    ] as const) {
      const { payout } = tell(dispatching(), evidence(verdict));
      expect(payout.state).toBe('IN_DOUBT');
      expect(payout.failure?.code).toBe('technical.thirdparty.contract');
      expect(payout.failure?.detail).toContain(differing);
    }
  });

  it('excludes the partner that refused when another may take it', () => {
    const { payout } = tell(dispatching(), evidence(refused('partner.unreachable.bank')));

    expect(payout.state).toBe('QUEUED');
    expect(payout.excludedPartners).toEqual(['bank-a']);
  });
});

describe('doubt', () => {
  it('asks, and asks again, and never ends by time or count (R7)', () => {
    let story = inDoubt();

    for (let round = 0; round < 200; round++) {
      story = tell(story, TICK, 7 * 86_400_000);
      expect(story.payout.state).toBe('IN_DOUBT');
      expect(story.payout.nextAction?.atMs).toBeGreaterThan(story.nowMs);
    }

    expect(story.effects.map(({ kind }) => kind)).toContain('inquire');
    expect(story.payout.escalated).toBe(true);
  });

  it('ends by "not found" only after the drain time (R2)', () => {
    const early = tell(inDoubt(), inquiryFound(ABSENT, { quietMs: DRAIN_MS - 1 }));
    const late = tell(inDoubt(), inquiryFound(ABSENT, { quietMs: DRAIN_MS }));

    expect(early.payout.state).toBe('IN_DOUBT');
    expect(late.payout.state).toBe('QUEUED');
    expect(late.payout.attempts[0]).toMatchObject({ state: 'DEAD', proof: 'P3_ABSENT' });
  });

  it('does not end by a "not found" that was asked before the last copy was sent (R3)', () => {
    const resent = tell(inDoubt(), { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' });
    const lostAgain = tell(resent, evidence(LOST, { epoch: 2 }));

    const stale = tell(lostAgain, inquiryFound(ABSENT, { epoch: 1 }));
    const current = tell(lostAgain, inquiryFound(ABSENT, { epoch: 2 }));

    expect(stale.payout.state).toBe('IN_DOUBT');
    expect(current.payout.state).toBe('QUEUED');
  });

  it('does not end by "not found" where the partner promises no drain time', () => {
    const { payout, effects } = tell(
      inDoubt({ notFoundIsProofAfterMs: null }),
      inquiryFound(ABSENT, { quietMs: 365 * 86_400_000 }),
    );

    expect(payout.state).toBe('IN_DOUBT');
    expect(effects).toContainEqual({ kind: 'resend', attemptNo: 1 });
  });

  it('ends by an inquiry that finds the payment, or a recorded refusal', () => {
    expect(tell(inDoubt(), inquiryFound(EXECUTED)).payout.state).toBe('PAID');
    expect(tell(inDoubt(), inquiryFound(ACCEPTED)).payout.state).toBe('PROCESSING');
    const dead = tell(inDoubt(), inquiryFound(refused('eligibility.account.closed', true)));
    expect(dead.payout.state).toBe('FAILED');
    expect(dead.payout.attempts[0]?.proof).toBe('P2_REFUSED');
  });

  it('is not ended by a refusal of the question', () => {
    const asked = inquiryFound(refused('technical.thirdparty.auth'));
    expect(tell(inDoubt(), asked).payout.state).toBe('IN_DOUBT');
    expect(tell(inDoubt(), inquiryFound(NEVER_SENT)).payout.state).toBe('IN_DOUBT');
  });

  it('takes a late answer as evidence', () => {
    expect(tell(inDoubt(), evidence(EXECUTED)).payout.state).toBe('PAID');
    expect(tell(inDoubt(), evidence(refused('risk.liquidity'))).payout.state).toBe('QUEUED');
  });

  it('begins for whatever was under way when the process died (row 7)', () => {
    const { payout } = tell(dispatching(), { kind: 'recovered' });

    expect(payout.state).toBe('IN_DOUBT');
    expect(payout.attempts[0]?.state).toBe('UNKNOWN');
  });

  it('cannot be ended by "never sent" after a crash: the proof died with the process', () => {
    const recovered = tell(dispatching(), { kind: 'recovered' });
    const resent = tell(recovered, { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' });
    const { payout } = tell(resent, evidence(NEVER_SENT, { source: 'socket', epoch: 2 }));

    expect(payout.state).toBe('IN_DOUBT');
    expect(payout.attempts[0]?.state).toBe('UNKNOWN');
  });
});

describe('a resend (row 10)', () => {
  const ready = { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' } as const;

  it('goes out under the same key, with its epoch on disk first (R5, W4)', () => {
    const before = inDoubt();
    const after = tell(before, ready);

    expect(after.payout.attempts[0]).toMatchObject({
      epoch: 2,
      state: 'SENT',
      partnerKey: before.payout.attempts[0]?.partnerKey,
    });
    expect(after.effects).toEqual([{ kind: 'submit', attemptNo: 1, epoch: 2 }]);
  });

  it('is refused near and after the end of the key window (R6)', () => {
    expect(tell(inDoubt(), ready, WINDOW_MS * 0.89).payout.attempts[0]?.epoch).toBe(2);
    expect(tell(inDoubt(), ready, WINDOW_MS * 0.91).payout.attempts[0]?.epoch).toBe(1);
    expect(tell(inDoubt(), ready, WINDOW_MS * 2).payout.attempts[0]?.epoch).toBe(1);
  });

  it('is refused where the partner does not deduplicate, or the content changed', () => {
    expect(tell(inDoubt({ dedupe: 'none' }), ready).payout.attempts[0]?.epoch).toBe(1);
    const other = { ...ready, contentDigest: 'other' };
    expect(tell(inDoubt(), other).payout.attempts[0]?.epoch).toBe(1);
  });

  it('that is refused unrecorded proves nothing about the first copy (R8)', () => {
    const resent = tell(inDoubt(), ready);
    const { payout } = tell(resent, evidence(refused('technical.overload.partner'), { epoch: 2 }));

    expect(payout.state).toBe('IN_DOUBT');
    expect(payout.attempts[0]?.state).toBe('UNKNOWN');
  });

  it('that never left proves nothing about the first copy (P1)', () => {
    const resent = tell(inDoubt(), ready);
    const { payout } = tell(resent, evidence(NEVER_SENT, { source: 'socket', epoch: 2 }));

    expect(payout.state).toBe('IN_DOUBT');
  });
});

describe('cancelling', () => {
  it('is a request, not a verdict, while money may be under way (R10)', () => {
    for (const story of [dispatching(), inDoubt(), tell(dispatching(), evidence(ACCEPTED))]) {
      const { payout } = tell(story, CANCEL);
      expect(payout.state).toBe(story.payout.state);
      expect(payout.cancelRequested?.by).toBe('lender');
    }
  });

  it('asks the partner once, and ends when the partner confirms it (row 16)', () => {
    const asked = tell(inDoubt(), CANCEL);
    const confirmed = tell(asked, inquiryFound(CANCELLED));

    expect(asked.effects).toEqual([{ kind: 'cancel', attemptNo: 1, epoch: 1 }]);
    expect(tell(asked, TICK).effects.filter(({ kind }) => kind === 'cancel')).toEqual([]);
    expect(confirmed.payout.state).toBe('CANCELLED');
  });

  it('loses against the payment', () => {
    const { payout } = tellAll(inDoubt(), CANCEL, inquiryFound(EXECUTED));
    expect(payout.state).toBe('PAID');
  });

  it('wins over a second attempt once the first is proven dead', () => {
    const { payout } = tellAll(inDoubt(), CANCEL, inquiryFound(ABSENT));
    expect(payout.state).toBe('CANCELLED');
  });
});

describe('final states', () => {
  const paid = () => tell(dispatching(), evidence(EXECUTED));

  it.each([
    ['a late "accepted"', evidence(ACCEPTED, { source: 'webhook' })],
    ['a late doubt', evidence(LOST)],
    ['"not found"', inquiryFound(ABSENT)],
    ['a tick', TICK],
    ['a cancellation', CANCEL],
    ['a route', routed('bank-b')],
    ['a recovery', { kind: 'recovered' }],
  ] as const)('stay as they are after %s (R11)', (_name, fact) => {
    const { payout } = tell(paid(), fact);

    expect(payout.state).toBe('PAID');
    expect(payout.attempts).toHaveLength(1);
  });

  it('PAID becomes more final, never less (row 12)', () => {
    const credited = { ...EXECUTED, finality: 'credited' } as const;
    const story = tell(paid(), evidence(credited, { source: 'webhook' }));

    expect(story.payout.finality).toBe('credited');
    expect(tell(story, evidence(EXECUTED)).payout.finality).toBe('credited');
  });

  it('PAID becomes RETURNED when the money comes back, and nothing is paid again (row 13)', () => {
    const { payout, effects } = tell(paid(), evidence(RETURNED, { source: 'webhook' }));

    expect(payout).toMatchObject({ state: 'RETURNED', holdsObligation: false, nextAction: null });
    expect(effects.map(({ kind }) => kind).toSorted()).toEqual(['notify', 'openCase']);
  });

  it.each([
    ['paid after a recorded refusal', refused('eligibility.account.closed', true), EXECUTED],
    ['returned after a recorded refusal', refused('eligibility.account.closed', true), RETURNED],
    ['refused after it was paid', EXECUTED, refused('eligibility.account.closed', true)],
  ] as const)(
    '%s is a CONFLICT that freezes partner and payee (row 17)',
    (_name, first, second) => {
      const { payout, effects } = twice(dispatching(), first, second);

      expect(payout.state).toBe('CONFLICT');
      expect(effects.map(({ kind }) => kind)).toContain('freeze');
    },
  );

  it('accepted after it was proven absent is a CONFLICT, even while another attempt is sought', () => {
    const absent = tell(inDoubt(), inquiryFound(ABSENT));

    expect(absent.payout.state).toBe('QUEUED');
    expect(tell(absent, evidence(ACCEPTED, { source: 'webhook' })).payout.state).toBe('CONFLICT');
  });
});

describe('deadlines', () => {
  it('fail a queued payout without a live attempt (row 19)', () => {
    const story = queued({ deadlineAtMs: START_MS + 5_000 });
    const { payout } = tell(story, TICK, 10_000);

    expect(payout).toMatchObject({ state: 'FAILED', failure: { code: 'DEADLINE' } });
  });

  it('do not fail a payout in doubt', () => {
    const story = inDoubt({}, { deadlineAtMs: START_MS + 5_000 });
    expect(tell(story, TICK, 10_000).payout.state).toBe('IN_DOUBT');
  });

  it('fail it instead of a second attempt once the first is proven dead', () => {
    const story = inDoubt({}, { deadlineAtMs: START_MS + 5_000 });
    const { payout } = tell(story, inquiryFound(ABSENT), 60_000);
    expect(payout.failure?.code).toBe('DEADLINE');
  });
});

describe('time', () => {
  it('is never taken to run backwards', () => {
    const story = inDoubt();
    const { events } = decide(story.payout, TICK, START_MS - 86_400_000);

    expect(events.every(({ atMs }) => atMs >= story.payout.updatedAtMs)).toBe(true);
  });
});

it('every state that is not final has a next action (I5)', () => {
  const stories = [
    queued(),
    dispatching(),
    inDoubt(),
    tell(dispatching(), evidence(ACCEPTED)),
    tell(dispatching(), evidence(refused('risk.fraud.suspected'))),
    twice(dispatching(), EXECUTED, refused('eligibility.account.closed', true)),
  ];

  expect(new Set(stories.map(({ payout }) => payout.state)).size).toBe(6);
  for (const { payout } of stories) expect(payout.nextAction).not.toBeNull();
  expect(PAYOUT_STATES).toHaveLength(11);
});

function twice(
  story: ReturnType<typeof queued>,
  first: Parameters<typeof evidence>[0],
  second: Parameters<typeof evidence>[0],
) {
  return tellAll(story, evidence(first), evidence(second, { source: 'webhook' }));
}

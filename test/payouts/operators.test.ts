/**
 * Goal: two operators with written evidence, and never one alone, end what no machine can; a word
 * given before the attempt was last heard of or sent counts for nothing (row 18).
 * Method: short stories told to `decide()`, fold by fold.
 */
import { describe, expect, it } from 'vitest';

import {
  ABSENT,
  ACCEPTED,
  dispatching,
  evidence,
  inDoubt,
  inquiryFound,
  LOST,
  NEVER_SENT,
  refused,
  type Story,
  START_MS,
  tell,
  tellAll,
  WINDOW_MS,
} from '../support/payouts.ts';

/** The partner's answer, to the question that follows the first word, which leaves it standing. */
const STILL_OPEN = evidence(ABSENT, { source: 'inquiry' });

const says = (by: string, verdict: 'executed' | 'neverExecuted') =>
  ({
    kind: 'resolved',
    proposal: { by, attemptNo: 1, verdict, evidence: 'statement 17', atMs: START_MS + WINDOW_MS },
  }) as const;

const WAITING: readonly (readonly [string, () => Story])[] = [
  ['IN_DOUBT', () => inDoubt()],
  ['PROCESSING', () => tell(dispatching(), evidence(ACCEPTED))],
];

describe.each(WAITING)('two operators and a payout that is %s', (state, story) => {
  it('must be different and of one mind', () => {
    const one = tellAll(story(), says('ann', 'executed'), STILL_OPEN);

    expect(one.payout.state).toBe(state);
    expect(tell(one, says('ann', 'executed')).payout.state).toBe(state);
    expect(tell(one, says('bob', 'neverExecuted')).payout.state).toBe(state);
    expect(tell(one, says('bob', 'executed')).payout.state).toBe('PAID');
  });

  it('may prove that nothing was executed, after which it is tried again', () => {
    const after = tellAll(
      story(),
      says('ann', 'neverExecuted'),
      STILL_OPEN,
      says('bob', 'neverExecuted'),
    );

    expect(after.payout.state).toBe('QUEUED');
    expect(after.payout.attempts[0]?.proof).toBe('OPERATORS');
  });

  it('end it for good when its cancellation was asked for', () => {
    const asked = { kind: 'cancelRequested', by: 'lender' } as const;
    const never = [says('ann', 'neverExecuted'), STILL_OPEN, says('bob', 'neverExecuted')];

    expect(tellAll(story(), asked, ...never).payout.state).toBe('CANCELLED');
  });

  it('end it even when the partner may have forgotten everything', () => {
    const old = tell(story(), says('ann', 'executed'), 400 * WINDOW_MS);

    expect(tell(old, says('bob', 'executed')).payout.state).toBe('PAID');
  });
});

describe('an operator’s word', () => {
  it('counts for nothing once another copy was sent', () => {
    const before = says('ann', 'neverExecuted');
    const early = { ...before, proposal: { ...before.proposal, atMs: START_MS } };
    const resend = { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' } as const;
    const lostAgain = evidence(LOST, { epoch: 2 });

    const story = tellAll(inDoubt(), early, resend, lostAgain, says('bob', 'neverExecuted'));

    expect(story.payout.state).toBe('IN_DOUBT');
  });

  it('counts for nothing once the partner said that it took the payout', () => {
    const story = tellAll(
      inDoubt(),
      says('ann', 'neverExecuted'),
      inquiryFound(ACCEPTED),
      says('bob', 'neverExecuted'),
    );

    expect(story.payout.state).toBe('PROCESSING');
    expect(story.payout.proposal?.by).toBe('bob');
    expect(tellAll(story, STILL_OPEN, says('ann', 'neverExecuted')).payout.state).toBe('QUEUED');
  });

  it('is not taken while an answer is awaited, nor of an attempt that is over', () => {
    const twice = [says('ann', 'neverExecuted'), says('bob', 'neverExecuted')];

    const awaited = tellAll(dispatching(), ...twice);
    const over = tellAll(tell(dispatching(), evidence(NEVER_SENT, { source: 'socket' })), ...twice);
    const refusedAgain = tellAll(
      tell(dispatching(), evidence(refused('regulatory.sanctions', true))),
      ...twice,
    );

    expect(awaited.payout).toMatchObject({ state: 'DISPATCHING', proposal: null });
    expect(over.payout).toMatchObject({ state: 'QUEUED', proposal: null });
    expect(refusedAgain.payout).toMatchObject({ state: 'HELD', proposal: null });
  });
});

/**
 * Goal: two people end a conflict, nobody else does, and what the caller is told then is what they
 * proved of the money, also when the partners go on talking (row 20).
 * Method: payouts in conflict by one attempt and by two, told each verdict by one person and by two,
 * and then news of every kind.
 */
import { describe, expect, it } from 'vitest';

import type { ConflictVerdict, Proposal } from '../../../src/payouts/model/payout.ts';
import { showPayout } from '../../../src/payouts/views/show-payout.ts';
import {
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  refused,
  RETURNED,
  routed,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

const CLOSED = refused('eligibility.account.closed', true);

/** One attempt: refused, then paid. */
const oneAttempt = () => tellAll(dispatching(), evidence(EXECUTED), evidence(CLOSED));

/** Two attempts: the first was refused and is paid; so is the second. */
const twoAttempts = () =>
  tellAll(
    dispatching(),
    evidence(refused('risk.liquidity', true)),
    routed('bank-b'),
    evidence(EXECUTED, { source: 'webhook', attemptNo: 1 }),
    evidence(EXECUTED, { attemptNo: 2 }),
  );

function says(by: string, verdict: Proposal['verdict'], story: Story, attemptNo = 1): Story {
  const proposal = { by, attemptNo, verdict, evidence: 'line 88', atMs: story.nowMs + 1_000 };
  return tell(story, { kind: 'resolved', proposal });
}

const bothSay = (verdict: ConflictVerdict, story: Story, attemptNo = 1) =>
  says('bo', verdict, says('ann', verdict, story, attemptNo), attemptNo);

const states = ({ payout }: Story) => payout.attempts.map(({ state }) => state);

describe('a payout in conflict', () => {
  it.each([
    ['paidOnce', 'PAID', 'yes', false, ['RETURNED', 'EXECUTED']],
    ['paidTwice', 'PAID', 'yes', false, ['EXECUTED', 'EXECUTED']],
    ['returned', 'RETURNED', 'no', true, ['RETURNED', 'RETURNED']],
    ['neverPaid', 'FAILED', 'no', true, ['DEAD', 'DEAD']],
  ] as const)('is ended by "%s"', (verdict, state, moneyMoved, safeToResubmit, attempts) => {
    const story = bothSay(verdict, twoAttempts(), 2);

    expect(showPayout(story.payout)).toMatchObject({ state, moneyMoved, safeToResubmit });
    expect(story.payout.holdsObligation).toBe(!safeToResubmit);
    expect(states(story)).toEqual(attempts);
    expect(story.effects).toEqual([{ kind: 'notify', state }]);
    expect(story.payout.nextAction).toBeNull();
  });

  it('keeps of each attempt that died now who says so, and writes nothing of one that is as it was', () => {
    const never = bothSay('neverPaid', twoAttempts(), 2);
    const again = bothSay('paidTwice', twoAttempts(), 2);

    expect(never.payout.attempts.map(({ proof }) => proof)).toEqual(['OPERATORS', 'OPERATORS']);
    expect(never.payout.finality).toBeNull();
    expect(never.payout.failure).toMatchObject({ code: 'partner.mismatch' });
    expect(again.payout.attempts).toEqual(twoAttempts().payout.attempts);
  });

  it('that came back came back whole, for nothing, and by the word of operators', () => {
    const { nowMs, payout } = bothSay('returned', twoAttempts(), 2);

    expect(payout.returned).toEqual({
      amount: payout.request.amount,
      feeMinor: 0n,
      atMs: nowMs,
      partnerCode: 'OPERATORS',
    });
    expect(payout.failure).toMatchObject({ code: 'partner.returned' });
  });

  it('says of a second payment that stayed away that it happened', () => {
    const { failure } = showPayout(bothSay('paidTwice', twoAttempts()).payout);

    expect(failure).toMatchObject({ code: 'partner.mismatch' });
    expect(failure?.detail).toContain('more than once');
    expect(bothSay('paidOnce', twoAttempts()).payout.failure).toBeNull();
  });

  it('is not ended by one person, by two of two minds, or by words about an attempt', () => {
    const one = says('ann', 'paidOnce', oneAttempt());

    expect(one.payout.state).toBe('CONFLICT');
    expect(says('ann', 'paidOnce', one).payout.state).toBe('CONFLICT');
    expect(says('bo', 'neverPaid', one).payout.state).toBe('CONFLICT');
    expect(says('bo', 'executed', one).payout).toEqual(one.payout);
  });

  it('is not ended by a word given before the last news of any attempt', () => {
    const begun = tellAll(
      dispatching(),
      evidence(refused('risk.liquidity', true)),
      routed('bank-b'),
      evidence(EXECUTED, { source: 'webhook', attemptNo: 1 }),
    );
    const overtaken = tell(says('ann', 'paidOnce', begun), evidence(EXECUTED, { attemptNo: 2 }));

    expect(says('bo', 'paidOnce', overtaken).payout.state).toBe('CONFLICT');
  });

  it('alone is spoken of as a whole: a doubt is not', () => {
    const doubt = inDoubt();

    expect(bothSay('paidOnce', doubt).payout).toEqual(doubt.payout);
  });
});

describe('after two people ended a conflict', () => {
  it('a refusal that the partner repeats changes nothing', () => {
    const ended = bothSay('paidOnce', oneAttempt());
    const repeated = tell(ended, evidence(CLOSED));

    expect(repeated.payout.state).toBe('PAID');
    expect(repeated.effects).toEqual([]);
  });

  it.each([
    ['a payment after "never paid"', 'neverPaid', evidence(EXECUTED), 'CONFLICT'],
    ['a return after "paid once"', 'paidOnce', evidence(RETURNED), 'RETURNED'],
    ['the payment again after "returned"', 'returned', evidence(EXECUTED), 'RETURNED'],
  ] as const)('%s is weighed like any other news', (_what, verdict, news, state) => {
    expect(tell(bothSay(verdict, oneAttempt()), news).payout.state).toBe(state);
  });

  it('the return of one of two payments leaves it paid', () => {
    const story = tell(
      bothSay('paidTwice', twoAttempts(), 2),
      evidence(RETURNED, { attemptNo: 1, source: 'webhook' }),
    );

    expect(states(story)).toEqual(['RETURNED', 'EXECUTED']);
    expect(showPayout(story.payout)).toMatchObject({ state: 'PAID', moneyMoved: 'yes' });
  });
});

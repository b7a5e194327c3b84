/**
 * Goal: what a restored backup may have lost of a payout is over once anybody knows what became of it, and
 * not before; two people, and nobody alone, can say that a partner that cannot be asked paid it.
 * Method: payouts that carry the mark, told evidence, reviews, cancels and the words of people.
 */
import { describe, expect, it } from 'vitest';

import { decide } from '../../../src/payouts/decide/decide.ts';
import type { Fact } from '../../../src/payouts/model/facts.ts';
import { showPayout } from '../../../src/payouts/views/show-payout.ts';
import {
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  queued,
  refused,
  RETURNED,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

const lose = (unaskable: string | null): Fact => ({ kind: 'pastLost', lostPast: { unaskable } });
const held = () => tell(queued(), lose('paypal'));

const reviewed = (by: string, decision: (Fact & { kind: 'reviewed' })['decision']): Fact => ({
  kind: 'reviewed',
  by,
  decision,
  reason: 'statement, line 88',
});

const shown = ({ payout }: Story) => showPayout(payout);

describe('a payout whose past may be lost', () => {
  it('says what is known once an attempt was executed, and once its money came back', () => {
    const paid = tellAll(inDoubt(), lose(null), evidence(EXECUTED));
    const back = tell(paid, evidence(RETURNED));
    const atOnce = tellAll(inDoubt(), lose(null), evidence(RETURNED));

    expect(paid.payout.lostPast).toBeUndefined();
    for (const story of [back, atOnce]) {
      expect(shown(story)).toMatchObject({
        state: 'RETURNED',
        moneyMoved: 'no',
        safeToResubmit: true,
      });
      expect(story.payout.holdsObligation).toBe(false);
    }
  });

  it('says what two people say of its conflict', () => {
    const refusal = evidence(refused('eligibility.account.closed', true));
    const conflict = tellAll(dispatching(), evidence(EXECUTED), refusal);
    const marked = { ...conflict, payout: { ...conflict.payout, lostPast: { unaskable: null } } };
    const says = (by: string): Fact => {
      const atMs = conflict.nowMs + 1_000;
      const proposal = { by, attemptNo: 1, verdict: 'neverPaid', evidence: 'l. 88', atMs } as const;
      return { kind: 'resolved', proposal };
    };

    const ended = tellAll(marked, says('ann'), says('bo'));

    expect(shown(ended)).toMatchObject({ state: 'FAILED', moneyMoved: 'no', safeToResubmit: true });
  });

  it('is PAID once two people found it so, with both names', () => {
    const first = tell(held(), reviewed('ann', 'wasPaid'));
    const story = tell(first, reviewed('bo', 'wasPaid'));
    const { events } = decide(first.payout, reviewed('bo', 'wasPaid'), first.nowMs);

    expect(events).toMatchObject([{ kind: 'resolved', by: ['ann', 'bo'] }, { kind: 'moved' }]);
    expect(shown(story)).toMatchObject({
      state: 'PAID',
      moneyMoved: 'yes',
      safeToResubmit: false,
      nextAction: null,
      attempts: [],
    });
    expect(story.payout).toMatchObject({ holdsObligation: true, proposal: null });
    expect(story.effects).toContainEqual({ kind: 'notify', state: 'PAID' });
  });

  it.each<[string, readonly Fact[]]>([
    ['one person', [reviewed('ann', 'wasPaid')]],
    [
      'one person twice, in two spellings',
      [reviewed('ann', 'wasPaid'), reviewed(' Ann', 'wasPaid')],
    ],
    [
      'a second person after another loss',
      [reviewed('ann', 'wasPaid'), lose('paypal'), reviewed('bo', 'wasPaid')],
    ],
  ])('is not PAID by the word of %s', (_who, facts) => {
    const story = tellAll(held(), ...facts);

    expect(shown(story)).toMatchObject({ state: 'HELD', moneyMoved: 'unknown' });
    expect(story.payout.proposal).not.toBeNull();
  });

  it.each(['release', 'refuse'] as const)(
    'takes a %s for a word against the first one',
    (against) => {
      const story = tellAll(held(), reviewed('ann', 'wasPaid'), reviewed('bo', against));

      expect(story.payout.proposal).toBeNull();
      expect(tell(story, reviewed('cleo', 'wasPaid')).payout).toEqual(story.payout);
    },
  );

  it('stays with people when its cancel is asked for after the first word', () => {
    const cancel = { kind: 'cancelRequested', by: 'caller' } as const;
    const story = tellAll(held(), reviewed('ann', 'wasPaid'), cancel);

    expect(shown(story)).toMatchObject({ state: 'HELD', moneyMoved: 'unknown' });
    expect(shown(tell(story, reviewed('bo', 'wasPaid')))).toMatchObject({ state: 'PAID' });
  });

  it.each<[string, Story]>([
    ['that was never restored', queued()],
    ['all of whose partners can be asked', tell(queued(), lose(null))],
  ])('that waits for a route, %s, is not said to be paid', (_what, story) => {
    expect(tell(story, reviewed('ann', 'wasPaid')).payout).toEqual(story.payout);
  });
});

/**
 * Goal: two different people with the same word on the same attempt, given after its last copy was
 * sent, end what no machine can end; one person, or two that differ, end nothing (row 18).
 * Method: proposals told to `decide()` one after the other. What the API does with them is tested
 * with the operators' routes.
 */
import { describe, expect, it } from 'vitest';

import type { Proposal } from '../../../src/payouts/model/payout.ts';
import {
  ABSENT,
  ACCEPTED,
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  LOST,
  queued,
  refused,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

/** The partner's answer, to the question that follows the first word, which leaves it standing. */
const STILL_OPEN = evidence(ABSENT, { source: 'inquiry' });

const accepted = () => tell(dispatching(), evidence(ACCEPTED));

/** What a person says; `atMs` is when the API took it, and later than any send unless told. */
function says(by: string, verdict: Proposal['verdict'], details: Partial<Proposal> = {}) {
  const proposal = { by, attemptNo: 1, verdict, evidence: 'letter', atMs: 1e15, ...details };
  return { kind: 'resolved', proposal } as const;
}

describe('two operators', () => {
  it.each([
    ['in doubt', inDoubt()],
    ['accepted and never heard of again', accepted()],
  ])('who say "executed" end a payout that is %s as paid', (_name, story) => {
    const { payout } = tellAll(story, says('ann', 'executed'), STILL_OPEN, says('bob', 'executed'));

    expect(payout).toMatchObject({ state: 'PAID', finality: 'executed' });
    expect(payout.attempts[0]).toMatchObject({ state: 'EXECUTED', proof: null });
  });

  it.each([
    ['in doubt', inDoubt(), 'no answer in time'],
    [
      'accepted and never heard of again',
      accepted(),
      'two operators proved that it was never executed',
    ],
  ])('who say "never executed" of one that is %s free it', (_name, story, detail) => {
    const words = [says('ann', 'neverExecuted'), STILL_OPEN, says('bob', 'neverExecuted')];
    const said = tellAll(story, ...words);

    expect(said.payout).toMatchObject({
      state: 'QUEUED',
      failure: { code: 'technical.latency.response', detail },
    });
    expect(said.payout.attempts[0]).toMatchObject({ state: 'DEAD', proof: 'OPERATORS' });
  });

  it.each([
    ['are one person', says('ann', 'executed')],
    ['differ', says('bob', 'neverExecuted')],
  ])('decide nothing when they %s', (_name, second) => {
    const first = tell(inDoubt(), says('ann', 'executed'));
    const { payout, effects } = tell(first, second);

    expect(payout).toMatchObject({ state: 'IN_DOUBT', proposal: second.proposal });
    expect(effects).toEqual([{ kind: 'inquire', attemptNo: 1, epoch: 1 }]);
  });

  it('decide nothing when the first spoke before, or as, the last copy was sent', () => {
    const sentAtMs = inDoubt().payout.attempts[0]?.lastSendAtMs ?? 0;
    const stateAfter = (atMs: number) =>
      tellAll(inDoubt(), says('ann', 'executed', { atMs }), STILL_OPEN, says('bob', 'executed'))
        .payout.state;

    expect(stateAfter(sentAtMs - 1)).toBe('IN_DOUBT');
    expect(stateAfter(sentAtMs)).toBe('IN_DOUBT');
    expect(stateAfter(sentAtMs + 1)).toBe('PAID');
  });
});

describe('the second word', () => {
  it('counts for nothing before the partner was asked again and answered: it is asked', () => {
    const first = tell(inDoubt(), says('ann', 'neverExecuted'));
    const early = tell(first, says('bob', 'neverExecuted'));

    expect(first.effects).toEqual([{ kind: 'inquire', attemptNo: 1, epoch: 1 }]);
    expect(early).toMatchObject({ payout: first.payout, effects: first.effects });
  });

  it.each([
    ['a silence', LOST],
    ['the question refused', refused('technical.overload.partner')],
  ])('still counts for nothing after %s', (_what, verdict) => {
    const story = tellAll(
      inDoubt(),
      says('ann', 'neverExecuted'),
      evidence(verdict, { source: 'inquiry' }),
      says('bob', 'neverExecuted'),
    );

    expect(story.payout.state).toBe('IN_DOUBT');
  });

  it('is overruled by a partner that paid', () => {
    const story = tellAll(
      inDoubt(),
      says('ann', 'neverExecuted'),
      evidence(EXECUTED, { source: 'inquiry' }),
      says('bob', 'neverExecuted'),
    );

    expect(story.payout).toMatchObject({ state: 'PAID', proposal: null });
  });

  it.each([
    ['cannot be asked', { inquiry: false }],
    ['is asked by a reference that it never gave', { inquiryBy: 'reference' }],
    ['may have forgotten', { inquiryHorizonMs: 0 }],
  ] as const)('needs no answer of a partner that %s', (_why, terms) => {
    const words = [says('ann', 'neverExecuted'), says('bob', 'neverExecuted')];

    expect(tellAll(inDoubt(terms), ...words).payout.state).toBe('QUEUED');
  });
});

describe('an operator', () => {
  it.each<readonly [string, Story]>([
    ['is not sent yet', queued()],
    ['is being sent', dispatching()],
    ['is paid', tell(dispatching(), evidence(EXECUTED))],
    ['has failed', tell(dispatching(), evidence(refused('eligibility.account.closed', true)))],
  ])('has no word on a payout that %s', (_name, story) => {
    expect(tell(story, says('ann', 'executed'))).toMatchObject({
      payout: story.payout,
      effects: [],
    });
  });

  it('has no word on an attempt that there is not', () => {
    const story = inDoubt();
    expect(tell(story, says('ann', 'executed', { attemptNo: 2 })).payout).toEqual(story.payout);
  });
});

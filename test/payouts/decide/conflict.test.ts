/**
 * Goal: a payout in conflict is moved by people alone, whatever still comes in about its attempts;
 * and what comes in is kept, for it is what those people decide by (row 17).
 * Method: a payout whose first, refused attempt was paid after all while a second one was under
 * way, told every end of the second; then conflicts of one attempt, by what contradicted what.
 */
import { describe, expect, it } from 'vitest';

import type { Finality } from '../../../src/contract/verdict.ts';
import {
  ABSENT,
  ACCEPTED,
  CANCELLED,
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  inquiryFound,
  LOST,
  NEVER_SENT,
  refused,
  RETURNED,
  routed,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

const CLOSED = refused('eligibility.account.closed', true);
const DAY_MS = 86_400_000;

/** The first attempt was refused, then paid; the second is on its way. */
const twoUnderWay = () =>
  tellAll(
    dispatching(),
    evidence(refused('risk.liquidity', true)),
    routed('bank-b'),
    evidence(EXECUTED, { source: 'webhook', attemptNo: 1 }),
  );

const states = ({ payout }: Story) => payout.attempts.map(({ state }) => state);

describe('a payout in conflict', () => {
  it.each([
    ['lost', evidence(LOST, { attemptNo: 2 }), 'UNKNOWN'],
    ['accepted', evidence(ACCEPTED, { attemptNo: 2 }), 'ACCEPTED'],
    ['executed', evidence(EXECUTED, { attemptNo: 2 }), 'EXECUTED'],
    ['returned', evidence(RETURNED, { attemptNo: 2, source: 'webhook' }), 'RETURNED'],
    ['refused', evidence(CLOSED, { attemptNo: 2 }), 'DEAD'],
    ['cancelled', evidence(CANCELLED, { attemptNo: 2, source: 'webhook' }), 'DEAD'],
    ['never sent', evidence(NEVER_SENT, { attemptNo: 2, source: 'socket' }), 'DEAD'],
  ] as const)('stays one when its other attempt is %s, and notes it', (_name, fact, state) => {
    const story = tell(twoUnderWay(), fact);

    expect(story.payout.state).toBe('CONFLICT');
    expect(states(story)).toEqual(['EXECUTED', state]);
    expect(story.effects).toEqual([]);
  });

  it('gets no new attempt and no new judgement', () => {
    const story = twoUnderWay();

    for (const fact of [
      routed('bank-c'),
      { kind: 'judged', hold: null, holdsObligation: true },
      { kind: 'reviewed', by: 'ann', decision: 'release', reason: 'r' },
      { kind: 'cancelRequested', by: 'lender' },
    ] as const) {
      expect(tell(story, fact)).toMatchObject({ payout: story.payout, effects: [] });
    }
  });

  it('pages people at once and again each day, and asks about what is open', () => {
    const begun = twoUnderWay();
    const nextDay = tell(tell(begun, evidence(ACCEPTED, { attemptNo: 2 })), { kind: 'tick' });

    expect(begun.effects).toContainEqual({ kind: 'openCase', urgent: true });
    expect(begun.payout.nextAction).toEqual({ what: 'review', atMs: begun.nowMs + DAY_MS });
    expect(nextDay.effects).toEqual([
      { kind: 'openCase', urgent: true },
      { kind: 'inquire', attemptNo: 2, epoch: 1 },
    ]);
    expect(nextDay.payout.nextAction).toEqual({ what: 'review', atMs: nextDay.nowMs + DAY_MS });
  });

  it('names the partner and what failed there, the payout and the reason', () => {
    expect(twoUnderWay().effects).toContainEqual({
      kind: 'freeze',
      partner: 'bank-a',
      attemptNo: 1,
      breach: 'partner',
      reason: 'po_1: paid after it was declared dead',
    });
    expect(twoUnderWay().payout.failure).toEqual({
      code: 'partner.mismatch',
      detail: 'paid after it was declared dead',
      partnerCode: null,
    });
  });
});

describe('what contradicts a proof', () => {
  it.each([
    ['an acceptance, "not found" after the drain time', inquiryFound(ABSENT), ACCEPTED, 'ACCEPTED'],
    ['an execution, "not found" after the drain time', inquiryFound(ABSENT), EXECUTED, 'EXECUTED'],
    ['a return, a recorded refusal', inquiryFound(CLOSED), RETURNED, 'DEAD'],
    ['a refusal, a reported execution', inquiryFound(EXECUTED), CLOSED, 'EXECUTED'],
    ['a cancellation, a reported execution', inquiryFound(EXECUTED), CANCELLED, 'EXECUTED'],
  ] as const)('%s: the attempt shows the worst that is known', (_name, first, second, state) => {
    const story = tellAll(inDoubt(), first, evidence(second, { source: 'webhook' }));

    expect(story.payout.state).toBe('CONFLICT');
    expect(states(story)).toEqual([state]);
  });

  it('is not an acceptance that comes late, before a refusal the partner recorded', () => {
    const story = tellAll(inDoubt(), inquiryFound(CLOSED), evidence(ACCEPTED));

    expect(story.payout.state).toBe('FAILED');
  });
});

describe('a payout that is over', () => {
  it.each([
    ['FAILED', tell(dispatching(), evidence(CLOSED))],
    ['HELD', tell(dispatching(), evidence(refused('risk.fraud.suspected')))],
    ['CANCELLED', tellAll(inDoubt(), { kind: 'cancelRequested', by: 'l' }, inquiryFound(ABSENT))],
  ] as const)('or waits for a person gets no attempt by a late route: %s', (state, story) => {
    expect(story.payout.state).toBe(state);
    expect(tell(story, routed('bank-b'))).toMatchObject({ payout: story.payout, effects: [] });
  });

  it('and PAID grows more final with each word of the partner, and never less', () => {
    const ranks = ['executed', 'credited', 'reconciled'] as const;
    const executed = (finality: Finality) => ({ kind: 'executed', finality, echo: {} }) as const;
    for (const [known, first] of ranks.entries()) {
      for (const [told, second] of ranks.entries()) {
        const paid = tell(dispatching(), evidence(executed(first)));
        const story = tell(paid, evidence(executed(second)));

        expect(story.payout.finality).toBe(told > known ? second : first);
        expect(story.effects).toEqual(told > known ? [{ kind: 'notify', state: 'PAID' }] : []);
      }
    }
  });

  it('because somebody at the partner stopped it is suspected, not tried again', () => {
    const { payout, effects } = tell(dispatching(), evidence(CANCELLED, { source: 'webhook' }));

    expect(payout).toMatchObject({ state: 'HELD', failure: { code: 'risk.fraud.suspected' } });
    expect(effects).toContainEqual({ kind: 'openCase', urgent: false });
  });
});

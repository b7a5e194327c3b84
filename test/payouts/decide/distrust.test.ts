/**
 * Goal: a proof that failed at a partner ends nothing there any more: what rests on it alone stays doubt,
 * is asked on, and sent again under the same key where the partner recognises it; and a conflict says which
 * proof that was.
 * Method: `decide()` told the same evidence with and without the distrust, and conflicts over each proof.
 */
import { describe, expect, it } from 'vitest';

import type { EvidenceFact } from '../../../src/payouts/model/facts.ts';
import {
  ABSENT,
  ACCEPTED,
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  inquiryFound,
  NEVER_SENT,
  refused,
  RETURNED,
  routed,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

const INVALID = refused('technical.thirdparty.contract');
const BUSY = refused('technical.overload.partner');
const RECORDED = refused('eligibility.account.closed', true);
const ALL = ['absent', 'unrecordedRefusal'] as const;

const states = ({ payout }: Story) => payout.attempts.map(({ state }) => state);

function breachesOf({ effects }: Story) {
  return effects.flatMap((effect) => (effect.kind === 'freeze' ? [effect.breach] : []));
}

describe('"not found" after the drain time, where it failed before', () => {
  const distrusted = ['absent'] as const;

  it('declares nothing dead, and the question is asked again', () => {
    const story = tell(inDoubt(), inquiryFound(ABSENT, { distrusted }));

    expect([story.payout.state, ...states(story)]).toEqual(['IN_DOUBT', 'UNKNOWN']);
    expect(story.payout.nextAction?.what).toBe('inquire');
  });

  it('has the copy sent again under the same key where the partner recognises it', () => {
    const story = tell(inDoubt(), inquiryFound(ABSENT, { distrusted }));
    const { contentDigest } = story.payout.attempts[0] ?? {};

    expect(story.effects).toEqual([{ kind: 'resend', attemptNo: 1 }]);
    expect(
      tell(story, { kind: 'resendReady', attemptNo: 1, contentDigest: contentDigest ?? '' })
        .effects,
    ).toEqual([{ kind: 'submit', attemptNo: 1, epoch: 2 }]);
  });

  it('has no second copy sent where the partner recognises none', () => {
    const story = tell(inDoubt({ dedupe: 'none' }), inquiryFound(ABSENT, { distrusted }));
    const ready = { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' } as const;

    expect(tell(story, ready).effects).toEqual([]);
  });

  it('does not make an unrecorded refusal a proof again', () => {
    const terms = { dedupe: 'none' } as const;
    const busy = tell(dispatching(terms), evidence(BUSY, { distrusted }));

    expect(states(busy)).toEqual(['UNKNOWN']);
  });
});

describe('a refusal without a record, where one was followed by a payment before', () => {
  const distrusted = ['unrecordedRefusal'] as const;

  it('leaves doubt, which keeps the reason that it gave', () => {
    const story = tell(dispatching(), evidence(INVALID, { distrusted }));

    expect([story.payout.state, ...states(story)]).toEqual(['IN_DOUBT', 'UNKNOWN']);
    expect(story.payout.attempts[0]?.failure?.code).toBe('technical.thirdparty.contract');
  });

  it('ends by "not found" as any doubt, and is tried again', () => {
    const doubtful = tell(dispatching(), evidence(INVALID, { distrusted }));
    const ended = tell(doubtful, inquiryFound(ABSENT, { distrusted }));

    expect(ended.payout).toMatchObject({ state: 'QUEUED', nextAction: { what: 'route' } });
    expect(ended.payout.attempts[0]).toMatchObject({ state: 'DEAD', proof: 'P3_ABSENT' });
  });
});

describe('what is not distrusted', () => {
  it.each<[string, Story, EvidenceFact, string]>([
    ['a recorded refusal', inDoubt(), evidence(RECORDED, { distrusted: ALL }), 'P2_REFUSED'],
    [
      'a copy that never left',
      dispatching(),
      evidence(NEVER_SENT, { source: 'socket', distrusted: ALL }),
      'P1_NEVER_SENT',
    ],
    [
      '"not found" where only refusals failed',
      inDoubt(),
      inquiryFound(ABSENT, { distrusted: ['unrecordedRefusal'] }),
      'P3_ABSENT',
    ],
    [
      'a refusal where only "not found" failed',
      dispatching(),
      evidence(INVALID, { distrusted: ['absent'] }),
      'P2_REFUSED',
    ],
  ])('is believed: %s', (_name, story, fact, proof) => {
    expect(tell(story, fact).payout.attempts[0]).toMatchObject({ state: 'DEAD', proof });
  });
});

describe('a conflict names what has failed', () => {
  const byPeople = (by: string) =>
    ({
      kind: 'resolved',
      proposal: { by, attemptNo: 1, verdict: 'neverExecuted', evidence: 'a letter', atMs: 0 },
    }) as const;

  it.each<[string, Story, EvidenceFact, string]>([
    ['paid after "not found"', tell(inDoubt(), inquiryFound(ABSENT)), evidence(EXECUTED), 'absent'],
    [
      'returned after "not found"',
      tell(inDoubt(), inquiryFound(ABSENT)),
      evidence(RETURNED),
      'absent',
    ],
    [
      'accepted after a refusal without a record',
      tell(dispatching(), evidence(INVALID)),
      evidence(ACCEPTED),
      'unrecordedRefusal',
    ],
    [
      'paid after a recorded refusal',
      tell(dispatching(), evidence(RECORDED)),
      evidence(EXECUTED),
      'partner',
    ],
    [
      'refused after it was paid',
      tell(dispatching(), evidence(EXECUTED)),
      evidence(RECORDED),
      'partner',
    ],
    [
      'paid although it never left',
      tell(dispatching(), evidence(NEVER_SENT, { source: 'socket' })),
      evidence(EXECUTED),
      'partner',
    ],
  ])('%s', (_name, story, fact, breach) => {
    expect(breachesOf(tell(story, { ...fact, source: 'webhook' }))).toEqual([breach]);
  });

  it('paid after two people said that it never was', () => {
    const open = { inquiry: false, notFoundIsProofAfterMs: null } as const;
    const doubt = inDoubt(open);
    const atMs = doubt.nowMs + 1;
    const words = ['ann', 'bo'].map((by) => {
      const fact = byPeople(by);
      return { ...fact, proposal: { ...fact.proposal, atMs } };
    });
    const dead = tellAll(doubt, ...words);

    expect(dead.payout.attempts[0]?.proof).toBe('OPERATORS');
    expect(breachesOf(tell(dead, evidence(EXECUTED, { source: 'webhook' })))).toEqual(['people']);
  });

  it('and each further proof that fails in it, once', () => {
    const dead = tellAll(
      inDoubt(),
      inquiryFound(ABSENT),
      routed('bank-b'),
      evidence(INVALID, { attemptNo: 2 }),
    );
    const first = tell(dead, evidence(EXECUTED, { source: 'webhook' }));
    const second = tell(first, evidence(EXECUTED, { source: 'webhook', attemptNo: 2 }));
    const again = tell(second, evidence(EXECUTED, { source: 'webhook', attemptNo: 2 }));

    expect(breachesOf(first)).toEqual(['absent']);
    expect(second.effects).toEqual([
      {
        kind: 'freeze',
        partner: 'bank-b',
        attemptNo: 2,
        breach: 'unrecordedRefusal',
        reason: 'po_1: paid after it was declared dead',
      },
    ]);
    expect(again.effects).toEqual([]);
  });
});

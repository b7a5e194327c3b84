/**
 * Goal: the answer to a cancel request means what the same words mean in the answer to an inquiry,
 * with one exception: that it found nothing is never a death proof (P3).
 * Method: every word on every living or ended attempt, told once from a cancel and once from an
 * inquiry that proves no quiet time; then "not found" from a cancel that looks as late as can be.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import { decide } from '../../../src/payouts/decide/decide.ts';
import {
  ABSENT,
  ACCEPTED,
  CANCELLED,
  DRAIN_MS,
  DUPLICATE,
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  inquiryFound,
  LOST,
  NEVER_SENT,
  refused,
  RETURNED,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

const CANCEL = { kind: 'cancelRequested', by: 'lender' } as const;

const WORDS: readonly Verdict[] = [
  ABSENT,
  ACCEPTED,
  CANCELLED,
  DUPLICATE,
  EXECUTED,
  LOST,
  NEVER_SENT,
  RETURNED,
  refused('partner.agreement'),
  refused('partner.agreement', true),
];

/** Each state of an attempt, with and without the caller's wish to cancel. */
const STORIES: readonly (readonly [string, Story])[] = [
  ['sent', dispatching()],
  ['in doubt', inDoubt()],
  ['in doubt, to be cancelled', tell(inDoubt(), CANCEL)],
  ['in doubt where "not found" proves nothing', inDoubt({ notFoundIsProofAfterMs: null })],
  ['accepted, to be cancelled', tellAll(dispatching(), evidence(ACCEPTED), CANCEL)],
  ['executed', tell(dispatching(), evidence(EXECUTED))],
  ['refused', tell(dispatching(), evidence(refused('partner.agreement', true)))],
  ['returned', tellAll(dispatching(), evidence(EXECUTED), evidence(RETURNED))],
  ['never sent', tell(dispatching(), evidence(NEVER_SENT, { source: 'socket' }))],
];

describe('the answer to a cancel request', () => {
  it.each(STORIES)('on an attempt that is %s means what an inquiry would mean', (_name, story) => {
    for (const verdict of WORDS) {
      const cancelled = told(story, evidence(verdict, { source: 'cancel' }));
      const inquired = told(story, evidence(verdict, { source: 'inquiry' }));

      expect([verdict.kind, cancelled]).toEqual([verdict.kind, inquired]);
    }
  });

  it.each([0, DRAIN_MS, 10 * DRAIN_MS])('never proves absence, %i ms after the send', (quietMs) => {
    const asked = tell(inDoubt({ notFoundIsProofAfterMs: 0 }), CANCEL);

    const { payout } = tell(asked, evidence(ABSENT, { source: 'cancel', quietMs }));

    expect(payout.state).toBe('IN_DOUBT');
    expect(payout.attempts[0]).toMatchObject({ state: 'UNKNOWN', proof: null });
    expect(tell(asked, inquiryFound(ABSENT, { quietMs })).payout.state).toBe('CANCELLED');
  });

  it('that confirms the cancellation ends the payout (row 16)', () => {
    const { payout } = tellAll(inDoubt(), CANCEL, evidence(CANCELLED, { source: 'cancel' }));

    expect(payout.state).toBe('CANCELLED');
    expect(payout.attempts[0]?.proof).toBe('P2_REFUSED');
  });

  it('that refuses the request says nothing about the payout', () => {
    const asked = tell(inDoubt(), CANCEL);

    const { payout } = tell(asked, evidence(refused('partner.agreement'), { source: 'cancel' }));

    expect(payout.state).toBe('IN_DOUBT');
  });

  it('never proves that the only copy of a freed key was refused, however late it comes', () => {
    const shared = { keyAfterRefusal: 'same', copyLifeMs: DRAIN_MS } as const;
    const ready = { kind: 'resendReady', attemptNo: 1, contentDigest: 'digest' } as const;
    const resent = tellAll(inDoubt(shared), ready, evidence(LOST, { epoch: 2 }));
    const late = { epoch: 2, quietMs: 10 * DRAIN_MS } as const;
    const no = refused('partner.agreement', true);

    expect(tell(resent, evidence(no, { ...late, source: 'cancel' })).payout.state).toBe('IN_DOUBT');
    expect(tell(resent, evidence(no, { ...late, source: 'inquiry' })).payout.state).not.toBe(
      'IN_DOUBT',
    );
  });
});

/** What a fact does, without the words about where it came from and why it was not counted. */
function told(story: Story, fact: ReturnType<typeof evidence>) {
  const { events, effects } = decide(story.payout, fact, story.nowMs + 1_000);
  return { events: events.map(withoutSource), effects };
}

function withoutSource(event: ReturnType<typeof decide>['events'][number]) {
  return event.kind === 'evidence' ? { ...event, source: 'any', why: 'any' } : event;
}

/**
 * Goal: a partner that answers without an answer is asked again no earlier than it wished, at most
 * an hour later than it would be, and its wish never decides what became of the money.
 * Method: the same doubt with and without a wish, told by a submit's answer, an inquiry and others
 * who were not asked; wishes that are short, long, endless and broken.
 */
import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../src/contract/verdict.ts';
import type { Payout } from '../../../src/payouts/model/payout.ts';
import {
  ACCEPTED,
  dispatching,
  evidence,
  EXECUTED,
  inDoubt,
  inquiryFound,
  LOST,
  refused,
  routed,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

const HOUR_MS = 3_600_000;
const TICK = { kind: 'tick' } as const;

const askedLater = (retryAfterMs: number): Verdict => ({
  kind: 'unknown',
  failure: 'technical.overload.partner',
  detail: 'asked to come later',
  retryAfterMs,
});

/** How long after the last fact the next inquiry comes. */
const waitMs = ({ payout, nowMs }: Story) => (payout.nextAction?.atMs ?? NaN) - nowMs;

describe('the wish of a submit that was answered without an answer', () => {
  it.each([
    ['is kept', 60_000, 60_000],
    ['is kept up to an hour', 2 * HOUR_MS, HOUR_MS],
    ['is kept up to an hour when it has no end', Infinity, HOUR_MS],
  ])('%s', (_name, retryAfterMs, expectedMs) => {
    const story = tell(dispatching(), evidence(askedLater(retryAfterMs)));

    expect(story.payout.state).toBe('IN_DOUBT');
    expect(waitMs(story)).toBe(expectedMs);
  });

  it.each([0, 1, -60_000, NaN])('of %d ms does not make the question come earlier', (wish) => {
    const without = tell(dispatching(), evidence(LOST));

    const story = tell(dispatching(), evidence(askedLater(wish)));

    expect(waitMs(story)).toBe(waitMs(without));
  });
});

describe('the wish of an inquiry that was answered without an answer', () => {
  const asked = tell(inDoubt(), TICK);

  it.each([
    ['in doubt', asked],
    ['accepted', tellAll(dispatching(), evidence(ACCEPTED), TICK)],
  ])('puts the next question off, and nothing else, when the payout is %s', (_name, before) => {
    const story = tell(before, inquiryFound(askedLater(600_000)));

    expect(waitMs(story)).toBe(600_000);
    expect(story.effects).toEqual([]);
    expect(withoutPlan(story.payout)).toEqual(withoutPlan(before.payout));
  });

  it('is kept for an hour at most, and the question comes then', () => {
    const story = tell(asked, inquiryFound(askedLater(24 * HOUR_MS)));

    expect(waitMs(story)).toBe(HOUR_MS);
    const again = tell(story, TICK, HOUR_MS);
    expect(again.effects).toMatchObject([{ kind: 'inquire', attemptNo: 1 }]);
  });

  it('leaves no trace when the question comes later anyhow', () => {
    expect(tell(asked, inquiryFound(askedLater(1))).payout).toBe(asked.payout);
    expect(tell(asked, inquiryFound(LOST)).payout).toBe(asked.payout);
  });

  it('does not keep an answer from ending the doubt before', () => {
    const story = tellAll(asked, inquiryFound(askedLater(HOUR_MS)), inquiryFound(EXECUTED));

    expect(story.payout.state).toBe('PAID');
  });
});

describe('a wish of somebody who was not asked', () => {
  const asked = tell(inDoubt(), TICK);

  it.each(['webhook', 'statement', 'operator', 'socket', 'cancel'] as const)(
    'a %s, puts nothing off',
    (source) => {
      const story = tell(asked, evidence(askedLater(600_000), { source }));

      expect(story.payout).toBe(asked.payout);
    },
  );

  it('an attempt that is dead, puts nothing off for the next one', () => {
    const dead = tell(dispatching(), evidence(refused('partner.outage', true)));
    const second = tellAll(dead, routed('bank-b'), evidence(LOST, { attemptNo: 2 }), TICK);
    expect(second.payout).toMatchObject({ state: 'IN_DOUBT', attempts: [{}, {}] });

    const story = tell(second, inquiryFound(askedLater(600_000), { attemptNo: 1 }));

    expect(story.payout.nextAction).toEqual(second.payout.nextAction);
  });
});

/** All but the plan, and the marks that every event leaves. */
function withoutPlan(payout: Payout): Payout {
  return { ...payout, nextAction: null, lastSeq: 0, updatedAtMs: 0 };
}

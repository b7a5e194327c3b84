/**
 * Goal: the live success rate counts each attempt once, only for what is the partner's own, in a window
 * with a prior and a decay, so that one call never judges a partner and a bad hour is forgotten.
 * Method: the table of what counts over every failure there is; rates at moments worked out by hand; the
 * breaker's own attribution as a second opinion.
 */
import { describe, expect, it } from 'vitest';

import { FAILURES, isFailureCode } from '../../../src/contract/failure.ts';
import type { SuccessRules } from '../../../src/contract/routing.ts';
import type { Verdict } from '../../../src/contract/verdict.ts';
import { decide } from '../../../src/payouts/decide/decide.ts';
import {
  PARTNERS_OWN,
  type SubmitOutcome,
  submitOutcome,
} from '../../../src/payouts/route/submit-outcome.ts';
import { createSuccessRates } from '../../../src/payouts/route/success-rates.ts';
import type { EvidenceFact } from '../../../src/payouts/model/facts.ts';
import { attribute } from '../../../src/resilience/try/attribution.ts';
import {
  ACCEPTED,
  dispatching,
  DUPLICATE,
  evidence,
  EXECUTED,
  inDoubt,
  inquiryFound,
  LOST,
  NEVER_SENT,
  refused,
  type Story,
  tell,
} from '../../support/payouts.ts';
import { RULES } from '../../support/routing.ts';

const MINUTE_MS = 60_000;
const NOW_MS = Date.UTC(2026, 10, 27, 12);

/** What this evidence counts as, told to the story as the engine would. */
function countsAs({ payout, nowMs }: Story, fact: EvidenceFact): SubmitOutcome | null {
  const { events } = decide(payout, fact, nowMs + 1_000);
  const told = events.find((event) => event.kind === 'evidence');
  const attempt = payout.attempts.at(-1);
  if (told?.kind !== 'evidence' || attempt === undefined) return null;
  return submitOutcome(attempt, told);
}

const accepted = () => tell(dispatching(), evidence(ACCEPTED));
const executed = () => tell(dispatching(), evidence(EXECUTED));
const broke: Verdict = {
  kind: 'returned',
  amount: { currency: 'CNY', minor: 12_345n },
  feeMinor: 0n,
  failure: 'technical.settlement.failed',
  partnerCode: 'AB01',
  echo: {},
};

describe('an attempt counts', () => {
  it.each<[string, SubmitOutcome | null, Story, EvidenceFact]>([
    ['as a success when it is accepted', 'success', dispatching(), evidence(ACCEPTED)],
    ['as a success when it is executed', 'success', dispatching(), evidence(EXECUTED)],
    [
      'as a success when a callback says so before the answer',
      'success',
      dispatching(),
      evidence(EXECUTED, { source: 'webhook' }),
    ],
    ['as a failure when its answer is lost', 'failure', dispatching(), evidence(LOST)],
    [
      'as a failure when no connection comes about',
      'failure',
      dispatching(),
      evidence(NEVER_SENT, { source: 'socket' }),
    ],
    [
      'as a failure when clearing failed',
      'failure',
      dispatching(),
      evidence(refused('technical.settlement.failed', true)),
    ],
    ['once: not again when it is executed later', null, accepted(), inquiryFound(EXECUTED)],
    ['once: a doubt is not mended by its end', null, inDoubt(), inquiryFound(EXECUTED)],
    ['once: nor made worse by it', null, inDoubt(), inquiryFound(refused('partner.outage', true))],
    [
      'as a failure after all, when what was accepted fails at the partner',
      'reversal',
      accepted(),
      inquiryFound(refused('technical.settlement.failed', true)),
    ],
    ['as a failure after all, when clearing returns it', 'reversal', executed(), evidence(broke)],
    [
      'for nothing when what was accepted is refused for the payee',
      null,
      accepted(),
      inquiryFound(refused('eligibility.account.closed', true)),
    ],
    [
      'for nothing when only the question about it was refused',
      null,
      accepted(),
      inquiryFound(refused('technical.settlement.failed')),
    ],
    ['for nothing when the partner knows it already', null, dispatching(), evidence(DUPLICATE)],
  ])('%s', (_what, outcome, story, fact) => {
    expect(countsAs(story, fact)).toBe(outcome);
  });

  it('for nothing when it is a resend that is answered', () => {
    const resent = tell(inDoubt({ notFoundIsProofAfterMs: null }), {
      kind: 'resendReady',
      attemptNo: 1,
      contentDigest: 'digest',
    });

    expect(resent.payout.attempts[0]).toMatchObject({ state: 'SENT', epoch: 2 });
    expect(countsAs(resent, evidence(ACCEPTED, { epoch: 2 }))).toBeNull();
    expect(countsAs(resent, evidence(LOST, { epoch: 2 }))).toBeNull();
  });

  it.each(Object.keys(FAILURES).filter(isFailureCode))(
    'a refusal with %s is held against the partner or not, as the closed list says',
    (code) => {
      const counted = countsAs(dispatching(), evidence(refused(code, true)));

      expect(counted).toBe(PARTNERS_OWN.has(code) ? 'failure' : null);
    },
  );

  it('never for what is the payee’s, the policy’s or ours', () => {
    const own = [...PARTNERS_OWN];

    expect(own.filter((code) => /^(?:risk|eligibility|regulatory)\./.test(code))).toEqual([]);
    expect(own).not.toContain('technical.breaker.open');
    expect(own).not.toContain('technical.overload.gateway');
    expect(own).not.toContain('technical.thirdparty.auth');
  });

  it.each([...PARTNERS_OWN])('%s is a failure for the breaker as well', (failure) => {
    const verdict: Verdict =
      failure === 'technical.settlement.failed' || failure === 'partner.outage'
        ? { kind: 'refused', recorded: true, failure, partnerCode: '', echo: {} }
        : { kind: 'unknown', failure, detail: '' };

    expect(attribute(verdict, 200).health).toBe('failure');
  });
});

describe('the rate', () => {
  function rates(rules: Partial<SuccessRules> = {}) {
    const settings = { rules: { ...RULES.success, stepPercent: 1, ...rules } };
    const store = createSuccessRates(() => settings.rules);
    let attempts = 0;
    const note = (outcome: SubmitOutcome, sentAtMs = NOW_MS, attempt = `po:${attempts++}`) =>
      store.note({ partner: 'a', attempt, sentAtMs, outcome }, NOW_MS);
    return { settings, store, note, of: (nowMs = NOW_MS) => store.of('a', nowMs) };
  }

  const many = (count: number, once: () => void) => {
    for (let times = 0; times < count; times++) once();
  };

  it('is the prior for whom nobody knows', () => {
    expect(rates().of()).toEqual({ percent: 100, submits: 0 });
    expect(rates({ priorPercent: 90 }).of()).toEqual({ percent: 90, submits: 0 });
  });

  it('is not moved by one failure by as much as a step of the shipped rules', () => {
    const { note, of } = rates(RULES.success);

    note('failure');

    expect(of()).toEqual({ percent: 100, submits: 1 });
  });

  it('weighs the prior against what was seen', () => {
    const { note, of } = rates({ priorSubmits: 50, priorPercent: 100 });

    many(30, () => note('success'));
    many(20, () => note('failure'));

    // (50 + 30) of (50 + 50).
    expect(of()).toEqual({ percent: 80, submits: 50 });
  });

  it('halves the weight of what is a half-life old', () => {
    const { note, of } = rates({ priorSubmits: 50 });

    many(100, () => note('failure', NOW_MS - 15 * MINUTE_MS));

    // 50 good of 50 + 100 / 2.
    expect(of()).toEqual({ percent: 50, submits: 100 });
  });

  it('forgets what left the window, and files late news under the time of the submit', () => {
    const { note, of } = rates({ priorSubmits: 1 });

    many(100, () => note('failure', NOW_MS - 60 * MINUTE_MS));
    note('failure', NOW_MS - 54 * MINUTE_MS);

    expect(of().submits).toBe(1);
    expect(of(NOW_MS + 60 * MINUTE_MS)).toEqual({ percent: 100, submits: 0 });
  });

  it('keeps twelve pieces of time, the present one and eleven before it', () => {
    const { note, of } = rates({ priorSubmits: 1 });
    const pieceMs = 5 * MINUTE_MS;

    note('failure', NOW_MS - 11 * pieceMs);
    expect(of().submits).toBe(1);
    note('failure', NOW_MS - 12 * pieceMs);
    expect(of().submits).toBe(1);
    expect(of(NOW_MS + pieceMs).submits).toBe(0);
  });

  it('turns a success into a failure, once, when the partner does not keep it', () => {
    const { note, of } = rates({ priorSubmits: 1, priorPercent: 0 });
    many(99, () => note('success'));
    note('success', NOW_MS, 'breaks');

    note('reversal', NOW_MS, 'breaks');
    note('reversal', NOW_MS, 'breaks');

    // 99 of 101.
    expect(of()).toEqual({ percent: 98, submits: 100 });
  });

  it('counts a reversal of which the success is not known as one failure', () => {
    const { note, of } = rates({ priorSubmits: 1 });

    note('reversal', NOW_MS, 'of an earlier process');

    expect(of()).toEqual({ percent: 50, submits: 1 });
  });

  it('does not count an attempt again under another outcome', () => {
    const { note, of } = rates({ priorSubmits: 1 });

    note('failure', NOW_MS, 'x');
    note('success', NOW_MS, 'x');
    note('reversal', NOW_MS, 'x');

    expect(of()).toEqual({ percent: 50, submits: 1 });
  });

  it('speaks in steps', () => {
    const { note, of } = rates({ priorSubmits: 50, stepPercent: 5 });
    many(2, () => note('failure'));

    // 50 of 52 is 96 %.
    expect(of().percent).toBe(95);
  });

  it('survives a clock that jumps, and starts anew under another window', () => {
    const { settings, note, of } = rates({ priorSubmits: 1 });
    note('failure', NOW_MS + 5 * 60 * MINUTE_MS); // From before the clock was set back.
    note('failure');
    expect(of().submits).toBe(1);

    settings.rules = { ...settings.rules, windowMs: 2 * 60 * MINUTE_MS };

    expect(of()).toEqual({ percent: 100, submits: 0 });
  });
});

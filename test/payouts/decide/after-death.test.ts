/**
 * Goal: what follows a proven death is what its reason asks for, as often as is written and not
 * once more: try again, try elsewhere, let a person look, or give up.
 * Method: one refusal for each failure of the list, its consequence written down here from
 * docs/FAILURES.md; refusals and failed connects up to the last one that is allowed; deadlines met
 * to the millisecond.
 */
import { describe, expect, it } from 'vitest';

import { FAILURES, type FailureCode } from '../../../src/contract/failure.ts';
import {
  ABSENT,
  dispatching,
  evidence,
  inDoubt,
  inquiryFound,
  LOST,
  NEVER_SENT,
  queued,
  refused,
  routed,
  START_MS,
  type Story,
  tell,
  tellAll,
} from '../../support/payouts.ts';

const GIVEN_UP: readonly FailureCode[] = [
  'eligibility.account.blocked',
  'eligibility.account.closed',
  'eligibility.account.notfound',
  'eligibility.account.type',
  'eligibility.credit',
  'eligibility.deceased',
  'eligibility.identity.incomplete',
  'eligibility.income',
  'eligibility.name.mismatch',
  'eligibility.wallet',
  'regulatory.consent',
  'regulatory.limit',
  'regulatory.party.data',
  'regulatory.reporting',
];
const TRIED_ELSEWHERE: readonly FailureCode[] = [
  'partner.unreachable.bank',
  'regulatory.currency',
  'regulatory.region',
  'risk.limit.amount',
];
const LOOKED_AT: readonly FailureCode[] = [
  'partner.delay.statement',
  'partner.delay.webhook',
  'partner.mismatch',
  'partner.returned',
  'partner.review',
  'regulatory.sanctions',
  'risk.duplicate.suspected',
  'risk.fraud.suspected',
  'risk.limit.velocity',
  'risk.payee.quarantined',
];
const TRIED_AGAIN: readonly FailureCode[] = [
  'partner.agreement',
  'partner.cutoff',
  'partner.maintenance',
  'partner.outage',
  'risk.liquidity',
  'technical.breaker.open',
  'technical.connection.lost',
  'technical.internal',
  'technical.latency.connect',
  'technical.latency.response',
  'technical.overload.gateway',
  'technical.overload.partner',
  'technical.request.malformed',
  'technical.settlement.failed',
  'technical.thirdparty.auth',
  'technical.thirdparty.contract',
  'technical.thirdparty.error',
];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('a recorded refusal', () => {
  const after = (code: FailureCode) => tell(dispatching(), evidence(refused(code, true)));

  it.each(GIVEN_UP)('for %s ends the payout', (code) => {
    const { payout } = after(code);

    expect(payout).toMatchObject({ state: 'FAILED', failure: { code }, nextAction: null });
    expect(payout.holdsObligation).toBe(false);
  });

  it.each(TRIED_ELSEWHERE)('for %s looks for another partner', (code) => {
    expect(after(code).payout).toMatchObject({ state: 'QUEUED', excludedPartners: ['bank-a'] });
  });

  it.each(LOOKED_AT)('for %s waits for a person, who is told and told again in a day', (code) => {
    const { payout, effects, nowMs } = after(code);

    expect(payout).toMatchObject({ state: 'HELD', failure: { code }, holdsObligation: true });
    expect(payout.nextAction).toEqual({ what: 'review', atMs: nowMs + DAY_MS });
    expect(effects).toContainEqual({ kind: 'openCase', urgent: false });
  });

  it.each(TRIED_AGAIN)('for %s may be tried again, here too', (code) => {
    expect(after(code).payout).toMatchObject({ state: 'QUEUED', excludedPartners: [] });
  });

  it('of any failure of the list is one of these', () => {
    const told = [...GIVEN_UP, ...TRIED_ELSEWHERE, ...LOOKED_AT, ...TRIED_AGAIN];
    expect(told.toSorted()).toEqual(Object.keys(FAILURES).toSorted());
  });

  it('keeps the partner’s own code and words beside the failure', () => {
    const failure = { code: 'eligibility.account.closed', detail: '', partnerCode: 'X1' };
    const { payout } = after('eligibility.account.closed');

    expect(payout.failure).toEqual(failure);
    expect(payout.attempts[0]?.failure).toEqual(failure);
  });
});

describe('the next try', () => {
  it('waits a quarter of a second after the first death, and twice as long after each further', () => {
    let story = queued();
    for (const [no, pauseMs] of [250, 500, 1_000, 2_000].entries()) {
      story = dieAgain(story, no + 1, NEVER_SENT);
      const waitsMs = (story.payout.nextAction?.atMs ?? 0) - story.nowMs;

      expect(story.payout.nextAction?.what).toBe('route');
      expect(waitsMs).toBeGreaterThanOrEqual(pauseMs);
      expect(waitsMs).toBeLessThanOrEqual(pauseMs * 1.1);
    }
  });

  it('is not made after six partners refused it', () => {
    const story = dieTimes(5, refused('partner.unreachable.bank'));

    expect(story.payout.state).toBe('QUEUED');
    const last = dieAgain(story, 6, refused('partner.unreachable.bank'));
    expect(last.payout).toMatchObject({
      state: 'FAILED',
      failure: { code: 'partner.unreachable.bank' },
    });
  });

  it('is made as long as partners say "later", which judges nothing: a day of it is no end', () => {
    const story = dieTimes(99, refused('technical.thirdparty.auth'));

    expect(story.payout).toMatchObject({ state: 'QUEUED', nextAction: { what: 'route' } });
    const waitsMs = (story.payout.nextAction?.atMs ?? 0) - story.nowMs;
    expect(waitsMs).toBeGreaterThanOrEqual(15 * 60_000);
  });

  it('needs a person after a hundred attempts that judged nothing, and one for each further', () => {
    const held = dieTimes(100, refused('technical.thirdparty.auth'));

    expect(held.payout).toMatchObject({ state: 'HELD', nextAction: { what: 'review' } });
    expect(held.effects).toContainEqual({ kind: 'openCase', urgent: false });
    const review = { kind: 'reviewed', by: 'Li', decision: 'release', reason: 'it is up' } as const;
    const released = tell(held, review);
    expect(released.payout.state).toBe('QUEUED');
    expect(dieAgain(released, 101, NEVER_SENT).payout.state).toBe('HELD');
  });

  it('needs a person after the third time that our request was called malformed, never an end', () => {
    const malformed = refused('technical.request.malformed');
    expect(dieTimes(2, malformed).payout.state).toBe('QUEUED');

    const held = dieTimes(3, malformed);
    expect(held.payout).toMatchObject({ state: 'HELD', holdsObligation: true });
    expect(held.effects).toContainEqual({ kind: 'openCase', urgent: false });
    const review = { kind: 'reviewed', by: 'Li', decision: 'release', reason: 'new key' } as const;
    const released = tell(held, review);
    expect(released.payout.state).toBe('QUEUED');
    expect(dieAgain(released, 4, NEVER_SENT).payout.state).toBe('QUEUED');
    expect(dieAgain(released, 4, malformed).payout.state).toBe('HELD');
  });

  it('counts no "later" among the refusals of the payout', () => {
    let story = dieTimes(10, refused('technical.thirdparty.auth'));
    for (let no = 11; no <= 15; no++) {
      story = dieAgain(story, no, refused('partner.unreachable.bank'));
    }

    expect(story.payout.state).toBe('QUEUED');
    expect(dieAgain(story, 16, refused('partner.unreachable.bank')).payout.state).toBe('FAILED');
  });

  it('is a case once the payout has waited for an hour, once', () => {
    const story = dieAgain(queued(), 1, refused('technical.thirdparty.auth'));

    const early = tell(story, { kind: 'tick' }, HOUR_MS - 60_000);
    const then = tell(story, { kind: 'tick' }, HOUR_MS);
    const again = tell(then, { kind: 'tick' }, HOUR_MS);

    expect(early.effects).toEqual([{ kind: 'route' }]);
    expect(then.effects).toEqual([{ kind: 'openCase', urgent: false }, { kind: 'route' }]);
    expect(again.effects).toEqual([{ kind: 'route' }]);
  });

  it('is no case while a calendar says when it will be', () => {
    const closed = { code: 'partner.cutoff', detail: '', partnerCode: null } as const;
    const retryAtMs = START_MS + 2 * HOUR_MS;
    const story = tell(queued(), {
      kind: 'unroutable',
      permanent: false,
      failure: closed,
      retryAtMs,
    });

    expect(tell(story, { kind: 'tick' }, 2 * HOUR_MS).effects).toEqual([{ kind: 'route' }]);
  });

  it('is made after six partners had not received it: none of them judged it', () => {
    let story = queued();
    for (let no = 1; no <= 6; no++) {
      expect(story.payout.state).toBe('QUEUED');
      story = tellAll(
        story,
        routed('bank-a'),
        evidence(LOST, { attemptNo: no }),
        inquiryFound(ABSENT, { attemptNo: no }),
      );
    }
    expect(story.payout).toMatchObject({
      state: 'QUEUED',
      failure: { code: 'technical.latency.response' },
    });
  });

  it('is made for 99 connects that never happened, but not for a hundred', () => {
    const story = dieTimes(99, NEVER_SENT);

    expect(story.payout.state).toBe('QUEUED');
    expect(dieAgain(story, 100, NEVER_SENT).payout.state).toBe('HELD');
  });

  it('counts no failed connect as a refusal', () => {
    const story = dieTimes(20, NEVER_SENT);

    expect(dieAgain(story, 21, refused('risk.liquidity')).payout.state).toBe('QUEUED');
  });
});

describe('at the millisecond of its deadline', () => {
  const deadlineAtMs = START_MS + 10_000;
  const untilThen = ({ nowMs }: Story) => deadlineAtMs - nowMs;

  it('a queued payout fails, and the moment before it looks for a route', () => {
    const story = queued({ deadlineAtMs });

    const before = tell(story, { kind: 'tick' }, untilThen(story) - 1);
    const then = tell(story, { kind: 'tick' }, untilThen(story));

    expect(before.effects).toEqual([{ kind: 'route' }]);
    expect(then.payout).toMatchObject({ state: 'FAILED', failure: { code: 'DEADLINE' } });
  });

  it('no attempt is started', () => {
    const story = queued({ deadlineAtMs });

    const before = tell(story, routed('bank-a'), untilThen(story) - 1);
    const then = tell(story, routed('bank-a'), untilThen(story));

    expect(before.payout.state).toBe('DISPATCHING');
    expect(then.payout).toMatchObject({ state: 'FAILED', attempts: [] });
    expect(then.effects).toEqual([{ kind: 'notify', state: 'FAILED' }]);
  });

  it('a proven death ends the payout', () => {
    const story = inDoubt({}, { deadlineAtMs });

    const before = tell(story, inquiryFound(ABSENT), untilThen(story) - 1);
    const then = tell(story, inquiryFound(ABSENT), untilThen(story));

    expect(before.payout.state).toBe('QUEUED');
    expect(then.payout).toMatchObject({ state: 'FAILED', failure: { code: 'DEADLINE' } });
  });
});

type Verdict = Parameters<typeof evidence>[0];

/** Attempt number `no` is started and answered so. */
function dieAgain(story: Story, no: number, verdict: Verdict): Story {
  const source = verdict.kind === 'neverSent' ? 'socket' : 'response';
  return tellAll(story, routed(`bank-${no}`), evidence(verdict, { attemptNo: no, source }));
}

function dieTimes(times: number, verdict: Verdict): Story {
  let story = queued();
  for (let no = 1; no <= times; no++) story = dieAgain(story, no, verdict);
  return story;
}

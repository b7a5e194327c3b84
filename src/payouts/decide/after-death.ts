import { categoryOf, FAILURES } from '../../contract/failure.ts';
import {
  type Attempt,
  deadlineOf,
  type DeathProof,
  type Failure,
  type NextAction,
} from '../model/payout.ts';
import { parkDelayMs, REVIEW_REMINDER_MS } from '../model/schedule.ts';
import { type Draft, move, perform } from './decision.ts';
import { inItsBooks } from './lost-past.ts';

/** Refusals of the payout itself before it is given up; "later" is none, whatever its number. */
const REFUSALS_MAX = 6;

/**
 * Refusals of one payout as a request that the partner cannot read, before a person looks: by then the
 * partner is paused for all, unless it is something in this one.
 */
const MALFORMED_MAX = 3;

/** Attempts in all: past so many a person looks before each further one. */
const ATTEMPTS_MAX = 100;

/** What comes next once every attempt carries a death proof (rows 6, 9, 11, 16, 19). */
export function afterDeath(draft: Draft, dead: Attempt, failure: Failure): Draft {
  const { payout, nowMs } = draft;
  const { deadlineAtMs } = payout.request;
  if (payout.lostPast !== undefined) {
    const { unaskable } = payout.lostPast;
    if (unaskable !== null) return hold(draft, inItsBooks(unaskable), 'partners are asked first');
    return requeue(draft, failure, 'the journal was restored: partners are asked what it has lost');
  }
  if (payout.cancelRequested !== null) {
    return move(draft, 'CANCELLED', { why: 'cancelled, and every attempt is proven dead' });
  }
  if (deadlineAtMs !== null && nowMs >= deadlineAtMs) return missDeadline(draft);
  switch (courseAfter(dead.proof, failure)) {
    case 'wait':
      if (payout.attempts.length >= ATTEMPTS_MAX && dead.proof !== 'OPERATORS') {
        return hold(draft, failure, `${ATTEMPTS_MAX} attempts, and no partner judged it`);
      }
      if (isMalformed(failure.code) && malformed(payout.attempts) >= MALFORMED_MAX) {
        return hold(draft, failure, 'no partner that was tried can read the request');
      }
      return requeue(draft, failure, 'nothing was paid; it will be tried again');
    case 'reroute':
      if (judgements(payout.attempts) >= REFUSALS_MAX) {
        return move(draft, 'FAILED', { failure, why: 'refused as often as it is tried' });
      }
      return requeue(draft, failure, 'refused here; another partner may take it', dead.partner);
    case 'hold':
      return hold(draft, failure, 'the partner wants it looked at');
    case 'fail':
      return move(draft, 'FAILED', { failure, why: 'refused for good' });
  }
}

/** Row 19. The caller's time is over and provably nothing is under way. */
export function missDeadline(draft: Draft): Draft {
  const failure = { code: 'DEADLINE', detail: 'the deadline passed', partnerCode: null } as const;
  return move(draft, 'FAILED', { failure, why: 'the deadline passed without a live attempt' });
}

/** Holds the payout for a person, who gets a case, and is reminded of it. Nothing is under way then. */
export function hold(draft: Draft, failure: Failure, why: string): Draft {
  const held = move(draft, 'HELD', { failure, next: reviewLater(draft.nowMs), why });
  return perform(held, { kind: 'openCase', urgent: false });
}

/** A person has to act; the engine only reminds. */
export function reviewLater(nowMs: number): NextAction {
  return { what: 'review', atMs: nowMs + REVIEW_REMINDER_MS };
}

function requeue(draft: Draft, failure: Failure, why: string, exclude?: string): Draft {
  const { payout, nowMs } = draft;
  const delayMs = parkDelayMs(payout.attempts.length, payout.id);
  // A long pause must not tell the caller of its deadline a quarter of an hour late.
  const deadlineAtMs = deadlineOf(payout);
  const atMs = Math.min(nowMs + delayMs, deadlineAtMs ?? Number.POSITIVE_INFINITY);
  const next = { what: 'route', atMs } as const;
  const excluded = exclude === undefined ? {} : { exclude };
  return move(draft, 'QUEUED', { failure, next, why, ...excluded });
}

function courseAfter(
  proof: DeathProof | null,
  failure: Failure,
): 'wait' | 'reroute' | 'hold' | 'fail' {
  // Never sent, never arrived, or shown so by operators: the payout itself was not judged.
  if (proof !== 'P2_REFUSED') return 'wait';
  if (failure.code === 'DEADLINE') return 'fail';
  const { course, failover } = FAILURES[failure.code];
  switch (course) {
    case 'wait':
      return 'wait';
    case 'hold':
      return 'hold';
    case 'fail':
      return failover ? 'reroute' : 'fail';
    case 'inquire':
      // A recorded refusal with a code that is doubt elsewhere: a clearing run that failed may be
      // tried again, a sanctions hit may not.
      return categoryOf(failure.code) === 'technical' ? 'wait' : 'hold';
    case 'none':
      return 'hold';
  }
}

/** How many attempts ended because the partner could not read our request. */
function malformed(attempts: readonly Attempt[]): number {
  return attempts.filter(({ failure }) => isMalformed(failure?.code)).length;
}

function isMalformed(code: Failure['code'] | undefined): boolean {
  return code === 'technical.request.malformed';
}

/** How many attempts ended in a word about the payout itself: no "later", and no failed delivery. */
function judgements(attempts: readonly Attempt[]): number {
  return attempts.filter(
    ({ proof, failure }) => failure !== null && courseAfter(proof, failure) !== 'wait',
  ).length;
}

import type { Fact } from '../model/facts.ts';
import { nextPartnerKey } from '../model/next-partner-key.ts';
import {
  type Attempt,
  deadlineOf,
  type Failure,
  type NextAction,
  type Payout,
} from '../model/payout.ts';
import { ANSWER_WATCH_MS, postponeDelayMs, WAITING_CASE_MS } from '../model/schedule.ts';
import { missDeadline } from './after-death.ts';
import {
  type Decision,
  decided,
  type Draft,
  draftOf,
  move,
  NOTHING,
  perform,
  record,
} from './decision.ts';

/** Row 4: the guards of a new attempt. Every earlier attempt must carry its death proof (R1). */
export function onRouted(payout: Payout, fact: Fact & { kind: 'routed' }, nowMs: number): Decision {
  // What a partner was found to hold is written down, whatever was wanted of it since.
  const isFound = fact.foundKey !== undefined && isRoutable(payout);
  if (!isFound) {
    if (!mayStartAttempt(payout)) return NOTHING;
    if (deadlinePassed(payout, nowMs)) return decided(missDeadline(draftOf(payout, nowMs)));
  }
  const attempt = intent(payout, fact, nowMs);
  const started = record(draftOf(payout, nowMs), {
    kind: 'attemptStarted',
    attempt,
    why: fact.reason.why,
    route: fact.reason,
  });
  const next = { what: 'await_answer', atMs: nowMs + ANSWER_WATCH_MS } as const;
  const dispatching = move(started, 'DISPATCHING', { next, why: 'the intent is on disk' });
  // What the partner already holds is asked about, never sent.
  if (isFound) return decided(dispatching);
  return decided(perform(dispatching, { kind: 'submit', attemptNo: attempt.no, epoch: 1 }));
}

/** No partner can take it: later (with the reason and the time), or never. */
export function onUnroutable(
  payout: Payout,
  fact: Fact & { kind: 'unroutable' },
  nowMs: number,
): Decision {
  const isLost = payout.lostPast !== undefined;
  if (isLost ? !isRoutable(payout) : !mayStartAttempt(payout)) return NOTHING;
  const draft = draftOf(payout, nowMs);
  if (deadlinePassed(payout, nowMs)) return decided(missDeadline(draft));
  if (fact.permanent && !isLost) {
    const failure = payout.failure ?? fact.failure;
    return decided(move(draft, 'FAILED', { failure, why: 'no partner is left that may take it' }));
  }
  const next = KNOWN_HOUR.has(fact.failure.code)
    ? whenItOpens(payout, fact.retryAtMs, nowMs)
    : lookAgain(payout, fact.retryAtMs, nowMs);
  return decided(record(draft, { kind: 'postponed', failure: fact.failure, next }));
}

/** A queued payout's time has come: its deadline, or another look for a route. */
export function onQueueTick(payout: Payout, nowMs: number): Decision {
  const draft = draftOf(payout, nowMs);
  if (deadlinePassed(payout, nowMs)) return decided(missDeadline(draft));
  return decided(perform(withWaitingCase(draft), { kind: 'route' }));
}

/**
 * Tells the owner, once, that a payout has waited for an hour: a partner that says "later" may say
 * so for ever where the caller set no deadline. What a calendar opens is nobody's case.
 */
function withWaitingCase(draft: Draft): Draft {
  const { failure, createdAtMs, updatedAtMs } = draft.payout;
  const dueAtMs = createdAtMs + WAITING_CASE_MS;
  if (failure === null || KNOWN_HOUR.has(failure.code)) return draft;
  if (updatedAtMs >= dueAtMs || draft.nowMs < dueAtMs) return draft;
  const why = 'it has waited for a partner for an hour';
  return perform(record(draft, { kind: 'escalated', why }), { kind: 'openCase', urgent: false });
}

/** However long a partner's outage is announced to be, look again at least this often. */
const RETRY_AT_MS_MAX = 60_000;

/** What a calendar closes, it opens by itself: a look in between only notices a changed calendar. */
export const KNOWN_HOUR: ReadonlySet<Failure['code']> = new Set([
  'partner.cutoff',
  'partner.maintenance',
]);
/** However far off it opens, look again at least this often. */
export const OPENS_AT_MS_MAX = 60 * 60_000;

/** Nobody knows when it is over: later and later, but no later than its own estimate allows. */
function lookAgain(payout: Payout, retryAtMs: number, nowMs: number): NextAction {
  const pauseMs = postponeDelayMs(payout.postponements, payout.id);
  const soonestMs = Math.max(nowMs + pauseMs, Math.min(retryAtMs, nowMs + RETRY_AT_MS_MAX));
  return { what: 'route', atMs: beforeDeadline(payout, soonestMs) };
}

/** The hour is known: the caller is told it, and it is not missed for a pause. */
function whenItOpens(payout: Payout, opensAtMs: number, nowMs: number): NextAction {
  const atMs = beforeDeadline(payout, Math.min(opensAtMs, nowMs + OPENS_AT_MS_MAX));
  const toldMs = beforeDeadline(payout, opensAtMs);
  return { what: 'route', atMs, ...(toldMs > atMs ? { opensAtMs: toldMs } : {}) };
}

/** Due times are whole milliseconds; a lane's advice may come from a finer clock. */
function beforeDeadline(payout: Payout, atMs: number): number {
  const deadlineAtMs = deadlineOf(payout);
  return Math.ceil(deadlineAtMs === null ? atMs : Math.min(atMs, deadlineAtMs));
}

/** Before the lost time of a restored backup is known nothing is sent (docs/MONEY.md#after-a-restore). */
function mayStartAttempt(payout: Payout): boolean {
  const { cancelRequested, lostPast } = payout;
  return isRoutable(payout) && cancelRequested === null && lostPast === undefined;
}

/** True while it waits for a route and nothing of it is under way. */
function isRoutable(payout: Payout): boolean {
  const allDead = payout.attempts.every((attempt) => attempt.state === 'DEAD');
  return payout.state === 'QUEUED' && allDead;
}

function deadlinePassed(payout: Payout, nowMs: number): boolean {
  const deadlineAtMs = deadlineOf(payout);
  return deadlineAtMs !== null && nowMs >= deadlineAtMs;
}

function intent(payout: Payout, fact: Fact & { kind: 'routed' }, nowMs: number): Attempt {
  const no = payout.attempts.length + 1;
  return {
    no,
    partner: fact.partner,
    endpoint: fact.endpoint,
    partnerKey: fact.foundKey ?? nextPartnerKey(payout, fact),
    state: 'INTENT',
    epoch: 1,
    neverSentEpochs: [],
    intentAtMs: fact.intentAtMs,
    lastSendAtMs: nowMs,
    contentDigest: fact.contentDigest,
    adapterVersion: fact.adapterVersion,
    terms: fact.terms,
    proof: null,
    failure: null,
    partnerReference: null,
    inquiries: 0,
    cancelSentAtMs: null,
    ...(fact.references === undefined ? {} : { references: fact.references }),
    ...(fact.batch === undefined ? {} : { batch: fact.batch }),
  };
}

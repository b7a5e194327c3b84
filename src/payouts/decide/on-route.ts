import type { Fact } from '../facts.ts';
import { nextPartnerKey } from '../next-partner-key.ts';
import type { Attempt, Payout } from '../payout.ts';
import { ANSWER_WATCH_MS, postponeDelayMs } from '../schedule.ts';
import { missDeadline } from './after-death.ts';
import { type Decision, decided, draftOf, move, NOTHING, perform, record } from './decision.ts';

/** Row 4: the guards of a new attempt. Every earlier attempt must carry its death proof (R1). */
export function onRouted(payout: Payout, fact: Fact & { kind: 'routed' }, nowMs: number): Decision {
  if (!mayStartAttempt(payout)) return NOTHING;
  if (deadlinePassed(payout, nowMs)) return decided(missDeadline(draftOf(payout, nowMs)));

  const attempt = intent(payout, fact, nowMs);
  const started = record(draftOf(payout, nowMs), {
    kind: 'attemptStarted',
    attempt,
    why: fact.reason,
  });
  const next = { what: 'await_answer', atMs: nowMs + ANSWER_WATCH_MS } as const;
  const dispatching = move(started, 'DISPATCHING', { next, why: 'the intent is on disk' });
  return decided(perform(dispatching, { kind: 'submit', attemptNo: attempt.no, epoch: 1 }));
}

/** No partner can take it: later (with the reason and the time), or never. */
export function onUnroutable(
  payout: Payout,
  fact: Fact & { kind: 'unroutable' },
  nowMs: number,
): Decision {
  if (!mayStartAttempt(payout)) return NOTHING;
  const draft = draftOf(payout, nowMs);
  if (deadlinePassed(payout, nowMs)) return decided(missDeadline(draft));
  if (fact.permanent) {
    const failure = payout.failure ?? fact.failure;
    return decided(move(draft, 'FAILED', { failure, why: 'no partner is left that may take it' }));
  }
  const pauseMs = postponeDelayMs(payout.postponements, payout.id);
  const soonestMs = Math.max(nowMs + pauseMs, Math.min(fact.retryAtMs, nowMs + RETRY_AT_MS_MAX));
  const { deadlineAtMs } = payout.request;
  // Due times are whole milliseconds; a lane's advice may come from a finer clock.
  const atMs = Math.ceil(deadlineAtMs === null ? soonestMs : Math.min(soonestMs, deadlineAtMs));
  const next = { what: 'route', atMs } as const;
  return decided(record(draft, { kind: 'postponed', failure: fact.failure, next }));
}

/** A queued payout's time has come: its deadline, or another look for a route. */
export function onQueueTick(payout: Payout, nowMs: number): Decision {
  const draft = draftOf(payout, nowMs);
  if (deadlinePassed(payout, nowMs)) return decided(missDeadline(draft));
  return decided(perform(draft, { kind: 'route' }));
}

/** However long a partner's outage is announced to be, look again at least this often. */
const RETRY_AT_MS_MAX = 60_000;

function mayStartAttempt(payout: Payout): boolean {
  const allDead = payout.attempts.every((attempt) => attempt.state === 'DEAD');
  return payout.state === 'QUEUED' && allDead && payout.cancelRequested === null;
}

function deadlinePassed(payout: Payout, nowMs: number): boolean {
  const { deadlineAtMs } = payout.request;
  return deadlineAtMs !== null && nowMs >= deadlineAtMs;
}

function intent(payout: Payout, fact: Fact & { kind: 'routed' }, nowMs: number): Attempt {
  const no = payout.attempts.length + 1;
  return {
    no,
    partner: fact.partner,
    endpoint: fact.endpoint,
    partnerKey: nextPartnerKey(payout, fact),
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
    ...(fact.group === undefined ? {} : { group: fact.group }),
  };
}

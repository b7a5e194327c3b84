import { saysLater } from '../../contract/failure.ts';
import type { Fact } from '../model/facts.ts';
import { type Attempt, liveAttempt, type Payout } from '../model/payout.ts';
import { askPartnersFirst } from './on-restored.ts';
import {
  attemptOf,
  type Decision,
  decided,
  type Draft,
  draftOf,
  move,
  NOTHING,
  perform,
  record,
} from './decision.ts';
import { nextInquiry } from './next-inquiry.ts';

/** No copy is sent in the last tenth of the key window: clocks differ, queues delay. */
const KEY_WINDOW_SHARE = 0.9;

/** The case is paged when this share of the key window or the inquiry horizon is over. */
const ESCALATE_SHARE = 0.8;

/** Copies of one attempt, over its whole life; one more while the last was refused with "later". */
const EPOCHS_MAX = 16;

/** Row 7 after a crash: the process that could prove "never sent" is gone. */
export function onRecovered(payout: Payout, nowMs: number): Decision {
  const attempt = liveAttempt(payout);
  if (attempt === null || (attempt.state !== 'INTENT' && attempt.state !== 'SENT')) return NOTHING;
  const failure = {
    code: 'technical.internal',
    detail: 'the gateway restarted while the attempt was under way',
    partnerCode: null,
  } as const;
  const moved = record(draftOf(payout, nowMs), {
    kind: 'attemptMoved',
    attemptNo: attempt.no,
    to: 'UNKNOWN',
    proof: null,
    failure,
    partnerReference: null,
  });
  if (payout.state !== 'DISPATCHING') return decided(moved);
  const next = nextInquiry(attempt, nowMs);
  return decided(move(moved, 'IN_DOUBT', { failure, next, why: failure.detail }));
}

/**
 * The resolver: ask, and ask again. Neither time nor the number of questions ends doubt (R7). That
 * it is time to ask, and when the next question is due, is durable before this one leaves (W6).
 */
export function onInquiryTick(payout: Payout, nowMs: number): Decision {
  const attempt = liveAttempt(payout);
  if (attempt === null) return NOTHING;
  const next = nextInquiry({ ...attempt, inquiries: attempt.inquiries + 1 }, nowMs);
  const asked = record(draftOf(payout, nowMs), { kind: 'inquired', attemptNo: attempt.no, next });
  const escalated = escalate(asked, attempt);
  const cancelled = askToCancel(escalated, attempt);
  const { no, epoch, terms } = attempt;
  const nameless = terms.inquiryBy === 'reference' && attempt.partnerReference === null;
  // Where the partner cannot be asked, its own deduplication is the only question there is.
  if (!terms.inquiry || nameless)
    return decided(perform(cancelled, { kind: 'resend', attemptNo: no }));
  const inquiring = perform(cancelled, { kind: 'inquire', attemptNo: no, epoch });
  if (!awaitsAnotherTry(payout, attempt, nowMs)) return decided(inquiring);
  return decided(perform(inquiring, { kind: 'resend', attemptNo: no }));
}

/** Refused for now, and still wanted: the partner is tried again under the same key. */
function awaitsAnotherTry(payout: Payout, attempt: Attempt, nowMs: number): boolean {
  const { deadlineAtMs } = payout.request;
  const wanted = payout.cancelRequested === null && (deadlineAtMs === null || nowMs < deadlineAtMs);
  return (
    wanted &&
    refusedForNow(attempt) &&
    payout.state === 'IN_DOUBT' &&
    attempt.terms.dedupe === 'byKey'
  );
}

/** "Later" judges nothing: it uses up no copies, and the key window bounds them all the same. */
function refusedForNow({ failure }: Attempt): boolean {
  return failure !== null && saysLater(failure.code);
}

/**
 * Row 10: the same content under the same key (R5), while the partner still recognises it (R6).
 * The new epoch is durable before the copy leaves (W4).
 */
export function onResendReady(
  payout: Payout,
  fact: Fact & { kind: 'resendReady' },
  nowMs: number,
): Decision {
  const attempt = attemptOf(payout, fact.attemptNo);
  if (attempt === undefined || payout.state !== 'IN_DOUBT' || !mayResend(attempt, nowMs)) {
    return NOTHING;
  }
  if (fact.contentDigest !== attempt.contentDigest) return NOTHING;
  const epoch = attempt.epoch + 1;
  const started = record(draftOf(payout, nowMs), {
    kind: 'resendStarted',
    attemptNo: attempt.no,
    epoch,
  });
  return decided(perform(started, { kind: 'submit', attemptNo: attempt.no, epoch }));
}

/**
 * Rows 14-15: a request (W8), not a verdict (R10). Only without a live attempt is it granted at
 * once.
 */
export function onCancelRequested(
  payout: Payout,
  fact: Fact & { kind: 'cancelRequested' },
  nowMs: number,
): Decision {
  if (payout.cancelRequested !== null) return NOTHING;
  switch (payout.state) {
    case 'RECEIVED':
    case 'HELD':
    case 'QUEUED': {
      const asked = request(payout, fact.by, nowMs);
      // An attempt that the restored journal has lost may be paid: partners are asked first.
      if (payout.lostPast !== undefined) return decided(askPartnersFirst(asked));
      return decided(
        move(asked, 'CANCELLED', { why: `cancelled by ${fact.by}; nothing was sent` }),
      );
    }
    case 'DISPATCHING':
    case 'IN_DOUBT':
    case 'PROCESSING': {
      const attempt = liveAttempt(payout);
      const asked = request(payout, fact.by, nowMs);
      return decided(attempt === null ? asked : askToCancel(asked, attempt));
    }
    case 'PAID':
    case 'RETURNED':
    case 'FAILED':
    case 'CANCELLED':
    case 'CONFLICT':
      return NOTHING;
  }
}

function request(payout: Payout, by: string, nowMs: number): Draft {
  return record(draftOf(payout, nowMs), { kind: 'cancelRequested', by, next: null });
}

/**
 * Asks the partner to stop it, once in the attempt's life and not before it can be named; durable
 * before the call leaves (W7). The answer is evidence.
 */
function askToCancel(draft: Draft, attempt: Attempt): Draft {
  const wanted = draft.payout.cancelRequested !== null;
  const { cancel, cancelNeedsReference } = attempt.terms;
  const nameable = !cancelNeedsReference || attempt.partnerReference !== null;
  const possible = cancel && nameable && attempt.cancelSentAtMs === null;
  const reachable = attempt.state === 'UNKNOWN' || attempt.state === 'ACCEPTED';
  if (!wanted || !possible || !reachable) return draft;
  const sent = record(draft, { kind: 'cancelSent', attemptNo: attempt.no });
  return perform(sent, { kind: 'cancel', attemptNo: attempt.no, epoch: attempt.epoch });
}

function escalate(draft: Draft, attempt: Attempt): Draft {
  if (draft.payout.escalated) return draft;
  const { keyWindowEndsAtMs, inquiryHorizonMs } = attempt.terms;
  const horizonEndsAtMs = attempt.intentAtMs + (inquiryHorizonMs ?? Number.POSITIVE_INFINITY);
  const endsAtMs = Math.min(keyWindowEndsAtMs, horizonEndsAtMs);
  const dueAtMs = attempt.intentAtMs + (endsAtMs - attempt.intentAtMs) * ESCALATE_SHARE;
  if (draft.nowMs < dueAtMs) return draft;
  const escalated = record(draft, {
    kind: 'escalated',
    why: 'the key window or the inquiry horizon is nearly over',
  });
  return perform(escalated, { kind: 'openCase', urgent: true });
}

function mayResend(attempt: Attempt, nowMs: number): boolean {
  const { dedupe, keyWindowEndsAtMs } = attempt.terms;
  const windowMs = keyWindowEndsAtMs - attempt.intentAtMs;
  const lastCallMs = attempt.intentAtMs + windowMs * KEY_WINDOW_SHARE;
  return (
    attempt.state === 'UNKNOWN' &&
    dedupe === 'byKey' &&
    nowMs < lastCallMs &&
    (attempt.epoch < EPOCHS_MAX || refusedForNow(attempt))
  );
}

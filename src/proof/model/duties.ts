import type { EvidenceFact } from '../../payouts/model/facts.ts';
import type { Attempt, Payout } from '../../payouts/model/payout.ts';
import type { Duty } from './duty.ts';
import { OPERATOR_DUTIES } from './operator-duties.ts';
import { attemptAfter, attemptBefore, hasEffect, type Step } from './step.ts';

/** The first duty that a step neglects. */
export function dutyFlaw(step: Step): string | null {
  const neglected = DUTIES.find((duty) => duty.isDue(step) && !duty.isDone(step));
  return neglected === undefined ? null : `DUTY NEGLECTED: ${neglected.row}`;
}

/** An attempt of which no message said more than that it may have been sent. */
function isUnheard(attempt: Attempt | undefined): boolean {
  return attempt !== undefined && ['INTENT', 'SENT', 'UNKNOWN'].includes(attempt.state);
}

/** A conflict of the payout was ended by two people, who knew what its partners had said. */
function isWeighed({ before }: Step): boolean {
  return before.settlement !== undefined;
}

/** Where a refusal frees the key: no copy is left that could open it, and the word is of today. */
function isBeyondCopies({ source, epoch, quietMs }: EvidenceFact, attempt: Attempt): boolean {
  const { keyAfterRefusal, copyLifeMs } = attempt.terms;
  if (keyAfterRefusal === 'new') return true;
  const isOfAll = source === 'inquiry' && epoch === attempt.epoch;
  return isOfAll && copyLifeMs !== null && quietMs >= copyLifeMs;
}

function isUnpaid(attempt: Attempt | undefined): boolean {
  return isUnheard(attempt) || attempt?.state === 'ACCEPTED';
}

/** The evidence of a step about an attempt that satisfies the condition, outside a conflict. */
function heard(
  step: Step,
  condition: (fact: EvidenceFact, attempt: Attempt, before: Payout) => boolean,
): boolean {
  const { fact, before } = step;
  if (fact.kind !== 'evidence' || before.state === 'CONFLICT') return false;
  const attempt = attemptBefore(step, fact.attemptNo);
  return attempt !== undefined && condition(fact, attempt, before);
}

function isNow(step: Step, state: Payout['state'], attemptState: Attempt['state']): boolean {
  const no = step.fact.kind === 'evidence' ? step.fact.attemptNo : 0;
  return step.after.state === state && attemptAfter(step, no)?.state === attemptState;
}

function died(step: Step): boolean {
  return step.fact.kind === 'evidence' && attemptAfter(step, step.fact.attemptNo)?.state === 'DEAD';
}

const EVIDENCE_DUTIES: readonly Duty[] = [
  {
    row: 'an acceptance makes it PROCESSING (5, 8)',
    isDue: (step) =>
      heard(step, ({ verdict }, attempt) => verdict.kind === 'accepted' && isUnheard(attempt)),
    isDone: (step) => isNow(step, 'PROCESSING', 'ACCEPTED'),
  },
  {
    row: 'an execution makes it PAID (5, 8, 11)',
    isDue: (step) =>
      heard(step, ({ verdict }, attempt) => verdict.kind === 'executed' && isUnpaid(attempt)),
    isDone: (step) => isNow(step, 'PAID', 'EXECUTED'),
  },
  {
    row: 'a later finality is kept (12)',
    isDue: (step) =>
      heard(
        step,
        ({ verdict }, attempt, before) =>
          verdict.kind === 'executed' &&
          verdict.finality === 'credited' &&
          attempt.state === 'EXECUTED' &&
          before.state === 'PAID' &&
          before.finality === 'executed',
      ),
    isDone: ({ after }) => after.finality === 'credited',
  },
  {
    row: 'a return makes it RETURNED, with its amount (13)',
    isDue: (step) =>
      heard(
        step,
        ({ verdict }, { state }) =>
          verdict.kind === 'returned' &&
          state !== 'DEAD' &&
          state !== 'RETURNED' &&
          !isWeighed(step),
      ),
    isDone: (step) => isNow(step, 'RETURNED', 'RETURNED') && step.after.returned !== null,
  },
  {
    row: 'a recorded end is a proof, once no copy can open its key again (P2)',
    isDue: (step) =>
      heard(step, (fact, attempt) => {
        const { verdict } = fact;
        const isEnd =
          verdict.kind === 'cancelled' || (verdict.kind === 'refused' && verdict.recorded);
        return isEnd && isUnpaid(attempt) && isBeyondCopies(fact, attempt);
      }),
    isDone: died,
  },
  {
    row: 'the refusal of the only copy is a proof where nothing else can find out (P2)',
    isDue: (step) =>
      heard(
        step,
        ({ verdict, source, epoch }, attempt) =>
          verdict.kind === 'refused' &&
          !verdict.recorded &&
          attempt.terms.dedupe === 'none' &&
          attempt.terms.notFoundIsProofAfterMs === null &&
          source === 'response' &&
          isUnheard(attempt) &&
          attempt.epoch === 1 &&
          epoch === 1,
      ),
    isDone: died,
  },
  {
    row: 'a socket that never connected, for every copy, is a proof (P1)',
    isDue: (step) =>
      heard(
        step,
        ({ verdict, source, epoch }, attempt) =>
          verdict.kind === 'neverSent' &&
          source === 'socket' &&
          isUnheard(attempt) &&
          Array.from({ length: attempt.epoch }, (_, index) => index + 1).every(
            (each) => each === epoch || attempt.neverSentEpochs.includes(each),
          ),
      ),
    isDone: died,
  },
  {
    row: '"not found" after the drain, of this epoch, within the horizon, is a proof (P3)',
    isDue: (step) =>
      heard(step, ({ verdict, source, epoch, quietMs }, attempt) => {
        const { notFoundIsProofAfterMs, inquiryHorizonMs } = attempt.terms;
        return (
          verdict.kind === 'absent' &&
          source === 'inquiry' &&
          attempt.state === 'UNKNOWN' &&
          attempt.epoch === epoch &&
          notFoundIsProofAfterMs !== null &&
          quietMs >= notFoundIsProofAfterMs &&
          (inquiryHorizonMs === null || step.nowMs < attempt.intentAtMs + inquiryHorizonMs)
        );
      }),
    isDone: died,
  },
  {
    row: '"not found" where it proves nothing looks for a resend (10)',
    isDue: (step) =>
      heard(
        step,
        ({ verdict, source, quietMs }, attempt, before) =>
          verdict.kind === 'absent' &&
          source === 'inquiry' &&
          before.state === 'IN_DOUBT' &&
          attempt.state === 'UNKNOWN' &&
          attempt.terms.notFoundIsProofAfterMs === null &&
          quietMs >= attempt.terms.inquiryNotBeforeMs,
      ),
    isDone: (step) => hasEffect(step, 'resend'),
  },
  {
    row: 'an answer that says nothing makes it doubt (7)',
    isDue: (step) =>
      heard(
        step,
        ({ verdict, source }, { state }) =>
          (verdict.kind === 'unknown' || verdict.kind === 'duplicate') &&
          source === 'response' &&
          (state === 'INTENT' || state === 'SENT'),
      ),
    isDone: (step) => isNow(step, 'IN_DOUBT', 'UNKNOWN'),
  },
  {
    row: 'evidence against a proof is a conflict, and freezes what failed (17)',
    isDue: (step) =>
      heard(step, ({ verdict }, { state, proof, isUnrecorded }) => {
        switch (verdict.kind) {
          case 'executed':
          case 'returned':
            return state === 'DEAD';
          case 'accepted':
            return (
              proof === 'P1_NEVER_SENT' ||
              proof === 'P3_ABSENT' ||
              (state === 'DEAD' && isUnrecorded === true)
            );
          case 'refused':
            return verdict.recorded && state === 'EXECUTED' && !isWeighed(step);
          case 'cancelled':
            return state === 'EXECUTED' && !isWeighed(step);
          case 'absent':
          case 'duplicate':
          case 'neverSent':
          case 'unknown':
            return false;
        }
      }),
    isDone: (step) =>
      step.after.state === 'CONFLICT' && hasEffect(step, 'freeze') && hasEffect(step, 'openCase'),
  },
];

/** What comes after a death proof: rows 6, 9, 11, 16, 19 and the refusal's own course. */
const DEATH_DUTIES: readonly Duty[] = [
  {
    row: 'a death proof of a cancelled payout ends it as CANCELLED (16)',
    isDue: (step) => justDied(step) && step.before.cancelRequested !== null,
    isDone: ({ after }) => after.state === 'CANCELLED',
  },
  {
    row: 'without a live attempt a deadline that passed ends it (19)',
    isDue: (step) => justDied(step) && step.before.cancelRequested === null && isLate(step),
    isDone: hasMissedDeadline,
  },
  {
    row: 'a partner whose refusal another may not share is not asked again (6, 9, 11)',
    isDue: (step) => justDied(step) && step.after.state === 'QUEUED' && isRefusedForGood(step),
    isDone: ({ after }) =>
      after.attempts.some(({ partner }) => after.excludedPartners.includes(partner)),
  },
];

function justDied(step: Step): boolean {
  const wasAlive = step.before.attempts.some(({ state }) => state !== 'DEAD');
  const isAlive = step.after.attempts.some(({ state }) => state !== 'DEAD');
  return wasAlive && !isAlive && !isEnded(step.before);
}

function isRefusedForGood({ fact }: Step): boolean {
  if (fact.kind !== 'evidence' || fact.verdict.kind !== 'refused') return false;
  return fact.verdict.failure === 'regulatory.currency';
}

function isEnded({ state }: Payout): boolean {
  return ['PAID', 'RETURNED', 'FAILED', 'CANCELLED', 'CONFLICT'].includes(state);
}

function isLate({ before, nowMs }: Step): boolean {
  const { deadlineAtMs } = before.request;
  return deadlineAtMs !== null && nowMs >= deadlineAtMs;
}

function hasMissedDeadline({ after }: Step): boolean {
  return after.state === 'FAILED' && after.failure?.code === 'DEADLINE';
}

/** What the clock, callers, policy and people may expect. */
const SHELL_DUTIES: readonly Duty[] = [
  {
    row: 'a due doubt or wait asks the partner',
    isDue: ({ fact, before }) =>
      fact.kind === 'tick' && (before.state === 'IN_DOUBT' || before.state === 'PROCESSING'),
    isDone: (step) => hasEffect(step, 'inquire') && step.after.nextAction?.what === 'inquire',
  },
  {
    row: 'a cancel that the partner may still grant is asked of it once (14)',
    isDue: ({ fact, before }) =>
      (fact.kind === 'tick' || fact.kind === 'cancelRequested') &&
      (before.state === 'IN_DOUBT' || before.state === 'PROCESSING') &&
      (before.cancelRequested !== null) === (fact.kind === 'tick') &&
      before.attempts.some(
        ({ state, cancelSentAtMs }) =>
          (state === 'UNKNOWN' || state === 'ACCEPTED') && cancelSentAtMs === null,
      ),
    isDone: (step) => hasEffect(step, 'cancel'),
  },
  {
    row: 'a cancel request is kept (14), and granted at once where nothing is alive (15)',
    isDue: ({ fact, before }) =>
      fact.kind === 'cancelRequested' && before.cancelRequested === null && !isEnded(before),
    isDone: ({ before, after }) =>
      after.cancelRequested !== null &&
      ['RECEIVED', 'HELD', 'QUEUED'].includes(before.state) === (after.state === 'CANCELLED'),
  },
  {
    row: 'a queued payout whose time has come is routed, or ends with its deadline (4, 19)',
    isDue: ({ fact, before }) => fact.kind === 'tick' && before.state === 'QUEUED',
    isDone: (step) => (isLate(step) ? hasMissedDeadline(step) : hasEffect(step, 'route')),
  },
  {
    row: 'a route begins an attempt and sends it (4)',
    isDue: (step) => step.fact.kind === 'routed' && isRoutable(step.before) && !isLate(step),
    isDone: (step) => step.after.state === 'DISPATCHING' && hasEffect(step, 'submit'),
  },
  {
    row: 'without a partner it is postponed, or ends where none is left (4, 19)',
    isDue: (step) => step.fact.kind === 'unroutable' && isRoutable(step.before),
    isDone: (step) =>
      isLate(step)
        ? hasMissedDeadline(step)
        : step.fact.kind === 'unroutable' && step.fact.permanent
          ? step.after.state === 'FAILED'
          : step.after.state === 'QUEUED' && step.after.nextAction?.what === 'route',
  },
  {
    row: 'a copy is sent where the partner recognises it (10)',
    isDue: ({ fact, before, nowMs }) =>
      fact.kind === 'resendReady' &&
      before.state === 'IN_DOUBT' &&
      before.attempts.some(
        ({ no, state, terms }) =>
          no === fact.attemptNo &&
          state === 'UNKNOWN' &&
          terms.dedupe === 'byKey' &&
          // The margin before the window's end is the product's; well inside it there is no doubt.
          nowMs < terms.keyWindowEndsAtMs - 43_200_000,
      ),
    isDone: (step) => hasEffect(step, 'submit'),
  },
  {
    row: 'a restart puts what was under way in doubt (7)',
    isDue: ({ fact, before }) =>
      fact.kind === 'recovered' &&
      before.attempts.some(({ state }) => state === 'INTENT' || state === 'SENT'),
    isDone: ({ before, after }) =>
      after.attempts.every(({ state }) => state !== 'INTENT' && state !== 'SENT') &&
      (before.state !== 'DISPATCHING' || after.state === 'IN_DOUBT'),
  },
  {
    row: 'what policy lets through is routed, what it holds is held (2)',
    isDue: ({ fact, before }) => fact.kind === 'judged' && before.state === 'RECEIVED',
    isDone: (step) =>
      step.fact.kind === 'judged' && step.fact.hold === null
        ? step.after.state === 'QUEUED' && hasEffect(step, 'route')
        : step.after.state === 'HELD' && hasEffect(step, 'openCase'),
  },
  {
    row: 'a review releases or refuses (3)',
    isDue: ({ fact, before }) => fact.kind === 'reviewed' && before.state === 'HELD',
    isDone: (step) =>
      step.fact.kind === 'reviewed' && step.fact.decision === 'release'
        ? step.after.state === 'QUEUED' && hasEffect(step, 'route') && step.after.holdsObligation
        : step.after.state === 'FAILED',
  },
  {
    row: 'people who wait too long are reminded (HELD, CONFLICT)',
    isDue: ({ fact, before }) =>
      fact.kind === 'tick' && (before.state === 'HELD' || before.state === 'CONFLICT'),
    isDone: (step) => hasEffect(step, 'openCase') && step.after.nextAction?.what === 'review',
  },
];

function isRoutable({ state, attempts, cancelRequested }: Payout): boolean {
  const isFree = attempts.every((attempt) => attempt.state === 'DEAD');
  return state === 'QUEUED' && isFree && cancelRequested === null;
}

const DUTIES: readonly Duty[] = [
  ...EVIDENCE_DUTIES,
  ...DEATH_DUTIES,
  ...SHELL_DUTIES,
  ...OPERATOR_DUTIES,
];

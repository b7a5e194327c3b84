import {
  type ConflictVerdict,
  isConflictVerdict,
  type Payout,
} from '../../payouts/model/payout.ts';
import type { Duty } from './duty.ts';
import { attemptAfter, attemptBefore, hasEffect, type Step } from './step.ts';

/** What must become of the words of people: rows 18 and 20. */
export const OPERATOR_DUTIES: readonly Duty[] = [
  {
    row: 'two operators of one mind end what waits (18, 20)',
    isDue: (step) => isAgreed(step) && wasAskedAgain(step),
    isDone: (step) =>
      step.fact.kind === 'resolved' &&
      (step.fact.proposal.verdict === 'executed'
        ? step.after.state === 'PAID'
        : isConflictVerdict(step.fact.proposal.verdict)
          ? step.after.state === ENDS[step.fact.proposal.verdict]
          : attemptAfter(step, step.fact.proposal.attemptNo)?.proof === 'OPERATORS'),
  },
  {
    row: 'the partner is asked after the first word, and heard before the second counts (18)',
    isDue: (step) =>
      isHeardByOperators(step) && canBeAsked(step) && !(isAgreed(step) && wasAskedAgain(step)),
    isDone: (step) => hasEffect(step, 'inquire') && step.after.state === step.before.state,
  },
  {
    row: 'the word of a first operator is kept (18)',
    isDue: (step) => isHeardByOperators(step) && !isAgreed(step),
    isDone: ({ fact, after }) =>
      fact.kind === 'resolved' && after.proposal?.by === fact.proposal.by,
  },
];

/** Where a payout goes when two people say so of its conflict. */
const ENDS = {
  paidOnce: 'PAID',
  paidTwice: 'PAID',
  returned: 'RETURNED',
  neverPaid: 'FAILED',
} as const satisfies Record<ConflictVerdict, Payout['state']>;

function isHeardByOperators(step: Step): boolean {
  const { fact, before } = step;
  if (fact.kind !== 'resolved') return false;
  const state = attemptBefore(step, fact.proposal.attemptNo)?.state;
  if (isConflictVerdict(fact.proposal.verdict)) return before.state === 'CONFLICT';
  return (
    (before.state === 'IN_DOUBT' && state === 'UNKNOWN') ||
    (before.state === 'PROCESSING' && state === 'ACCEPTED')
  );
}

/** A doubt at a partner that still remembers what it took. */
function canBeAsked({ before, fact, nowMs }: Step): boolean {
  if (fact.kind !== 'resolved' || isConflictVerdict(fact.proposal.verdict)) return false;
  const attempt = before.attempts.find(({ no }) => no === fact.proposal.attemptNo);
  if (attempt === undefined || !attempt.terms.inquiry) return false;
  const { inquiryHorizonMs } = attempt.terms;
  return inquiryHorizonMs === null || nowMs < attempt.intentAtMs + inquiryHorizonMs;
}

function wasAskedAgain(step: Step): boolean {
  return !canBeAsked(step) || step.before.proposal?.askedAgain === true;
}

function isAgreed(step: Step): boolean {
  const { fact, before } = step;
  if (fact.kind !== 'resolved' || !isHeardByOperators(step)) return false;
  const first = before.proposal;
  const lastSendAtMs = attemptBefore(step, fact.proposal.attemptNo)?.lastSendAtMs ?? 0;
  return (
    first !== null &&
    first.by !== fact.proposal.by &&
    first.attemptNo === fact.proposal.attemptNo &&
    first.verdict === fact.proposal.verdict &&
    first.atMs > lastSendAtMs
  );
}

import type { RouteChoice } from '../route/choose-route.ts';
import type { DistrustableProof } from '../model/breach.ts';
import { type Attempt, liveAttempt, type Payout } from '../model/payout.ts';
import type { RouteRecord } from '../model/route-record.ts';
import type { ExplainView } from './views.ts';
import { showPayout } from './show-payout.ts';
import { showChoice, showRecord } from './show-route.ts';

/**
 * Why a payout is where it is, what would end it, how its attempts were routed (`records`, by attempt
 * number) and how it would be routed now. `distrusted`: the proofs believed no more at a partner. Pure.
 */
export function explainPayout(
  payout: Payout,
  choice: RouteChoice,
  records: ReadonlyMap<number, RouteRecord>,
  distrusted: (partner: string) => readonly DistrustableProof[],
): ExplainView {
  const { id, state, moneyMoved, nextAction } = showPayout(payout);
  return {
    id,
    state,
    moneyMoved,
    nextAction,
    summary: summaryOf(payout),
    waitingFor: waitingFor(payout),
    attempts: payout.attempts.map((attempt) => {
      const record = records.get(attempt.no);
      return {
        no: attempt.no,
        partner: attempt.partner,
        proof: proofOf(attempt, distrusted(attempt.partner).includes('absent')),
        route: record === undefined ? null : showRecord(attempt.partner, record),
      };
    }),
    route: showChoice(choice),
  };
}

function summaryOf(payout: Payout): string {
  const { state, failure, attempts } = payout;
  const tries = attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`;
  const because = failure === null ? '' : `: ${failure.code}, ${failure.detail}`;
  return `${state} after ${tries}${because}`;
}

function waitingFor(payout: Payout): string {
  const attempt = liveAttempt(payout);
  switch (payout.state) {
    case 'RECEIVED':
      return "the policy's judgement";
    case 'HELD':
      return heldFor(payout);
    case 'QUEUED':
      return 'a partner that can take it';
    case 'DISPATCHING':
      return `the answer of ${attempt?.partner ?? 'the partner'}`;
    case 'IN_DOUBT':
      return `${attempt?.partner ?? 'the partner'} to say what became of our key, or two operators`;
    case 'PROCESSING':
      return `${attempt?.partner ?? 'the partner'} to execute or refuse what it accepted, or two operators`;
    case 'PAID':
    case 'RETURNED':
    case 'FAILED':
    case 'CANCELLED':
      return 'nothing';
    case 'CONFLICT':
      return 'people: the evidence contradicts itself';
  }
}

function heldFor({ lostPast, proposal }: Payout): string {
  const unaskable = lostPast?.unaskable ?? null;
  if (unaskable === null) return 'a person to release or refuse it';
  const found = proposal === null ? 'two people to say' : 'a second person to say';
  return `a person to look in the books of ${unaskable}: to release or refuse it, or ${found} that it was paid`;
}

/** What would let an attempt be declared dead, or why it is. */
function proofOf(attempt: Attempt, isDistrusted: boolean): string {
  if (attempt.proof !== null) return `dead by ${attempt.proof}`;
  if (attempt.state === 'EXECUTED' || attempt.state === 'RETURNED') return 'it moved money';
  const { notFoundIsProofAfterMs } = attempt.terms;
  const absent =
    notFoundIsProofAfterMs === null || isDistrusted
      ? `"not found" ${isDistrusted ? 'is believed no more' : 'proves nothing'} at this partner`
      : `"not found" once it was quiet for ${notFoundIsProofAfterMs} ms`;
  return `alive; a recorded refusal would end it; ${absent}`;
}

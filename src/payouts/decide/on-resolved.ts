import type { Fact } from '../model/facts.ts';
import {
  type Attempt,
  type Failure,
  isConflictVerdict,
  type Payout,
  type Proposal,
} from '../model/payout.ts';
import { afterDeath } from './after-death.ts';
import { isSamePerson } from '../model/person.ts';
import {
  attemptOf,
  type Decision,
  decided,
  draftOf,
  move,
  NOTHING,
  perform,
  record,
} from './decision.ts';
import { endConflict } from './end-conflict.ts';

/**
 * Rows 18 and 20: two operators with written evidence end what no machine can: a doubt, an acceptance
 * that the partner never speaks of again, or a conflict.
 *
 * The first one proposes; a second, different one must say the same of the same attempt. Both
 * names are stored with their evidence (W9). A different opinion replaces the proposal and decides
 * nothing. Where the partner can be asked by our key, it is asked after the first word, and the second
 * one counts only once it has answered and the word still stands. Like "not found" (R3), a word given
 * before the last copy was sent says nothing about that copy; and none outlives news of the attempt (`applyEvent`).
 */
export function onResolved(
  payout: Payout,
  fact: Fact & { kind: 'resolved' },
  nowMs: number,
): Decision {
  const { proposal } = fact;
  const attempt = attemptOf(payout, proposal.attemptNo);
  if (attempt === undefined) return NOTHING;
  const isAwaited = isConflictVerdict(proposal.verdict)
    ? payout.state === 'CONFLICT'
    : needsPeople(payout, attempt);
  if (!isAwaited) return NOTHING;
  const draft = draftOf(payout, nowMs);
  const first = payout.proposal;
  const agreed =
    first !== null &&
    !isSamePerson(first.by, proposal.by) &&
    first.atMs > attempt.lastSendAtMs &&
    first.attemptNo === proposal.attemptNo &&
    first.verdict === proposal.verdict;
  const toAsk = mustBeAsked(payout, attempt, proposal, nowMs);
  const inquire = { kind: 'inquire', attemptNo: attempt.no, epoch: attempt.epoch } as const;
  if (!agreed) {
    const proposed = record(draft, { kind: 'proposed', proposal });
    return decided(toAsk ? perform(proposed, inquire) : proposed);
  }
  if (toAsk && first.askedAgain !== true) return decided(perform(draft, inquire));

  const signed = record(draft, { kind: 'resolved', by: [first.by, proposal.by], proposal });
  const why = `resolved by ${first.by} and ${proposal.by}`;
  if (isConflictVerdict(proposal.verdict)) {
    return decided(endConflict(signed, attempt, proposal.verdict, why));
  }
  const executed = proposal.verdict === 'executed';
  const moved = record(signed, {
    kind: 'attemptMoved',
    attemptNo: attempt.no,
    to: executed ? 'EXECUTED' : 'DEAD',
    proof: executed ? null : 'OPERATORS',
    failure: attempt.failure,
    partnerReference: null,
  });
  if (executed) return decided(move(moved, 'PAID', { finality: 'executed', why }));
  return decided(
    afterDeath(moved, { ...attempt, proof: 'OPERATORS' }, attempt.failure ?? NEVER_EXECUTED),
  );
}

/**
 * True where the partner can be asked for the attempt: then the second word waits for an answer that
 * came after the first one. Two people who are wrong about a letter are set right by the bank.
 */
export function mustBeAsked(
  payout: Payout,
  attempt: Attempt,
  { verdict }: Pick<Proposal, 'verdict'>,
  nowMs: number,
): boolean {
  const { inquiry, inquiryBy, inquiryHorizonMs } = attempt.terms;
  const isKnown = inquiryBy === 'key' || attempt.partnerReference !== null;
  const isRemembered = inquiryHorizonMs === null || nowMs < attempt.intentAtMs + inquiryHorizonMs;
  const isOfAttempt = !isConflictVerdict(verdict) && payout.state !== 'CONFLICT';
  return isOfAttempt && inquiry && isKnown && isRemembered;
}

function needsPeople({ state }: Payout, attempt: Attempt): boolean {
  switch (state) {
    case 'IN_DOUBT':
      return attempt.state === 'UNKNOWN';
    case 'PROCESSING':
      return attempt.state === 'ACCEPTED';
    case 'RECEIVED':
    case 'HELD':
    case 'QUEUED':
    case 'DISPATCHING':
    case 'PAID':
    case 'RETURNED':
    case 'FAILED':
    case 'CANCELLED':
    case 'CONFLICT':
      return false;
  }
}

const NEVER_EXECUTED: Failure = {
  code: 'technical.latency.response',
  detail: 'two operators proved that it was never executed',
  partnerCode: null,
};

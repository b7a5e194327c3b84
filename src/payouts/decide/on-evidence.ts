import type { Verdict } from '../../contract/verdict.ts';
import { breachOf } from '../model/breach.ts';
import type { EvidenceFact } from '../model/facts.ts';
import {
  type Attempt,
  type Failure,
  isSettled,
  liveAttempt,
  type NextAction,
  type Payout,
} from '../model/payout.ts';
import { addressee } from './addressee.ts';
import { afterDeath, hold, reviewLater } from './after-death.ts';
import { checkEcho, isOfAnotherAmount } from './check-echo.ts';
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
import { heedSettlement, isStillPaid } from './end-conflict.ts';
import { isDistrusted, type Judgement, judgeAttempt } from './judge-attempt.ts';
import { nextInquiry, notBeforeWish } from './next-inquiry.ts';

/** Rows 5-9, 11-13, 16, 17: what one piece of evidence means for its payout; stored as W5. */
export function onEvidence(payout: Payout, fact: EvidenceFact, nowMs: number): Decision {
  const addressed = addressee(payout, fact);
  if (addressed === null) return NOTHING;
  const { attempt, fact: told } = addressed;
  return onAddressed(payout, attempt, told, nowMs);
}

function onAddressed(
  payout: Payout,
  attempt: Attempt,
  fact: EvidenceFact,
  nowMs: number,
): Decision {
  const verdict = checkEcho(fact.verdict, attempt, payout.request);
  const judged = judgeAttempt(attempt, fact, verdict, nowMs);
  const judgement = nameAmount(payout, verdict, heedSettlement(payout, verdict, judged));
  const counted = judgement.kind !== 'ignore';
  const putOff = counted ? null : putOffInquiry(payout, fact, verdict, nowMs);
  if (!counted && putOff === null && isIdleTalk(verdict)) return NOTHING;

  const witnessed = record(draftOf(payout, nowMs), {
    kind: 'evidence',
    attemptNo: fact.attemptNo,
    source: fact.source,
    epoch: fact.epoch,
    verdict: verdict.kind,
    failure: failureOf(verdict),
    digest: fact.digest,
    counted,
    why: judgement.why,
    ...newName(attempt, verdict),
    ...(putOff === null ? {} : { next: putOff }),
  });
  const settled = settle(witnessed, attempt, verdict, judgement, fact);
  return decided(settled);
}

/** Says to the people who end a conflict that what was paid is not what was to be paid. */
function nameAmount({ request }: Payout, verdict: Verdict, judgement: Judgement): Judgement {
  const other =
    judgement.kind === 'contradict' &&
    verdict.kind === 'executed' &&
    isOfAnotherAmount(verdict, request);
  return other ? { kind: 'contradict', why: `another amount was ${judgement.why}` } : judgement;
}

/** The planned inquiry, later, when the partner answers our question with "ask me later". */
function putOffInquiry(
  payout: Payout,
  { source, attemptNo }: EvidenceFact,
  verdict: Verdict,
  nowMs: number,
): NextAction | null {
  const { nextAction } = payout;
  const asked = source === 'response' || source === 'inquiry';
  const aboutIt = asked && liveAttempt(payout)?.no === attemptNo;
  if (!aboutIt || nextAction?.what !== 'inquire') return null;
  const later = notBeforeWish(nextAction, verdict, nowMs);
  return later === nextAction ? null : later;
}

/** An inquiry that failed to ask, or found nothing new, is not worth a line per hour for ever. */
function isIdleTalk(verdict: Verdict): boolean {
  return verdict.kind === 'neverSent' || verdict.kind === 'unknown';
}

function settle(
  draft: Draft,
  attempt: Attempt,
  verdict: Verdict,
  judgement: Judgement,
  fact: EvidenceFact,
): Draft {
  const failure = failureOf(verdict);
  switch (judgement.kind) {
    case 'ignore':
      return afterNothingNew(draft, attempt, verdict, fact);
    case 'contradict':
      return conflict(draft, attempt, verdict, judgement.why);
    case 'confirm':
      return confirm(draft, attempt, verdict, judgement.why);
    case 'notThisCopy':
      return doubt(noteNeverSent(draft, fact), attempt, verdict, judgement.why);
    case 'die': {
      const noted = judgement.proof === 'P1_NEVER_SENT' ? noteNeverSent(draft, fact) : draft;
      const reason = failure ?? attempt.failure ?? draft.payout.failure ?? ABSENT;
      const dead = record(noted, {
        kind: 'attemptMoved',
        attemptNo: attempt.no,
        to: 'DEAD',
        proof: judgement.proof,
        ...(isUnrecorded(verdict) ? { isUnrecorded: true } : {}),
        failure: reason,
        partnerReference: referenceOf(verdict),
      });
      if (isSettled(draft.payout.state)) return dead;
      if (verdict.kind === 'cancelled' && draft.payout.cancelRequested === null) {
        return hold(dead, STOPPED, 'somebody at the partner stopped it, and nobody here asked');
      }
      return afterDeath(dead, { ...attempt, proof: judgement.proof }, reason);
    }
    case 'rise':
      return rise(draft, attempt, verdict, judgement);
  }
}

function rise(
  draft: Draft,
  attempt: Attempt,
  verdict: Verdict,
  { to, why }: Judgement & { kind: 'rise' },
): Draft {
  if (to === 'UNKNOWN') return doubt(draft, attempt, verdict, why);
  const moved = record(draft, {
    kind: 'attemptMoved',
    attemptNo: attempt.no,
    to,
    proof: null,
    failure: failureOf(verdict),
    partnerReference: referenceOf(verdict),
  });
  // A payout in conflict collects evidence, but only people move it.
  if (draft.payout.state === 'CONFLICT') return moved;
  if (to === 'RETURNED' && isStillPaid(draft.payout, attempt)) return moved;
  switch (to) {
    case 'EXECUTED': {
      const finality = verdict.kind === 'executed' ? verdict.finality : 'executed';
      return move(moved, 'PAID', { finality, why });
    }
    case 'RETURNED':
      return verdict.kind === 'returned' ? giveBack(moved, verdict, why) : moved;
    case 'ACCEPTED':
      return move(moved, 'PROCESSING', { next: nextInquiry(attempt, draft.nowMs), why });
  }
}

/** Row 13. A new payout is a new decision of the caller's; nothing is paid again by itself. */
function giveBack(draft: Draft, verdict: Verdict & { kind: 'returned' }, why: string): Draft {
  const { amount, feeMinor, partnerCode } = verdict;
  const returned = { amount, feeMinor, atMs: draft.nowMs, partnerCode };
  const back = move(draft, 'RETURNED', { failure: failureOf(verdict), returned, why });
  return perform(back, { kind: 'openCase', urgent: false });
}

/** Row 7. The default branch: bytes may have left and nobody knows what became of them. */
function doubt(draft: Draft, attempt: Attempt, verdict: Verdict, why: string): Draft {
  const failure = failureOf(verdict);
  const partnerReference = verdict.kind === 'duplicate' ? referenceOf(verdict) : null;
  const current = attemptOf(draft.payout, attempt.no) ?? attempt;
  const known = current.state === 'UNKNOWN' && partnerReference === null;
  const moved = known
    ? draft
    : record(draft, {
        kind: 'attemptMoved',
        attemptNo: attempt.no,
        to: 'UNKNOWN',
        proof: null,
        failure,
        partnerReference,
      });
  if (isSettled(draft.payout.state) || draft.payout.state === 'IN_DOUBT') return moved;
  const next = notBeforeWish(nextInquiry(attempt, draft.nowMs), verdict, draft.nowMs);
  return move(moved, 'IN_DOUBT', { failure, next, why });
}

/**
 * Row 17: page, freeze, switch off what has failed, and tell the caller the worst that is known: money
 * moved. Another attempt that turns out alive is another proof that failed, in the same conflict.
 */
function conflict(draft: Draft, attempt: Attempt, verdict: Verdict, why: string): Draft {
  const risen = verdict.kind === 'executed' || verdict.kind === 'accepted';
  const noted = risen && attempt.state === 'DEAD' ? reopen(draft, attempt, verdict) : draft;
  const freeze = {
    kind: 'freeze',
    partner: attempt.partner,
    attemptNo: attempt.no,
    breach: breachOf(attempt),
    reason: `${draft.payout.id}: ${why}`,
  } as const;
  if (draft.payout.state === 'CONFLICT') return noted === draft ? noted : perform(noted, freeze);
  const failure = { code: 'partner.mismatch', detail: why, partnerCode: null } as const;
  const moved = move(noted, 'CONFLICT', { failure, why, next: reviewLater(draft.nowMs) });
  return perform(moved, freeze, { kind: 'openCase', urgent: true });
}

function reopen(draft: Draft, attempt: Attempt, verdict: Verdict): Draft {
  return record(draft, {
    kind: 'attemptMoved',
    attemptNo: attempt.no,
    to: verdict.kind === 'executed' ? 'EXECUTED' : 'ACCEPTED',
    proof: null,
    failure: attempt.failure,
    partnerReference: referenceOf(verdict),
  });
}

const FINALITY_RANK = { executed: 0, credited: 1, reconciled: 2 } as const;

/** Row 12: executed, then credited, then reconciled; never the other way round. */
function confirm(draft: Draft, attempt: Attempt, verdict: Verdict, why: string): Draft {
  const { payout } = draft;
  if (verdict.kind !== 'executed' || payout.state !== 'PAID' || attempt.state !== 'EXECUTED') {
    return draft;
  }
  const knownRank = payout.finality === null ? -1 : FINALITY_RANK[payout.finality];
  if (FINALITY_RANK[verdict.finality] <= knownRank) return draft;
  return move(draft, 'PAID', { finality: verdict.finality, why });
}

/** "Not found" that proves nothing may still open row 10: let the partner's own dedupe decide. */
function afterNothingNew(
  draft: Draft,
  attempt: Attempt,
  verdict: Verdict,
  fact: EvidenceFact,
): Draft {
  const unheardOf = verdict.kind === 'absent' && attempt.state === 'UNKNOWN';
  const proofExists =
    attempt.terms.notFoundIsProofAfterMs !== null && !isDistrusted(fact, 'absent');
  const tooEarly = fact.quietMs < attempt.terms.inquiryNotBeforeMs;
  if (!unheardOf || proofExists || tooEarly || draft.payout.state !== 'IN_DOUBT') return draft;
  return perform(draft, { kind: 'resend', attemptNo: attempt.no });
}

function noteNeverSent(draft: Draft, fact: EvidenceFact): Draft {
  const attempt = attemptOf(draft.payout, fact.attemptNo);
  if (attempt?.neverSentEpochs.includes(fact.epoch) === true) return draft;
  return record(draft, { kind: 'neverSent', attemptNo: fact.attemptNo, epoch: fact.epoch });
}

/** A refusal of the only copy, of which the partner keeps nothing. */
function isUnrecorded(verdict: Verdict): boolean {
  return verdict.kind === 'refused' && !verdict.recorded;
}

/** Whoever stopped it had a reason that we do not know: paying it again is for people to decide. */
const STOPPED: Failure = {
  code: 'risk.fraud.suspected',
  detail: 'cancelled at the partner, not by us',
  partnerCode: null,
};

const ABSENT: Failure = {
  code: 'technical.latency.response',
  detail: 'the partner never received it',
  partnerCode: null,
};

/** The partner's name of an attempt is kept (W5) even where the evidence moves nothing. */
function newName(attempt: Attempt, verdict: Verdict): { readonly partnerReference?: string } {
  const partnerReference = referenceOf(verdict);
  const isNew = partnerReference !== null && partnerReference !== attempt.partnerReference;
  return isNew ? { partnerReference } : {};
}

function referenceOf(verdict: Verdict): string | null {
  return ('partnerReference' in verdict ? verdict.partnerReference : null) ?? null;
}

function failureOf(verdict: Verdict): Failure | null {
  if (!('failure' in verdict)) return null;
  const detail = ('detail' in verdict ? verdict.detail : null) ?? '';
  const partnerCode = ('partnerCode' in verdict ? verdict.partnerCode : null) ?? null;
  return { code: verdict.failure, detail, partnerCode };
}

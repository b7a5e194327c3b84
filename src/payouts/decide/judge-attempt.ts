import { type FailureCode, FAILURES, saysLater } from '../../contract/failure.ts';
import type { Verdict } from '../../contract/verdict.ts';
import type { DistrustableProof } from '../model/breach.ts';
import type { EvidenceFact } from '../model/facts.ts';
import type { Attempt, AttemptState, DeathProof } from '../model/payout.ts';

/** What a verdict does to an attempt. Only {@link DeathProof} kills; everything else is doubt. */
export type Judgement =
  | {
      readonly kind: 'rise';
      readonly to: 'UNKNOWN' | 'ACCEPTED' | 'EXECUTED' | 'RETURNED';
      readonly why: string;
    }
  | { readonly kind: 'die'; readonly proof: DeathProof; readonly why: string }
  /** One more epoch is proven never sent, which is not yet a proof for the attempt. */
  | { readonly kind: 'notThisCopy'; readonly why: string }
  /** The execution became more final (row 12). */
  | { readonly kind: 'confirm'; readonly why: string }
  /** The evidence contradicts what was declared (row 17). */
  | { readonly kind: 'contradict'; readonly why: string }
  | { readonly kind: 'ignore'; readonly why: string };

/** SENT = UNKNOWN < ACCEPTED < EXECUTED | DEAD < RETURNED: statuses only move up (R11). */
const RANK = {
  INTENT: 0,
  SENT: 0,
  UNKNOWN: 0,
  ACCEPTED: 1,
  EXECUTED: 2,
  DEAD: 2,
  RETURNED: 3,
} as const satisfies Record<AttemptState, number>;

/**
 * Weighs one verdict against what is known of the attempt (docs/MONEY.md#proofs). Pure, total, and
 * the heart of the gateway: a wrong line here pays twice.
 */
export function judgeAttempt(
  attempt: Attempt,
  fact: EvidenceFact,
  verdict: Verdict,
  nowMs: number,
): Judgement {
  switch (verdict.kind) {
    case 'executed':
      if (attempt.state === 'DEAD') return contradict('paid after it was declared dead');
      if (attempt.state === 'EXECUTED') return { kind: 'confirm', why: 'the partner repeats it' };
      return rise(attempt, 'EXECUTED', 'the partner reports the execution');
    case 'returned':
      if (attempt.state === 'DEAD') return contradict('returned after it was declared dead');
      return rise(attempt, 'RETURNED', 'the money came back');
    case 'accepted':
      // A refusal, or the operators' word that it was never executed, may follow an acceptance.
      if (attempt.proof === 'P1_NEVER_SENT' || attempt.proof === 'P3_ABSENT') {
        return contradict('accepted although it was declared never taken');
      }
      if (attempt.state === 'DEAD' && attempt.isUnrecorded === true) {
        return contradict('accepted although its only copy was refused');
      }
      return rise(attempt, 'ACCEPTED', 'the partner accepted it');
    case 'refused':
      return verdict.recorded
        ? recordedEnd(attempt, fact, verdict)
        : unrecorded(attempt, fact, verdict.failure);
    case 'cancelled':
      return recordedEnd(attempt, fact, verdict);
    case 'absent':
      return absent(attempt, fact, nowMs);
    case 'neverSent':
      return neverSent(attempt, fact);
    case 'duplicate':
      // An earlier copy exists: a reason to inquire, never a refusal (R9).
      if (learnsItsName(attempt, verdict)) {
        return { kind: 'rise', to: 'UNKNOWN', why: 'the partner names the earlier copy' };
      }
      return rise(attempt, 'UNKNOWN', 'the partner holds an earlier copy');
    case 'unknown':
      return rise(attempt, 'UNKNOWN', verdict.detail);
  }
}

function rise(
  attempt: Attempt,
  to: 'UNKNOWN' | 'ACCEPTED' | 'EXECUTED' | 'RETURNED',
  why: string,
): Judgement {
  const higher = RANK[to] > RANK[attempt.state];
  const awaited = to === 'UNKNOWN' && (attempt.state === 'INTENT' || attempt.state === 'SENT');
  return higher || awaited ? { kind: 'rise', to, why } : ignore('it is below what is known');
}

/**
 * True while a copy may be under way that would open the freed key for a new record: another one of
 * ours, or the only one, which the network may deliver twice. What no partner would take is refused
 * to each delivery alike.
 */
function mayOpenAgain({ terms, epoch }: Attempt, fact: EvidenceFact, verdict: Verdict): boolean {
  if (terms.keyAfterRefusal !== 'same' || (epoch === 1 && isOfContent(verdict))) return false;
  const { copyLifeMs } = terms;
  const asksAboutAll = fact.source === 'inquiry' && fact.epoch === epoch;
  return copyLifeMs === null || !asksAboutAll || fact.quietMs < copyLifeMs;
}

/** A refusal for good of the order itself, whoever is asked. */
function isOfContent(verdict: Verdict): boolean {
  if (verdict.kind !== 'refused') return false;
  const { course, failover } = FAILURES[verdict.failure];
  return course === 'fail' && !failover;
}

/** A doubt in which the partner's own reference is news: from here on it can be asked for. */
function learnsItsName(attempt: Attempt, { partnerReference }: Verdict & { kind: 'duplicate' }) {
  const nameless = attempt.state === 'UNKNOWN' && attempt.partnerReference === null;
  return nameless && partnerReference !== undefined;
}

/**
 * P2, first half: a refusal that the partner recorded under our key is final at any epoch. Unless
 * the refusal frees the key: then a copy that is still on its way would open a new record, and the
 * refusal of one delivery proves nothing about the others, until an inquiry says it after all of
 * them have outlived their signatures.
 */
function recordedEnd(
  attempt: Attempt,
  fact: EvidenceFact,
  verdict: Verdict & { kind: 'refused' | 'cancelled' },
): Judgement {
  const word = verdict.kind;
  if (attempt.state === 'EXECUTED') return contradict(`${word} after it was reported paid`);
  if (RANK[attempt.state] >= RANK.DEAD) return ignore('it is below what is known');
  if (mayOpenAgain(attempt, fact, verdict)) {
    return rise(attempt, 'UNKNOWN', `${word}, but a copy may open the freed key again`);
  }
  return { kind: 'die', proof: 'P2_REFUSED', why: `the partner recorded it as ${word}` };
}

/**
 * P2, second half: a refusal of one copy proves something only as the answer to the only copy
 * (R8). An inquiry's own refusal says nothing about the instruction.
 *
 * What we send once a network may deliver twice, and a refusal that says "later" may be answered
 * otherwise a moment after: it proves nothing where a resend or an inquiry can find out. A refusal
 * that judges the content is given to each copy alike.
 */
function unrecorded(attempt: Attempt, fact: EvidenceFact, failure: FailureCode): Judgement {
  if (RANK[attempt.state] > RANK.UNKNOWN) return ignore('it is below what is known');
  if (fact.source !== 'response') return ignore('the question was refused, not the payout');
  const onlyCopy = attempt.epoch === 1 && fact.epoch === 1;
  if (onlyCopy && saysLater(failure) && canFindOut(attempt)) {
    return rise(attempt, 'UNKNOWN', 'refused for now, but the network may deliver the copy twice');
  }
  if (onlyCopy && isDistrusted(fact, 'unrecordedRefusal')) {
    return rise(attempt, 'UNKNOWN', 'the only copy was refused, which is believed no more here');
  }
  if (onlyCopy) return { kind: 'die', proof: 'P2_REFUSED', why: 'the only copy was refused' };
  return rise(attempt, 'UNKNOWN', 'one copy was refused, another may be under way');
}

/** True where another copy under the key, or "not found" after the drain time, ends a doubt. */
function canFindOut({ terms }: Attempt): boolean {
  const { dedupe, inquiry, notFoundIsProofAfterMs } = terms;
  return dedupe === 'byKey' || (inquiry && notFoundIsProofAfterMs !== null);
}

/**
 * P3: "not found" needs the drain time (R2) and must belong to the current epoch (R3). Past the
 * inquiry horizon the partner no longer finds what it paid either, so there it proves nothing.
 */
function absent(attempt: Attempt, fact: EvidenceFact, nowMs: number): Judgement {
  if (attempt.state !== 'UNKNOWN') return ignore('it is known to the partner or still awaited');
  if (fact.source !== 'inquiry') return ignore('only an inquiry can find nothing');
  const { notFoundIsProofAfterMs, inquiryHorizonMs } = attempt.terms;
  if (notFoundIsProofAfterMs === null) return ignore('"not found" proves nothing at this partner');
  if (fact.epoch !== attempt.epoch) return ignore('it was asked before the last copy was sent');
  if (fact.quietMs < notFoundIsProofAfterMs) return ignore('it was asked before the drain time');
  if (inquiryHorizonMs !== null && nowMs >= attempt.intentAtMs + inquiryHorizonMs) {
    return ignore('it was asked after the partner may have forgotten');
  }
  if (isDistrusted(fact, 'absent')) return ignore('"not found" is believed no more here');
  return { kind: 'die', proof: 'P3_ABSENT', why: 'not found after the drain time' };
}

/**
 * True for a proof that failed at this partner: whatever it would have ended stays doubt, until a person
 * restores the partner. Distrust only ever takes deaths away; it adds none.
 */
export function isDistrusted({ distrusted }: EvidenceFact, proof: DistrustableProof): boolean {
  return distrusted?.includes(proof) === true;
}

/** P1: every copy of the attempt provably put no byte on the wire. */
function neverSent(attempt: Attempt, fact: EvidenceFact): Judgement {
  if (RANK[attempt.state] > RANK.UNKNOWN) return ignore('it is below what is known');
  if (fact.source !== 'socket')
    return ignore('the question was not sent; the payout may have been');
  const proven = new Set([...attempt.neverSentEpochs, fact.epoch]);
  if (proven.size === attempt.epoch) {
    return { kind: 'die', proof: 'P1_NEVER_SENT', why: 'no byte of any copy left' };
  }
  return { kind: 'notThisCopy', why: 'this copy never left, an earlier one may have' };
}

function contradict(why: string): Judgement {
  return { kind: 'contradict', why };
}

function ignore(why: string): Judgement {
  return { kind: 'ignore', why };
}

import { type FailureCode, saysLater } from '../../contract/failure.ts';
import type { Attempt, Failure, Payout, PayoutState } from '../../payouts/model/payout.ts';
import { START_MS } from './sample.ts';

/**
 * The payout without what no guard may depend on: moments, counts, references, wording, and the
 * bookkeeping of attempts that are over. Two payouts with the same canonical form are one state of
 * the model; `merging.test.ts` holds the two against each other over long histories.
 *
 * One order of moments is kept, because it carries meaning: whether the first operator spoke
 * before or after the last copy was sent.
 */
export function canonical(payout: Payout): Payout {
  const { proposal } = payout;
  const spokenOf = payout.attempts.find(({ no }) => no === proposal?.attemptNo);
  const stale = proposal !== null && proposal.atMs <= (spokenOf?.lastSendAtMs ?? START_MS);
  return {
    ...payout,
    version: 0,
    lastSeq: 1,
    createdAtMs: START_MS,
    updatedAtMs: START_MS,
    attempts: payout.attempts.map((attempt) => canonicalAttempt(attempt, payout.state)),
    failure: payout.state === 'IN_DOUBT' ? doubtOnly(payout.failure) : codeOnly(payout.failure),
    excludedPartners: [...new Set(payout.excludedPartners)].toSorted(),
    cancelRequested: payout.cancelRequested === null ? null : { by: 'caller', atMs: START_MS },
    nextAction: payout.nextAction === null ? null : { ...payout.nextAction, atMs: START_MS },
    returned: payout.returned === null ? null : { ...payout.returned, atMs: START_MS },
    postponements: 0,
    proposal: proposal === null ? null : { ...proposal, atMs: START_MS + (stale ? -1 : 1) },
  };
}

function canonicalAttempt(attempt: Attempt, state: PayoutState): Attempt {
  const isDead = attempt.state === 'DEAD';
  const isOver = isDead || state === 'CONFLICT';
  return {
    ...attempt,
    epoch: isDead ? 1 : attempt.epoch,
    neverSentEpochs: isOver ? [] : attempt.neverSentEpochs.toSorted((a, b) => a - b),
    intentAtMs: START_MS,
    lastSendAtMs: START_MS,
    failure: isOver ? null : doubtOnly(attempt.failure),
    inquiries: 0,
    cancelSentAtMs: isOver || attempt.cancelSentAtMs === null ? null : START_MS,
  };
}

/**
 * Equal for payouts that are one state of the model. What is the same in every canonical form is
 * left out, for speed; everything else is in, also fields that are added one day.
 */
export function canonicalKey(payout: Payout): string {
  const {
    request: _request,
    version: _version,
    lastSeq: _lastSeq,
    createdAtMs: _createdAtMs,
    updatedAtMs: _updatedAtMs,
    postponements: _postponements,
    attempts,
    returned,
    ...fields
  } = payout;
  const each = attempts.map(
    ({
      terms: _terms,
      intentAtMs: _intentAtMs,
      lastSendAtMs: _lastSendAtMs,
      inquiries: _inquiries,
      ...attempt
    }) => Object.values(attempt),
  );
  return JSON.stringify([Object.values(fields), each, returned === null]);
}

/** Of why there is doubt, only whether the partner said "later": that alone decides what is next. */
function doubtOnly(failure: Failure | null): Failure | null {
  const code: FailureCode =
    failure !== null && failure.code !== 'DEADLINE' && saysLater(failure.code)
      ? 'technical.overload.partner'
      : 'technical.latency.response';
  return failure === null ? null : { code, detail: '', partnerCode: null };
}

function codeOnly(failure: Failure | null): Failure | null {
  return failure === null ? null : { code: failure.code, detail: '', partnerCode: null };
}

import type { Failure, Payout } from '../../src/payouts/payout.ts';
import { START_MS } from '../support/payouts.ts';

/**
 * The payout without what no guard may depend on: moments, counts, references, wording. Two
 * payouts with the same canonical form are one state of the model.
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
    attempts: payout.attempts.map((attempt) => ({
      ...attempt,
      neverSentEpochs: attempt.neverSentEpochs.toSorted((a, b) => a - b),
      intentAtMs: START_MS,
      lastSendAtMs: START_MS,
      failure: attempt.state === 'DEAD' ? null : codeOnly(attempt.failure),
      inquiries: 0,
      cancelSentAtMs: attempt.cancelSentAtMs === null ? null : START_MS,
    })),
    failure: codeOnly(payout.failure),
    cancelRequested: payout.cancelRequested === null ? null : { by: 'caller', atMs: START_MS },
    nextAction: payout.nextAction === null ? null : { ...payout.nextAction, atMs: START_MS },
    returned: payout.returned === null ? null : { ...payout.returned, atMs: START_MS },
    postponements: 0,
    proposal: proposal === null ? null : { ...proposal, atMs: START_MS + (stale ? -1 : 1) },
  };
}

/** Equal for payouts that are one state of the model; the request never changes. */
export function canonicalKey({ request: _request, ...payout }: Payout): string {
  return JSON.stringify(payout, (_name, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

function codeOnly(failure: Failure | null): Failure | null {
  return failure === null ? null : { code: failure.code, detail: '', partnerCode: null };
}

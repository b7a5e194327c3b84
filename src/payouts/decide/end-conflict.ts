import type { Verdict } from '../../contract/verdict.ts';
import type { Attempt, AttemptState, ConflictVerdict, Failure, Payout } from '../model/payout.ts';
import { type Draft, move, record } from './decision.ts';
import type { Judgement } from './judge-attempt.ts';

/**
 * Row 20: what two people said of a payout in conflict becomes its state, and each attempt gets an
 * end that fits: later news is then weighed against it like any other.
 *
 * `named` is the attempt that they speak of: the one that paid, or came back.
 */
export function endConflict(
  draft: Draft,
  named: Attempt,
  verdict: ConflictVerdict,
  why: string,
): Draft {
  const ended = draft.payout.attempts.reduce(
    (now, attempt) => endAttempt(now, attempt, endOf(attempt, named, verdict)),
    draft,
  );
  const { amount } = draft.payout.request;
  switch (verdict) {
    case 'paidOnce':
      return move(ended, 'PAID', { finality: draft.payout.finality ?? 'executed', why });
    case 'paidTwice':
      return move(ended, 'PAID', {
        finality: draft.payout.finality ?? 'executed',
        failure: PAID_TWICE,
        why,
      });
    case 'returned': {
      const returned = { amount, feeMinor: 0n, atMs: draft.nowMs, partnerCode: 'OPERATORS' };
      return move(ended, 'RETURNED', { failure: CAME_BACK, returned, why });
    }
    case 'neverPaid':
      return move(ended, 'FAILED', { failure: NEVER_PAID, finality: null, why });
  }
}

/**
 * Weighs news after a conflict was ended: that a partner repeats a refusal, of what two people proved
 * to be paid, is the old contradiction and no new one.
 */
export function heedSettlement(payout: Payout, verdict: Verdict, judgement: Judgement): Judgement {
  const isOld =
    payout.settlement !== undefined &&
    judgement.kind === 'contradict' &&
    (verdict.kind === 'refused' || verdict.kind === 'cancelled');
  return isOld ? { kind: 'ignore', why: 'two operators have weighed it' } : judgement;
}

/** True when money of another attempt stays with the payee although this one's came back. */
export function isStillPaid(payout: Payout, returned: Attempt): boolean {
  return payout.attempts.some(({ no, state }) => no !== returned.no && state === 'EXECUTED');
}

function endOf(attempt: Attempt, named: Attempt, verdict: ConflictVerdict): AttemptState {
  if (verdict === 'neverPaid') return 'DEAD';
  if (attempt.no === named.no) return verdict === 'returned' ? 'RETURNED' : 'EXECUTED';
  if (attempt.state === 'DEAD') return 'DEAD';
  if (verdict === 'paidTwice') return 'EXECUTED';
  return MOVED_MONEY.has(attempt.state) ? 'RETURNED' : 'DEAD';
}

function endAttempt(draft: Draft, attempt: Attempt, to: AttemptState): Draft {
  if (attempt.state === to) return draft;
  return record(draft, {
    kind: 'attemptMoved',
    attemptNo: attempt.no,
    to,
    proof: to === 'DEAD' ? 'OPERATORS' : null,
    failure: attempt.failure,
    partnerReference: null,
  });
}

const MOVED_MONEY: ReadonlySet<AttemptState> = new Set(['EXECUTED', 'RETURNED']);

const PAID_TWICE: Failure = {
  code: 'partner.mismatch',
  detail: 'two operators proved that it was paid more than once, and that it did not come back',
  partnerCode: null,
};

const CAME_BACK: Failure = {
  code: 'partner.returned',
  detail: 'two operators proved that all that had moved came back',
  partnerCode: null,
};

const NEVER_PAID: Failure = {
  code: 'partner.mismatch',
  detail: 'two operators proved that no money ever moved',
  partnerCode: null,
};

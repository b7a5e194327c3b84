import { FAILURES } from '../../contract/failure.ts';
import type { Emit } from '../../contract/events.ts';
import { attemptOf, type Decision } from '../decide/decision.ts';
import type { Failure, Payout } from '../model/payout.ts';

/** Tells the listeners what became durable: states, evidence, cases. Carries no personal data. */
export function announce(
  before: Payout | null,
  after: Payout,
  decision: Decision,
  emit: Emit,
): void {
  let from = before?.state ?? null;
  for (const event of decision.events) {
    if (event.kind === 'moved') {
      emit({
        kind: 'payout.changed',
        payoutId: after.id,
        from,
        to: event.to,
        partner: after.attempts.at(-1)?.partner ?? null,
        currency: after.request.amount.currency,
        failure: listed(event.failure),
        ageMs: event.atMs - after.createdAtMs,
      });
      from = event.to;
    }
    if (event.kind === 'attemptStarted' && event.route !== undefined) {
      emit({
        kind: 'payout.routed',
        payoutId: after.id,
        partner: event.attempt.partner,
        attemptNo: event.attempt.no,
        reason: event.route.reason,
      });
    }
    if (event.kind === 'postponed' && after.state === 'QUEUED') {
      const failure = listed(event.failure);
      if (failure !== null) emit({ kind: 'payout.postponed', payoutId: after.id, failure });
    }
    if (event.kind === 'evidence') {
      emit({
        kind: 'evidence.taken',
        payoutId: after.id,
        partner: attemptOf(after, event.attemptNo)?.partner ?? 'unknown',
        attemptNo: event.attemptNo,
        epoch: event.epoch,
        source: event.source,
        verdict: event.verdict,
        failure: listed(event.failure),
        counted: event.counted,
      });
    }
  }
  for (const effect of decision.effects) {
    if (effect.kind === 'freeze') {
      const { partner, attemptNo, breach } = effect;
      emit({ kind: 'conflict.found', payoutId: after.id, partner, attemptNo, breach });
    }
    if (effect.kind !== 'openCase') continue;
    const failure = listed(after.failure) ?? 'technical.internal';
    const { owner } = FAILURES[failure];
    emit({ kind: 'case.opened', payoutId: after.id, failure, owner, urgent: effect.urgent });
  }
}

function listed(failure: Failure | null) {
  return failure === null || failure.code === 'DEADLINE' ? null : failure.code;
}

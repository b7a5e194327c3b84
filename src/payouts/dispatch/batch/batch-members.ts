import type { Engine, Told } from '../../engine/engine.ts';
import type { Attempt, AttemptBatch, Payout } from '../../model/payout.ts';

/** One payout's part in a batch. */
export interface Member {
  readonly payout: Payout;
  readonly attempt: Attempt;
  /** The copy that is being sent, or at a question the copy that is asked about. */
  readonly epoch: number;
}

/** The members of a batch as they are now, in their order; who is not found is left out. */
export async function membersOf(
  engine: Engine,
  partner: string,
  batch: AttemptBatch,
): Promise<readonly Member[]> {
  const payouts = await Promise.all(batch.payoutIds.map((id) => engine.load(id)));
  return payouts.flatMap((payout) => {
    const attempt = payout?.attempts.find(
      (candidate) => candidate.partner === partner && candidate.batch?.key === batch.key,
    );
    if (!payout || attempt === undefined) return [];
    return [{ payout, attempt, epoch: attempt.epoch }];
  });
}

/**
 * Those of the told payouts whose intent or resend was written: only they may be sent.
 *
 * Rejects with JournalError when one write failed. If its fate is unknown, sending without a member
 * that the journal does hold would leave that one in doubt for ever; the due times bring all back.
 */
export async function writtenMembers(
  tellings: readonly Promise<Told>[],
  batch: AttemptBatch,
): Promise<readonly Member[]> {
  const told = await Promise.all(tellings);
  return told.flatMap((outcome) => {
    if (outcome.kind !== 'told' || !outcome.changed) return [];
    const { payout } = outcome;
    const attempt = payout.attempts.find((candidate) => candidate.batch?.key === batch.key);
    return attempt === undefined || !mayBeSent(attempt)
      ? []
      : [{ payout, attempt, epoch: attempt.epoch }];
  });
}

/** A copy of it may go out now: its intent or its resend has just been written. */
function mayBeSent({ state }: Attempt): boolean {
  return state === 'INTENT' || state === 'SENT';
}

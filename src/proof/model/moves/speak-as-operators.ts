import { CONFLICT_VERDICTS } from '../../../payouts/model/payout.ts';
import { recordOf } from '../bank.ts';
import { RECORD } from '../layout.ts';
import { resolved, settled } from '../questions.ts';
import { isMoving, type Stage, type Visit } from '../stage.ts';

/**
 * Row 20: two people end a conflict in any way; only a bank that lied brought it about, so the books
 * say nothing of what they may say. Row 18, offered at every step: the first operator says anything, the second only what its
 * evidence shows on that day. Two who are both wrong are beyond any gateway.
 */
export function speakAsOperators(stage: Stage, state: Uint8Array, visit: Visit): void {
  if (!stage.bounds.operators) return;
  const row = stage.rowOf(state);
  for (const { no, slot } of row.attempts) {
    if (row.state === 'CONFLICT') {
      for (const index of CONFLICT_VERDICTS.keys()) {
        for (const by of [0, 1]) stage.mention(state, settled(no, by, index), visit);
      }
      continue;
    }
    const record = recordOf(state, slot);
    const paid = record === RECORD.paid || record === RECORD.returned;
    const never = !paid && record !== RECORD.accepted && !isMoving(state, no);
    for (const executed of [true, false]) {
      stage.mention(state, resolved(no, 0, executed), visit);
      if (executed ? !paid : !never) continue;
      stage.mention(state, resolved(no, 1, executed), visit);
    }
  }
}

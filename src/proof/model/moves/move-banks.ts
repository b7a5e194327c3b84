import { recordOf, wordOf, write } from '../bank.ts';
import { at, AT, attemptNoOf, RECORD, RECORD_FORGOTTEN, SLOTS } from '../layout.ts';
import type { Stage, Visit } from '../stage.ts';
import { about, STEP, step } from '../steps.ts';

/** What the banks do by themselves with what they recorded. */
export function moveBanks(stage: Stage, state: Uint8Array, visit: Visit): void {
  for (let slot = 0; slot < SLOTS; slot++) moveBank(stage, state, slot, visit);
}

function moveBank(stage: Stage, state: Uint8Array, slot: number, visit: Visit): void {
  const record = recordOf(state, slot);
  if (record === RECORD.none) return;
  const place = AT.records + slot;
  const forgotten = at(state, place) & RECORD_FORGOTTEN;
  const become = (to: number, kind: number) => {
    const next = stage.copyOf(state);
    write(next, slot, to);
    next[place] = at(next, place) | forgotten;
    if (to === RECORD.returned) next[AT.returns] = at(next, AT.returns) - 1;
    visit(next, step(kind, about(slot, wordOf(to))), null);
  };
  if (record === RECORD.accepted) {
    become(RECORD.paid, STEP.bankSettles);
    become(RECORD.rejected, STEP.bankSettles);
  }
  if (record === RECORD.paid && at(state, AT.returns) > 0) {
    become(RECORD.returned, STEP.bankReturns);
  }
  const closed = at(state, AT.closed + attemptNoOf(slot) - 1) === 1;
  const mine = stage.rowOf(state).attempts.some((attempt) => attempt.slot === slot && attempt.live);
  if (closed && forgotten === 0 && mine) {
    const next = stage.copyOf(state);
    next[place] = record | RECORD_FORGOTTEN;
    visit(next, step(STEP.bankForgets, about(slot, 0)), null);
  }
}

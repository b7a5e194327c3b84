import { at, AT } from '../layout.ts';
import { isMoving, type Stage, type Visit } from '../stage.ts';
import { about, STEP, step } from '../steps.ts';

/** Time, as far as it means something for ever: a key window closes, the deadline passes. */
export function moveTime(stage: Stage, state: Uint8Array, visit: Visit): void {
  const { bounds } = stage;
  for (const { no, slot, live } of stage.rowOf(state).attempts) {
    if (!live || at(state, AT.closed + no - 1) === 1 || isMoving(state, no)) continue;
    const next = stage.copyOf(state);
    next[AT.closed + no - 1] = 1;
    if (bounds.deadline) next[AT.deadline] = 1;
    visit(next, step(STEP.window, about(slot, 0)), null);
  }
  if (bounds.deadline && at(state, AT.deadline) === 0) {
    const next = stage.copyOf(state);
    next[AT.deadline] = 1;
    visit(next, step(STEP.deadline, 0), null);
  }
}

import { at, AT, ATTEMPTS_ROOM, ON_WIRE, ORPHAN, STATE_BYTES } from '../layout.ts';
import type { Stage, Visit } from '../stage.ts';
import { STEP, step } from '../steps.ts';

/**
 * A crash at any point between a decision and the end of its effects, and the restart. A crash
 * before the first byte is a crash after it whose copy is then lost: no bank can tell.
 */
export function moveCrash(stage: Stage, state: Uint8Array, visit: Visit): void {
  if (at(state, AT.crashes) === 0) return;
  const next = stage.copyOf(state);
  crash(next);
  visit(next, step(STEP.crash, 0), null);
}

/** The process is gone with all it waited for; what is on the wire stays there. */
export function crash(state: Uint8Array): void {
  state[AT.crashes] = at(state, AT.crashes) - 1;
  for (let place = AT.lines; place < STATE_BYTES; place++) {
    state[place] = at(state, place) & ON_WIRE;
  }
  for (let index = 0; index < ATTEMPTS_ROOM; index++) {
    // The next process counts the drain time from its own start, and asks anew.
    state[AT.asked + index] = 0;
    state[AT.absent + index] = 0;
    if (at(state, AT.cancel + index) !== 0) state[AT.cancel + index] = ORPHAN;
  }
}

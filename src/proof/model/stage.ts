import type { Bounds } from './bounds.ts';
import {
  at,
  AT,
  attemptNoOf,
  CALL,
  callOf,
  EPOCHS_ROOM,
  lineAt,
  lineOf,
  ON_WIRE,
  payoutOf,
  questionBit,
  setPayout,
  STATE_BYTES,
} from './layout.ts';
import type { AttemptRow, Outcome, PayoutTable, Row } from './row.ts';
import type { Product } from './product.ts';
import { STEP, step } from './steps.ts';

/** Takes a state that one step leads to. The bytes are reused: copy what must last. */
export type Visit = (next: Uint8Array, stepCode: number, flaw: string | null) => void;

/** What every move of the world works with: the gateway's memory, and a place to try a step. */
export interface Stage {
  readonly bounds: Bounds;
  readonly product: Product;
  readonly table: PayoutTable;
  rowOf(state: Uint8Array): Row;
  /** A copy of the state to change; the same bytes at every call. */
  copyOf(state: Uint8Array): Uint8Array;
  /** Tells the gateway a fact out of the blue. One that means nothing is not a step. */
  mention(state: Uint8Array, factCode: number, visit: Visit): void;
  /**
   * Tells the gateway a fact that is the end of something in `next`: its decision becomes durable,
   * and only then has effects.
   */
  tell(next: Uint8Array, factCode: number, visit: Visit): void;
  /** Stores what was decided, then does what it asks for. */
  perform(next: Uint8Array, outcome: Outcome): void;
}

/** Sets the stage over the product's answers within the bounds. */
export function createStage(table: PayoutTable, bounds: Bounds, product: Product): Stage {
  const scratch = new Uint8Array(STATE_BYTES);
  const rowOf = (state: Uint8Array) => table.row(payoutOf(state));

  const ask = (state: Uint8Array, factCode: number) =>
    table.ask(payoutOf(state), factCode, clockOf(state, rowOf(state)));

  function copyOf(state: Uint8Array): Uint8Array {
    scratch.set(state);
    return scratch;
  }

  function mention(state: Uint8Array, factCode: number, visit: Visit): void {
    const { next, effects, flaw } = ask(state, factCode);
    if (next === payoutOf(state) && effects.length === 0 && flaw === null) return;
    tell(copyOf(state), factCode, visit);
  }

  function tell(next: Uint8Array, factCode: number, visit: Visit): void {
    const outcome = ask(next, factCode);
    perform(next, outcome);
    visit(next, step(STEP.fact, factCode), outcome.flaw);
    askedInQuiet(product, next, outcome, (quietly) =>
      visit(quietly, step(STEP.fact, factCode), outcome.flaw),
    );
  }

  function perform(next: Uint8Array, outcome: Outcome): void {
    setPayout(next, outcome.next);
    for (const { kind, attemptNo, epoch } of outcome.effects) {
      const attempt = attemptIn(table.row(outcome.next), attemptNo);
      if (attempt === undefined || epoch > EPOCHS_ROOM) continue;
      switch (kind) {
        case 'submit':
          // Still to be dialled or already gone: the bank cannot tell, so neither does the model.
          next[lineAt(attempt.slot, epoch)] = lineOf(ON_WIRE, CALL.waiting, 0);
          break;
        case 'inquire':
          next[AT.asked + attemptNo - 1] =
            at(next, AT.asked + attemptNo - 1) | questionBit(epoch, 0);
          break;
        case 'cancel':
          next[AT.cancel + attemptNo - 1] = epoch;
          break;
      }
    }
  }

  return {
    bounds,
    product,
    table,
    rowOf,
    copyOf,
    mention,
    tell,
    perform,
  };
}

/**
 * The same inquiry, asked after the drain time: time may always have passed, unless something of
 * the attempt still moves (a shell that trusts the wall clock does not look).
 */
function askedInQuiet(
  product: Product,
  next: Uint8Array,
  outcome: Outcome,
  visit: (next: Uint8Array) => void,
): void {
  for (const { kind, attemptNo, epoch } of outcome.effects) {
    if (kind !== 'inquire' || epoch > EPOCHS_ROOM) continue;
    if (isMoving(next, attemptNo) && product.shell !== 'trustsTheWallClock') continue;
    const place = AT.asked + attemptNo - 1;
    next[place] = at(next, place) | questionBit(epoch, 1);
    visit(next);
  }
}

/** The attempt of this number, as the world sees it. */
export function attemptIn({ attempts }: Row, attemptNo: number): AttemptRow | undefined {
  return attempts.find(({ no }) => no === attemptNo);
}

/** Index into CLOCKS_MS: whether the deadline and the live attempt's key window are over. */
function clockOf(state: Uint8Array, { attempts }: Row): number {
  const closed = attempts.some(({ no, live }) => live && at(state, AT.closed + no - 1) === 1);
  return closed ? 2 : at(state, AT.deadline);
}

/** True while a call of the attempt waits for its answer. */
export function isCalling(state: Uint8Array, attemptNo: number): boolean {
  return anyLine(state, attemptNo, (line) => callOf(line) === CALL.waiting);
}

/** True while a copy is on its way or about to be: no drain time elapses, no window closes. */
export function isMoving(state: Uint8Array, attemptNo: number): boolean {
  return anyLine(
    state,
    attemptNo,
    (line) => (line & ON_WIRE) !== 0 || callOf(line) === CALL.waiting,
  );
}

function anyLine(state: Uint8Array, attemptNo: number, holds: (line: number) => boolean): boolean {
  const start = lineAt((attemptNo - 1) * 2, 1);
  for (let place = start; place < start + 2 * EPOCHS_ROOM; place++) {
    if (holds(at(state, place))) return true;
  }
  return false;
}

/** Every line of the world that is not empty. */
export function eachLine(
  state: Uint8Array,
  visit: (place: number, slot: number, epoch: number, attemptNo: number) => void,
): void {
  for (let place = AT.lines; place < STATE_BYTES; place++) {
    if (at(state, place) === 0) continue;
    const slot = Math.floor((place - AT.lines) / EPOCHS_ROOM);
    visit(place, slot, ((place - AT.lines) % EPOCHS_ROOM) + 1, attemptNoOf(slot));
  }
}

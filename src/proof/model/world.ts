import { bookFlaw } from './books.ts';
import type { Bounds } from './bounds.ts';
import { AT, setPayout, setTwins, STATE_BYTES } from './layout.ts';
import { moveBanks } from './moves/move-banks.ts';
import { moveCallbacks } from './moves/move-callbacks.ts';
import { moveCopies } from './moves/move-copies.ts';
import { moveCrash } from './moves/crash.ts';
import { moveQuestions } from './moves/move-questions.ts';
import { moveTime } from './moves/move-time.ts';
import { speakAsOperators } from './moves/speak-as-operators.ts';
import { tellShellFacts } from './moves/tell-shell-facts.ts';
import type { PayoutTable } from './row.ts';
import type { Product } from './product.ts';
import { createSettle } from './settle.ts';
import { createStage, type Visit } from './stage.ts';

/** Everything that may happen next, and what must never be. */
export interface World {
  readonly first: Uint8Array;
  /** Visits all that may come next, in no particular order; leaves out the rest once it is over. */
  successors(state: Uint8Array, visit: Visit, isOver?: () => boolean): void;
  /** Which promise the state breaks, or `null`. */
  flaw(state: Uint8Array): string | null;
  /** True for final states, and for conflict, which people end. */
  isEnd(state: Uint8Array): boolean;
}

/** Who may move, in no particular order: every interleaving is tried. */
const MOVES = [
  tellShellFacts,
  speakAsOperators,
  moveTime,
  moveCopies,
  moveBanks,
  moveQuestions,
  moveCallbacks,
  moveCrash,
] as const;

/** The world around one payout: wires, banks, clocks, people, crashes. */
export function createWorld(table: PayoutTable, bounds: Bounds, product: Product): World {
  const stage = createStage(table, bounds, product);
  const settle = createSettle(stage);
  const shown = new Uint8Array(STATE_BYTES);
  const first = new Uint8Array(STATE_BYTES);
  setPayout(first, table.born);
  first[AT.crashes] = bounds.crashes;
  first[AT.returns] = bounds.returns;
  first[AT.lies] = bounds.lies;
  setTwins(first, bounds.twins);

  return {
    first,
    successors(state, visit, isOver = () => false) {
      const settled: Visit = (next, stepCode, flaw) => {
        shown.set(next);
        settle(shown);
        visit(shown, stepCode, flaw);
      };
      for (const move of MOVES) {
        if (isOver()) return;
        move(stage, state, settled);
      }
    },
    flaw: (state) => bookFlaw(state, stage.rowOf(state)),
    isEnd(state) {
      const row = stage.rowOf(state);
      return row.final || row.state === 'CONFLICT';
    },
  };
}

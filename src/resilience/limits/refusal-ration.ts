import type { Runtime } from '../../runtime/runtime.ts';

/** Refusals that one turn of the event loop may give away for nothing. */
const FREE_PER_TURN = 64;

/**
 * Keeps instant refusals from starving the event loop (T24).
 *
 * A refusal is a settled promise, and a caller that awaits it in a tight loop never lets a timer
 * run: not the probe's, not anybody's. So each turn has a ration; whoever exceeds it waits for the
 * next. Returns `null` when the refusal may go out at once.
 */
export function createYield(runtime: Runtime): () => Promise<void> | null {
  let given = 0;
  let nextTurn: Promise<void> | null = null;

  return () => {
    given += 1;
    nextTurn ??= runtime.sleep(0).then(() => {
      given = 0;
      nextTurn = null;
    });
    return given > FREE_PER_TURN ? nextTurn : null;
  };
}

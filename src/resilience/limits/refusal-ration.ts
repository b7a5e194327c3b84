import type { Runtime } from '../../runtime/runtime.ts';

/** Refusals that go out at once in one turn of the event loop. */
const FREE_PER_TURN = 64;

/**
 * Lets timers run although refusals are instant (T24).
 *
 * A refusal is a settled promise, and a caller that awaits it in a tight loop never lets a timer
 * run: not the probe's, not anybody's. So each turn has a ration; a refusal beyond it waits for the
 * next turn. Returns `null` when the refusal may go out at once.
 */
export function createRefusalRation(runtime: Runtime): () => Promise<void> | null {
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

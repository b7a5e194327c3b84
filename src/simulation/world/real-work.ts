/** Work of the real event loop that virtual time has to wait for. */
export interface RealWork {
  /** Counts a stream that may have something to say until it is done with. */
  openStream(): () => void;
  /** Counts work that ends by itself, such as a call to a database in another thread. */
  track<T>(work: Promise<T>): Promise<T>;
  /**
   * Resolves when everything that can happen without a timer has happened: every promise settled,
   * every stream drained, every tracked work done.
   */
  settle(): Promise<void>;
}

/**
 * Promises alone settle before the next tick, which costs next to nothing; open streams need a turn
 * of the event loop, and tracked work as many as it takes.
 */
export function createRealWork(): RealWork {
  let streams = 0;
  let tracked = 0;
  let wake: (() => void) | null = null;

  return {
    openStream() {
      streams += 1;
      return () => {
        streams -= 1;
      };
    },
    track(work) {
      tracked += 1;
      const done = () => {
        tracked -= 1;
        if (tracked === 0) wake?.();
      };
      work.then(done, done);
      return work;
    },
    async settle() {
      await nextTick();
      if (streams === 0 && tracked === 0) return;
      await nextTurn();
      while (tracked > 0) {
        await new Promise<void>((resolve) => (wake = resolve));
        await nextTurn();
      }
    },
  };
}

/** After every promise that can settle by itself: ticks run when no microtask is left. */
function nextTick(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** After every tick and promise, and whatever has arrived from outside. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

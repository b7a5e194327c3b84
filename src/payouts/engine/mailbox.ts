/**
 * Runs tasks of the same key one after the other and tasks of different keys side by side: one
 * writer per payout inside this process (R12), without a lock that could be forgotten.
 */
export interface Mailbox {
  run<T>(key: string, task: () => Promise<T>): Promise<T>;
  /** Keys with a task running or waiting. */
  readonly size: number;
  /** Resolves when everything handed in so far has run. */
  idle(): Promise<void>;
}

/** A mailbox with nothing in it. */
export function createMailbox(): Mailbox {
  const tails = new Map<string, Promise<unknown>>();

  return {
    run(key, task) {
      const before = tails.get(key) ?? Promise.resolve();
      const running = before.then(task, task);
      // The tail never rejects: a failed task must not fail its successors.
      const tail = running.then(ignore, ignore).then(() => {
        if (tails.get(key) === tail) tails.delete(key);
      });
      tails.set(key, tail);
      return running;
    },
    get size() {
      return tails.size;
    },
    async idle() {
      await Promise.all(tails.values());
    },
  };
}

function ignore(): void {}

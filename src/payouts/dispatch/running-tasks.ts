import type { Emit } from '../../contract/events.ts';
import { JournalError } from '../../journal/port.ts';
import { createCounts } from './counts.ts';

/** What this process works on at the moment: about which payouts, and when all of it has ended. */
export interface RunningTasks {
  /**
   * Starts a task beside everything else; never throws. A step that the journal refused is left to
   * the payout's due time: nothing was sent without it. Any other error is a bug and is told as one.
   */
  launch(payoutId: string, task: () => Promise<void>): void;
  /** True while a task about the payout runs. */
  isBusy(payoutId: string): boolean;
  /** Resolves when no task runs any more, those included that were started meanwhile. */
  idle(): Promise<void>;
}

/** The owner of everything that runs about a payout. Starts idle. */
export function createRunningTasks(emit: Emit): RunningTasks {
  const busy = createCounts();
  const running = new Set<Promise<void>>();

  return {
    launch(payoutId, task) {
      busy.add(payoutId, 1);
      const run = task()
        .catch((error: unknown) => {
          if (error instanceof JournalError) return;
          emit({ kind: 'bug', where: 'dispatch', detail: describeError(error) });
        })
        .finally(() => {
          busy.add(payoutId, -1);
          running.delete(run);
        });
      running.add(run);
    },
    isBusy: (payoutId) => busy.of(payoutId) > 0,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** An error in one line, without its stack. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'not an error';
}

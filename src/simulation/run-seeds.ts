import { Worker } from 'node:worker_threads';

import type { JournalKind } from './plan/plan.ts';
import type { RunResult } from './run-plan.ts';

/** Which seeds are run, and how. */
export interface SeedRun {
  /** The first seed, and how many follow one another. */
  readonly from: number;
  readonly seeds: number;
  /** Payouts that each seed orders. */
  readonly payouts: number;
  readonly journal: JournalKind;
  /** Threads at once. */
  readonly workers: number;
}

/** What became of one seed. */
export interface SeedDone extends RunResult {
  readonly seed: number;
}

/** Room for what a few payouts leave behind: V8's default collects garbage several times as often. */
const YOUNG_GENERATION_MB = 192;

/**
 * Gives each thread one seed after the other and hands over what became of each, as it comes.
 * Rejects when a thread itself cannot run; a seed that throws is reported like a broken promise.
 */
export async function runSeeds(run: SeedRun, take: (done: SeedDone) => void): Promise<void> {
  let next = run.from;
  const end = run.from + run.seeds;

  function feed(worker: Worker, isOver: () => void): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread
    if (next < end) worker.postMessage(next++);
    else void worker.terminate().then(isOver);
  }

  const threads = Array.from({ length: Math.min(run.workers, run.seeds) }, () => {
    return new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./seed-worker.ts', import.meta.url), {
        workerData: run,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      });
      worker.on('message', (done: SeedDone) => {
        take(done);
        feed(worker, resolve);
      });
      worker.on('error', reject);
      feed(worker, resolve);
    });
  });
  await Promise.all(threads);
}

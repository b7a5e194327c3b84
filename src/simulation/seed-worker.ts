/** A thread that runs each seed it is sent and answers with what became of it. */
import { parentPort, workerData } from 'node:worker_threads';

import { drawPlan } from './plan/draw-plan.ts';
import { runPlan, type RunResult } from './run-plan.ts';
import type { SeedDone, SeedRun } from './run-seeds.ts';

// What run-seeds.ts starts this thread with.
const run = workerData as SeedRun;

parentPort?.on('message', (seed: number) => {
  void runSafely(seed).then((result) => {
    const done: SeedDone = { seed, ...result };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread's port
    parentPort?.postMessage(done);
  });
});

/** A seed that throws is a finding like any other, and is named. */
async function runSafely(seed: number): Promise<RunResult> {
  try {
    return await runPlan(drawPlan(seed, run.payouts), run.journal);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { broken: [`defect: the run threw: ${stack}`], digest: '', counts: {} };
  }
}

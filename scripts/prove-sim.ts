import { writeFileSync } from 'node:fs';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { parseArgs } from 'node:util';

import { drawPlan } from '../test/simulation/draw-plan.ts';
import { runPlan, type SeedResult } from '../test/simulation/run-plan.ts';
import { shrinkPlan } from '../test/simulation/shrink.ts';

// npm run prove:sim -- --seeds 1000 --payouts 250
const WORKERS = 2;

interface Share {
  readonly first: number;
  readonly seeds: number;
  readonly payouts: number;
}

async function work({ first, seeds, payouts }: Share): Promise<void> {
  for (let seed = first; seed <= seeds; seed += WORKERS) {
    const plan = drawPlan(seed, payouts);
    const result = await runPlan(plan);
    if (result.broken.length > 0) {
      const file = `sim-seed-${seed}.json`;
      writeFileSync(file, `${JSON.stringify(await shrinkPlan(plan), null, 2)}\n`);
      console.error(`seed ${seed} broke a promise; scenario in ${file}`);
    }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread's port
    parentPort?.postMessage(result);
  }
}

async function lead(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      payouts: { type: 'string', default: '250' },
    },
  });
  const [seeds, payouts] = [Number(values.seeds), Number(values.payouts)];
  const startedMs = performance.now();
  const counts: Record<string, number> = {};
  let broken = 0;
  const take = (result: SeedResult) => {
    for (const line of result.broken) console.error(line);
    broken += result.broken.length;
    for (const [name, count] of Object.entries(result.counts)) {
      counts[name] = (counts[name] ?? 0) + count;
    }
  };
  await Promise.all(
    Array.from({ length: WORKERS }, (_, index) => {
      const share: Share = { first: index + 1, seeds, payouts };
      return new Promise<void>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: share });
        worker.on('message', take);
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      });
    }),
  );
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(counts);
  console.log(`${seeds} seeds x ${payouts} payouts in ${seconds} s: ${broken} broken promises`);
  if (broken > 0) process.exitCode = 1;
}

if (isMainThread) await lead();
else await work(workerData as Share);

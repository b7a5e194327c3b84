/**
 * Simulates the whole gateway, seed after seed: `npm run prove:sim -- --seeds 1000 --payouts 250`.
 *
 * `--from` is the first seed, `--workers` how many threads share the seeds, `--journal` is `memory`
 * or `sqlite`. `--plan FILE` runs one plan file instead. A seed that breaks a promise is
 * named at once, shrunk, and written as `sim-seed-N.json` into `--write` (the current folder).
 *
 * Exits 0 when every promise held, 1 when one was broken or something that must occur never did,
 * 2 when the options make no sense.
 */
import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import path from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { parseArgs } from 'node:util';

import { systemRuntime } from '../src/runtime/system-runtime.ts';
import { drawPlan } from '../src/simulation/plan/draw-plan.ts';
import type { JournalKind, Plan } from '../src/simulation/plan/plan.ts';
import {
  addCounts,
  countLines,
  type Counts,
  neverOccurred,
  promiseLine,
} from '../src/simulation/report.ts';
import { runPlan, type RunResult } from '../src/simulation/run-plan.ts';
import { readPlanFile, writePlanFile } from '../src/simulation/plan/plan-file.ts';
import { shrinkPlan } from '../src/simulation/shrink.ts';

/** Room for what a few payouts leave behind: V8's default collects garbage several times as often. */
const YOUNG_GENERATION_MB = 192;
const PROGRESS_MS = 5_000;
const SHRUNK_MAX = 3;
/** From here on a run has to have met everything that a simulation must meet. */
const TELLING_SEEDS = 300;

interface Options {
  readonly seeds: number;
  readonly payouts: number;
  readonly from: number;
  readonly workers: number;
  readonly journal: JournalKind;
  readonly plan: string | null;
  readonly write: string;
}

interface SeedDone extends RunResult {
  readonly seed: number;
}

if (isMainThread) process.exitCode = await main();
else serve(workerData as Options);

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(`prove-sim: ${options}`);
    return 2;
  }
  return options.plan === null ? await lead(options) : await replay(options.plan);
}

/** Runs one plan file; 1 says that it still breaks a promise. */
async function replay(file: string): Promise<number> {
  const { plan, journal, broken: before } = readPlanFile(file);
  const { broken, digest, counts } = await runPlan(plan, journal);
  console.log(`${file}: seed ${plan.seed}, ${plan.arrivals.length} loans, ${journal} journal`);
  for (const line of countLines(counts)) console.log(line);
  for (const line of broken) console.log(line);
  console.log(`decision log sha256 ${digest}`);
  if (broken.length === 0) console.log(`every promise held; when written, ${before.length} broke`);
  return broken.length === 0 ? 0 : 1;
}

/** A thread: runs each seed it is sent. */
function serve({ payouts, journal }: Options): void {
  parentPort?.on('message', (seed: number) => {
    void runSafely(seed, payouts, journal).then((result) => {
      const done: SeedDone = { seed, ...result };
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread's port
      parentPort?.postMessage(done);
    });
  });
}

/** A seed that throws is a finding like any other, and is named. */
async function runSafely(seed: number, payouts: number, journal: JournalKind): Promise<RunResult> {
  try {
    return await runPlan(drawPlan(seed, payouts), journal);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { broken: [`defect: the run threw: ${stack}`], digest: '', counts: {} };
  }
}

async function lead(options: Options): Promise<number> {
  const startedMs = systemRuntime.elapsed();
  const done: SeedDone[] = [];
  let counts: Counts = {};
  const stopProgress = showProgress(done, options, startedMs);
  await runSeeds(options, (result) => {
    done.push(result);
    counts = addCounts(counts, result.counts);
    for (const line of result.broken) console.error(`seed ${result.seed}: ${line}`);
  });
  stopProgress();
  const seconds = (systemRuntime.elapsed() - startedMs) / 1_000;
  printReport(options, done, counts, seconds);
  await shrinkFailures(options, done);
  const missing = options.seeds >= TELLING_SEEDS ? neverOccurred(counts) : [];
  for (const name of missing) console.log(`NEVER OCCURRED: ${name}`);
  return done.some(({ broken }) => broken.length > 0) || missing.length > 0 ? 1 : 0;
}

/** Gives each thread one seed after the other. */
async function runSeeds(options: Options, take: (done: SeedDone) => void): Promise<void> {
  let next = options.from;
  const end = options.from + options.seeds;
  await Promise.all(
    Array.from({ length: Math.min(options.workers, options.seeds) }, () => {
      return new Promise<void>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), {
          workerData: options,
          resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
        });
        const feed = () => {
          // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread
          if (next < end) worker.postMessage(next++);
          else void worker.terminate().then(() => resolve());
        };
        worker.on('message', (done: SeedDone) => {
          take(done);
          feed();
        });
        worker.on('error', reject);
        feed();
      });
    }),
  );
}

function showProgress(done: readonly SeedDone[], options: Options, startedMs: number): () => void {
  let stopped = false;
  const show = () => {
    if (stopped) return;
    const seconds = (systemRuntime.elapsed() - startedMs) / 1_000;
    const perSecond = Math.round((done.length * options.payouts) / seconds);
    const broken = done.reduce((sum, result) => sum + result.broken.length, 0);
    console.error(
      `${done.length} of ${options.seeds} seeds, ${perSecond} payouts/s, ${broken} broken promises`,
    );
    systemRuntime.schedule(PROGRESS_MS, show);
  };
  systemRuntime.schedule(PROGRESS_MS, show);
  return () => {
    stopped = true;
  };
}

function printReport(
  { seeds, payouts, from, workers, journal }: Options,
  done: readonly SeedDone[],
  counts: Counts,
  seconds: number,
): void {
  const total = seeds * payouts;
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1_000_000;
  const log = createHash('sha256');
  for (const { seed, digest } of done.toSorted((a, b) => a.seed - b.seed)) {
    log.update(`${seed} ${digest}\n`);
  }
  const broken = done.flatMap((result) => result.broken);
  const figures = [
    `${total.toLocaleString('en-US')} payouts in ${seconds.toFixed(1)} s`,
    `${Math.round(total / seconds)} payouts/s`,
    `${((cpuSeconds * 1_000) / total).toFixed(2)} s of CPU per 1,000 payouts`,
  ];
  console.log(
    `seeds ${from} to ${from + seeds - 1}, ${payouts} payouts each, ${journal} journal, ${workers} threads`,
  );
  console.log(figures.join(', '));
  console.log(`${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, node ${process.version}`);
  console.log(promiseLine(broken));
  for (const line of countLines(counts)) console.log(line);
  console.log(`decision logs, sha256 over all seeds: ${log.digest('hex')}`);
}

async function shrinkFailures(options: Options, done: readonly SeedDone[]): Promise<void> {
  const failed = done.filter(({ broken }) => broken.length > 0).toSorted((a, b) => a.seed - b.seed);
  const { journal } = options;
  for (const { seed } of failed.slice(0, SHRUNK_MAX)) {
    const plan = drawPlan(seed, options.payouts);
    const breaks = (smaller: Plan) => runPlan(smaller, journal).then(({ broken }) => broken);
    const smallest = await shrinkPlan(plan, async (smaller) => (await breaks(smaller)).length > 0);
    const broken = await breaks(smallest);
    const file = path.join(options.write, `sim-seed-${seed}.json`);
    writePlanFile(file, { broken, journal, plan: smallest });
    const { arrivals, troubles } = smallest;
    console.log(
      `seed ${seed} broke a promise; ${arrivals.length} loans and ${troubles.length} troubles suffice: ${file}`,
    );
  }
}

function readOptions(): Options | string {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      payouts: { type: 'string', default: '250' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string', default: '2' },
      journal: { type: 'string', default: 'memory' },
      plan: { type: 'string' },
      write: { type: 'string', default: '.' },
    },
  });
  const [seeds, payouts, from, workers] = [
    values.seeds,
    values.payouts,
    values.from,
    values.workers,
  ].map(Number);
  const { journal, plan = null, write } = values;
  if (journal !== 'memory' && journal !== 'sqlite') return '--journal is memory or sqlite';
  if (!isCount(seeds) || !isCount(payouts) || !isCount(from) || !isCount(workers)) {
    return '--seeds, --payouts, --from and --workers want whole numbers from 1';
  }
  return { seeds, payouts, from, workers, journal, plan, write };
}

function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isSafeInteger(value) && value >= 1;
}

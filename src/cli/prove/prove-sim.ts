import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import path from 'node:path';

import { systemRuntime } from '../../runtime/system-runtime.ts';
import { drawPlan } from '../../simulation/plan/draw-plan.ts';
import { readPlanFile, writePlanFile } from '../../simulation/plan/plan-file.ts';
import type { Plan } from '../../simulation/plan/plan.ts';
import {
  addCounts,
  countLines,
  type Counts,
  neverOccurred,
  promiseLine,
} from '../../simulation/report.ts';
import { runPlan } from '../../simulation/run-plan.ts';
import { runSeeds, type SeedDone, type SeedRun } from '../../simulation/run-seeds.ts';
import { shrinkPlan } from '../../simulation/shrink.ts';
import { printVerdict } from './print-verdict.ts';

/** Which seeds are run, and where a plan that breaks a promise is written. */
export interface SimOptions extends SeedRun {
  /** The folder of the shrunk plan files. */
  readonly write: string;
}

const PROGRESS_MS = 5_000;
const SHRUNK_MAX = 3;
/** From here on a run has to have met everything that a simulation must meet. */
const TELLING_SEEDS = 300;

/**
 * Runs the deterministic simulation of the whole gateway over many seeds. A seed that breaks a
 * promise is shrunk and written as a plan file. Exit code 1 when a promise broke, or when a long run
 * has not met everything that it must meet.
 */
export async function proveSim(options: SimOptions): Promise<number> {
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
  printReport(options, done, counts, (systemRuntime.elapsed() - startedMs) / 1_000);
  await shrinkFailures(options, done);
  const missing = options.seeds >= TELLING_SEEDS ? neverOccurred(counts) : [];
  const failed = done.filter(({ broken }) => broken.length > 0).map(({ seed }) => seed);
  return printVerdict('simulation', [
    ...(failed.length === 0 ? [] : [`a promise broke in seed ${failed.join(', ')}`]),
    ...missing.map((name) => `${name} never occurred`),
  ]);
}

/** Runs one plan file again. Exit code 1 says that it still breaks a promise. */
export async function replayPlan(file: string): Promise<number> {
  const { plan, journal, broken: before } = readPlanFile(file);
  const { broken, digest, counts } = await runPlan(plan, journal);
  console.log(`${file}: seed ${plan.seed}, ${plan.arrivals.length} loans, ${journal} journal`);
  for (const line of countLines(counts)) console.log(line);
  for (const line of broken) console.log(line);
  console.log(`decision log sha256 ${digest}`);
  console.log(`when the file was written, ${before.length} promises broke`);
  return printVerdict('simulation', broken.length === 0 ? [] : [`${broken.length} promises broke`]);
}

function showProgress(done: readonly SeedDone[], run: SeedRun, startedMs: number): () => void {
  let stop: () => void = () => undefined;
  const show = () => {
    const seconds = (systemRuntime.elapsed() - startedMs) / 1_000;
    const perSecond = Math.round((done.length * run.payouts) / seconds);
    const broken = done.reduce((sum, result) => sum + result.broken.length, 0);
    console.error(
      `${done.length} of ${run.seeds} seeds, ${perSecond} payouts/s, ${broken} broken promises`,
    );
    stop = systemRuntime.schedule(PROGRESS_MS, show);
  };
  stop = systemRuntime.schedule(PROGRESS_MS, show);
  return () => stop();
}

function printReport(
  { seeds, payouts, from, workers, journal }: SeedRun,
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

async function shrinkFailures(options: SimOptions, done: readonly SeedDone[]): Promise<void> {
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

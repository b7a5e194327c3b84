/**
 * Question: what does sharing a commit among writes bring, on this machine?
 *
 * Method: the embedded journal as it is, against the same journal with one write per transaction:
 * same worker thread, same SQL, same fsync. 64 payouts in flight, three durable writes each (row of
 * 800 characters, one event of 300). The two take turns, so that a busy minute hits both; medians
 * of the passes. Run: `node bench/journal-group-commit.ts`, about half a minute; it writes
 * bench/results/journal-group-commit.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, tmpdir } from 'node:os';
import { join } from 'node:path';

import { createJournal } from '../src/journal/create-journal.ts';
import type { Journal, JournalWrite } from '../src/journal/port.ts';
import { openWorkerStore } from '../src/journal/sqlite/worker-store.ts';
import { systemRuntime } from '../src/runtime/system-runtime.ts';

const IN_FLIGHT = 64;
const WRITES_PER_PAYOUT = 3;
const PASSES = 5;
const WARM_UP_PAYOUTS = 200;

const VARIANTS = [
  { name: 'group commit (up to 500 writes)', batchWritesMax: 500, payouts: 10_000 },
  { name: 'one commit per write', batchWritesMax: 1, payouts: 1_000 },
] as const;

interface Measurement {
  readonly payoutsPerSecond: number;
  readonly writeMsMedian: number;
  readonly writeMs99: number;
  readonly writesPerCommit: number;
}

async function measure(batchWritesMax: number, payouts: number): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
  let commits = 0;
  const journal = createJournal({
    store: await openWorkerStore({ folder, runtime: systemRuntime }),
    runtime: systemRuntime,
    emit: ({ kind }) => (commits += kind === 'journal.committed' ? 1 : 0),
    limits: { batchWritesMax },
  });
  await pay(journal, 'warm', WARM_UP_PAYOUTS);
  commits = 0;
  const startedAtMs = performance.now();
  const writeMs = (await pay(journal, 'po', payouts)).toSorted((a, b) => a - b);
  const seconds = (performance.now() - startedAtMs) / 1000;
  await journal.close();
  rmSync(folder, { recursive: true });
  return {
    payoutsPerSecond: payouts / seconds,
    writeMsMedian: quantile(writeMs, 0.5),
    writeMs99: quantile(writeMs, 0.99),
    writesPerCommit: writeMs.length / commits,
  };
}

/** Takes payouts through their writes, so many at a time; returns how long each write took. */
async function pay(journal: Journal, prefix: string, payouts: number): Promise<number[]> {
  const durationsMs: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < payouts) {
      const id = `${prefix}_${String((next += 1)).padStart(6, '0')}`;
      for (let version = 0; version < WRITES_PER_PAYOUT; version += 1) {
        const startedAtMs = performance.now();
        const { kind } = await journal.write(step(id, version));
        if (kind !== 'ok') throw new Error(`${id} version ${version}: ${kind}`);
        durationsMs.push(performance.now() - startedAtMs);
      }
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return durationsMs;
}

function step(id: string, expectedVersion: number): JournalWrite {
  const atMs = 1_764_000_000_000 + expectedVersion;
  return {
    payout: {
      expectedVersion,
      row: {
        id,
        version: expectedVersion + 1,
        state: expectedVersion === WRITES_PER_PAYOUT - 1 ? 'PAID' : 'DISPATCHING',
        caller: 'lender',
        obligation: id,
        holdsObligation: true,
        partner: 'alipay',
        createdAtMs: 1_764_000_000_000,
        updatedAtMs: atMs,
        dueAtMs: expectedVersion === WRITES_PER_PAYOUT - 1 ? null : atMs + 5_000,
        document: 'x'.repeat(800),
      },
      events: [{ seq: expectedVersion + 1, kind: 'moved', atMs, document: 'x'.repeat(300) }],
    },
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function medianOf(passes: readonly Measurement[], field: keyof Measurement): number {
  const values = passes.map((pass) => pass[field]).toSorted((a, b) => a - b);
  return quantile(values, 0.5);
}

function page(results: ReadonlyMap<string, readonly Measurement[]>): string {
  const [group = [], single = []] = [...results.values()];
  const ratio = medianOf(group, 'payoutsPerSecond') / medianOf(single, 'payoutsPerSecond');
  const rows = [...results].map(([name, passes]) => {
    const rates = passes.map(({ payoutsPerSecond }) => Math.round(payoutsPerSecond));
    return [
      name,
      Math.round(medianOf(passes, 'payoutsPerSecond')),
      `${Math.min(...rates)}-${Math.max(...rates)}`,
      medianOf(passes, 'writeMsMedian').toFixed(2),
      medianOf(passes, 'writeMs99').toFixed(2),
      medianOf(passes, 'writesPerCommit').toFixed(1),
    ].join(' | ');
  });
  return `# What group commit brings

Written by \`node bench/journal-group-commit.ts\`. ${IN_FLIGHT} payouts in flight, ${WRITES_PER_PAYOUT} durable writes each, ${PASSES} passes of each variant in turn, medians.

**Ratio: ${ratio.toFixed(1)} times the payouts per second**, with the same thread, the same SQL and the same fsync.

| variant | payouts/s | range of passes | write p50 ms | write p99 ms | writes per commit |
| --- | --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}

Node ${process.version}, SQLite ${process.versions.sqlite}, Linux ${release()}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown CPU'}, in the temporary folder. A shared machine: trust the ratio, not the absolute figures.
`;
}

const results = new Map<string, Measurement[]>(VARIANTS.map(({ name }) => [name, []]));
for (let pass = 0; pass < PASSES; pass += 1) {
  for (const { name, batchWritesMax, payouts } of VARIANTS) {
    results.get(name)?.push(await measure(batchWritesMax, payouts));
  }
}
writeFileSync(new URL('results/journal-group-commit.md', import.meta.url), page(results));
console.log(page(results));

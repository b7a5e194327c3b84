/**
 * Kills the gateway again and again and counts the money: `npm run prove:crash -- --kills 200`.
 *
 * The gateway runs as a process of its own on a real SQLite file and is killed with SIGKILL at the
 * named points and at random; the simulated partners and the caller's webhook endpoint live on in
 * this process. Ten kills make a life on one data folder; at its end every key is posted again,
 * every payout is waited for, and the banks' books judge. In the end one gateway runs under strace
 * to see that a 202 leaves only after an fsync has returned.
 *
 * `--seed` draws where and when. Exits 1 when anything was paid twice, lost, told wrong, untold,
 * or when a named point was hit too seldom.
 */
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';

import { systemRuntime } from '../src/runtime/system-runtime.ts';
import { CRASH_POINT_NAMES } from '../src/proof/crash/crash-points.ts';
import {
  type Kill,
  type KillReport,
  type LifeReport,
  liveThrough,
} from '../src/proof/crash/crash-life.ts';
import { watchFsync } from '../src/proof/crash/watch-fsync.ts';
import { drawKill, planKills } from '../src/proof/crash/plan-kills.ts';

const KILLS_PER_LIFE = 10;
const PAYOUTS_PER_KILL = 20;
const LIVES_AT_ONCE = 3;
/** Wanted of each named point, once the kills suffice for it. */
const HITS_MIN = 5;
const TOP_UP_ROUNDS_MAX = 5;
const FSYNC_PAYOUTS = 25;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: 'crash-1' },
  },
});
process.exitCode = await main(Number(values.kills), values.seed);

async function main(kills: number, seed: string): Promise<number> {
  if (!Number.isSafeInteger(kills) || kills < 1) {
    console.error('prove-crash: --kills wants a whole number from 1');
    return 2;
  }
  const startedAtMs = systemRuntime.elapsed();
  const lives = await liveAll(planKills(kills, seed), seed);
  const wanted = Math.min(HITS_MIN, Math.floor(kills / CRASH_POINT_NAMES.length));
  for (let round = 0; round < TOP_UP_ROUNDS_MAX; round++) {
    const missing = CRASH_POINT_NAMES.flatMap((point) =>
      Array.from({ length: Math.max(0, wanted - hitsOf(lives, point)) }, (_, index) =>
        drawKill(point, `${seed}:more:${round}:${index}`),
      ),
    );
    if (missing.length === 0) break;
    lives.push(...(await liveAll(missing, `${seed}-more-${round}`)));
  }
  const seldom = CRASH_POINT_NAMES.filter((point) => hitsOf(lives, point) < wanted);
  const broken = printReport(lives, seed, (systemRuntime.elapsed() - startedAtMs) / 1_000);
  for (const point of seldom) console.log(`TOO SELDOM  ${point} was hit less than ${wanted} times`);

  const fsync = await watchFsync(FSYNC_PAYOUTS);
  console.log(`\npower   ${fsync.line}`);
  return broken || seldom.length > 0 || fsync.kind === 'broken' ? 1 : 0;
}

/** Lives through the kills, ten to a data folder, three folders at a time. */
async function liveAll(kills: readonly Kill[], name: string): Promise<LifeReport[]> {
  const left = Array.from({ length: Math.ceil(kills.length / KILLS_PER_LIFE) }, (_, life) => ({
    name: `${name}-${life}`,
    kills: kills.slice(life * KILLS_PER_LIFE, (life + 1) * KILLS_PER_LIFE),
  }));
  const reports: LifeReport[] = [];
  const workers = Array.from({ length: LIVES_AT_ONCE }, async () => {
    for (let life = left.shift(); life !== undefined; life = left.shift()) {
      const shape = { name: life.name, payoutsPerKill: PAYOUTS_PER_KILL };
      reports.push(await liveThrough(life.kills, shape));
      process.stderr.write(`${life.name}: ${life.kills.length} kills, ${left.length} lives left\n`);
    }
  });
  await Promise.all(workers);
  return reports;
}

function hitsOf(lives: readonly LifeReport[], point: string): number {
  return killsOf(lives, point).filter(isHit).length;
}

/** A random kill strikes wherever it comes; a named one only where its fuse lay. */
function isHit({ point, died }: KillReport): boolean {
  return point === 'random' || died === 'at';
}

function killsOf(lives: readonly LifeReport[], point: string) {
  return lives.flatMap(({ kills }) => kills).filter((kill) => kill.point === point);
}

/** Prints the table and what broke; `true` when anything did. */
function printReport(lives: readonly LifeReport[], seed: string, seconds: number): boolean {
  const all = lives.flatMap(({ kills }) => kills);
  const points = [...CRASH_POINT_NAMES, 'random' as const].filter((point) =>
    all.some((kill) => kill.point === point),
  );
  const columns = ['accepted', 'paid', 'inDoubt', 'doublePayments', 'lost', 'toldWrong'] as const;
  const row = (name: string, kills: typeof all) =>
    [
      name.padEnd(13),
      ...[
        kills.length,
        kills.filter(isHit).length,
        sum(kills.map(({ recovered }) => recovered)),
        ...columns.map((column) => sum(kills.map(({ tally }) => tally[column]))),
      ].map((count) => String(count).padStart(9)),
    ].join('');

  console.log(`kill -9, seed ${seed}, ${seconds.toFixed(0)} s, node ${process.version}`);
  console.log(`${cpus().length} cores, Linux ${release()}\n`);
  const heads = [
    'kills',
    'hits',
    'in doubt',
    'payouts',
    'paid',
    'stuck',
    'double',
    'lost',
    'wrong',
  ];
  console.log(['point'.padEnd(13), ...heads.map((head) => head.padStart(9))].join(''));
  for (const point of points) console.log(row(point, killsOf(lives, point)));
  console.log(row('all', all));

  const named = {
    'keys that changed their payout': lives.flatMap(({ renamed }) => renamed),
    'executions nobody asked for': lives.flatMap(({ strangers }) => strangers),
    'ends without a webhook': lives.flatMap(({ untold }) => untold),
    'webhook ids that contradict': lives.flatMap(({ contradictions }) => contradictions),
  };
  console.log('');
  for (const [name, found] of Object.entries(named)) {
    console.log(`${name.padEnd(34)}${found.length}  ${found.slice(0, 3).join(' ')}`);
  }
  const repeats = sum(lives.map(({ webhookRepeats }) => webhookRepeats));
  console.log(`${'webhooks repeated under their id'.padEnd(34)}${repeats}`);
  return (
    all.some(({ tally }) => !tally.holds) || Object.values(named).some((found) => found.length > 0)
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

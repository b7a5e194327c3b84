import { systemRuntime } from '../../runtime/system-runtime.ts';
import { CRASH_POINT_NAMES } from '../../proof/crash/crash-points.ts';
import { type Kill, type LifeReport, liveThrough } from '../../proof/crash/crash-life.ts';
import { watchFsync } from '../../proof/crash/watch-fsync.ts';
import { drawKill, planKills } from '../../proof/crash/plan-kills.ts';
import { brokenIn, hitsOf, printLives } from './crash-report.ts';
import { printVerdict } from './print-verdict.ts';

/** How often the gateway is killed, and what draws where and when. */
export interface CrashOptions {
  readonly kills: number;
  readonly seed: string;
}

const KILLS_PER_LIFE = 10;
const PAYOUTS_PER_KILL = 20;
const LIVES_AT_ONCE = 3;
/** Wanted of each named point, once the kills suffice for it. */
const HITS_MIN = 5;
const TOP_UP_ROUNDS_MAX = 5;
const FSYNC_PAYOUTS = 25;

/**
 * Kills the gateway again and again and counts the money. It runs as a process of its own on a real
 * SQLite file and is killed with SIGKILL at the named points and at random; the simulated partners
 * and the caller's webhook endpoint live on in this process. Ten kills make a life on one data
 * folder; at its end every key is posted again, every payout is waited for, and the banks' books
 * judge. Last, one gateway runs under strace, where there is one, to see that a 202 leaves only
 * after an fsync has returned.
 *
 * Exit code 1 when anything was paid twice, lost, told wrong, untold, or when a named point was hit
 * too seldom.
 */
export async function proveCrash({ kills, seed }: CrashOptions): Promise<number> {
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
  printLives(lives, seed, (systemRuntime.elapsed() - startedAtMs) / 1_000);
  const seldom = CRASH_POINT_NAMES.filter((point) => hitsOf(lives, point) < wanted);
  const fsync = await watchFsync(FSYNC_PAYOUTS);
  console.log(`\npower   ${fsync.line}`);
  return printVerdict('crashes', [
    ...brokenIn(lives),
    ...seldom.map((point) => `${point} was hit less than ${wanted} times`),
    ...(fsync.kind === 'broken' ? ['a 202 left before the disk had answered'] : []),
  ]);
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

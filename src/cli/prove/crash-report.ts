import { cpus, release } from 'node:os';

import { describeWrongs } from '../../oracle/describe.ts';
import { countsOf } from '../../oracle/equation.ts';
import { CRASH_POINT_NAMES } from '../../proof/crash/crash-points.ts';
import type { KillReport, LifeReport } from '../../proof/crash/crash-life.ts';

/** How often a point truly killed: a kill that came too late there is none. */
export function hitsOf(lives: readonly LifeReport[], point: string): number {
  return killsOf(lives, point).filter(isHit).length;
}

/** What broke over all lives, one line for each kind; empty when every promise held. */
export function brokenIn(lives: readonly LifeReport[]): readonly string[] {
  const kills = lives.flatMap((life) => life.kills);
  const broken = kills.filter(({ judgement }) => !judgement.holds);
  return [
    ...broken.map(({ point, judgement }) => {
      const wrongs = describeWrongs(judgement);
      return `after ${point}: ${wrongs.length === 0 ? 'payouts are in doubt' : wrongs.join(', ')}`;
    }),
    ...Object.entries(findingsOf(lives))
      .filter(([, found]) => found.length > 0)
      .map(([name, found]) => `${found.length} ${name}`),
  ];
}

/** Prints the kills by their points, and what else was looked for. */
export function printLives(lives: readonly LifeReport[], seed: string, seconds: number): void {
  console.log(`kill -9, seed ${seed}, ${seconds.toFixed(0)} s, node ${process.version}`);
  console.log(`${cpus().length} cores, Linux ${release()}\n`);
  const all = lives.flatMap(({ kills }) => kills);
  const points = [...CRASH_POINT_NAMES, 'random'].filter((point) =>
    all.some((kill) => kill.point === point),
  );
  console.log(['point'.padEnd(13), ...HEADS.map((head) => head.padStart(9))].join(''));
  for (const point of points) console.log(rowOf(point, killsOf(lives, point)));
  console.log(`${rowOf('all', all)}\n`);
  for (const [name, found] of Object.entries(findingsOf(lives))) {
    console.log(`${name.padEnd(34)}${found.length}  ${found.slice(0, 3).join(' ')}`);
  }
  const repeats = sum(lives.map(({ webhookRepeats }) => webhookRepeats));
  console.log(`${'webhooks repeated under their id'.padEnd(34)}${repeats}`);
}

const HEADS = [
  'kills',
  'hits',
  'in doubt',
  'payouts',
  'paid',
  'stuck',
  'double',
  'lost',
  'wrong',
] as const;

const COLUMNS = ['accepted', 'paid', 'inDoubt', 'doublePayments', 'lost', 'toldWrong'] as const;

function rowOf(name: string, kills: readonly KillReport[]): string {
  const counts = [
    kills.length,
    kills.filter(isHit).length,
    sum(kills.map(({ recovered }) => recovered)),
    ...COLUMNS.map((column) => sum(kills.map(({ judgement }) => countsOf(judgement)[column]))),
  ];
  return [name.padEnd(13), ...counts.map((count) => String(count).padStart(9))].join('');
}

function findingsOf(lives: readonly LifeReport[]): Readonly<Record<string, readonly string[]>> {
  return {
    'keys that changed their payout': lives.flatMap(({ renamed }) => renamed),
    'executions nobody asked for': lives.flatMap(({ strangers }) => strangers),
    'ends without a webhook': lives.flatMap(({ untold }) => untold),
    'webhook ids that contradict': lives.flatMap(({ contradictions }) => contradictions),
  };
}

function killsOf(lives: readonly LifeReport[], point: string): readonly KillReport[] {
  return lives.flatMap(({ kills }) => kills).filter((kill) => kill.point === point);
}

/** A random kill strikes wherever it comes; a named one only where its fuse lay. */
function isHit({ point, died }: KillReport): boolean {
  return point === 'random' || died === 'at';
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

import { createHash } from 'node:crypto';

import { CRASH_POINT_NAMES } from './crash-points.ts';
import type { Kill } from './crash-life.ts';

/** From this many kills on, every eighth comes at random from outside. */
const RANDOM_FROM = 40;
const PASSING_MAX = 12;
/** About as long as the call takes here: kills that come too late are not counted as hits. */
const DELAY_MICROS_MAX = new Map<Kill['point'], number>([
  ['group-commit', 300],
  ['checkpoint', 1_500],
]);
const RANDOM_MS_MAX = 500;

/** Draws the kills of a run: every named point in turn, how and when from the seed. */
export function planKills(kills: number, seed: string): readonly Kill[] {
  const kinds = [...CRASH_POINT_NAMES, ...(kills < RANDOM_FROM ? [] : (['random'] as const))];
  return Array.from({ length: kills }, (_, index) =>
    drawKill(kinds[index % kinds.length] ?? 'random', `${seed}:${index}`),
  );
}

/** One kill at this point; the same draw gives the same kill. */
export function drawKill(point: Kill['point'], draw: string): Kill {
  if (point === 'random') return { point, afterMs: whole(`${draw}:after`, RANDOM_MS_MAX) };
  const delayMicrosMax = DELAY_MICROS_MAX.get(point) ?? 1;
  return {
    point,
    passing: 1 + whole(`${draw}:passing`, PASSING_MAX),
    delayMicros: whole(`${draw}:delay`, delayMicrosMax),
  };
}

/** A whole number from 0 to below `limit`, from the text alone. */
function whole(text: string, limit: number): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % limit;
}

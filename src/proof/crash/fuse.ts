import { writeSync } from 'node:fs';

import { CRASH_ENV, CRASH_LINE, type CrashPoint } from './crash-points.ts';

const STDOUT = 1;

/** Burns at one crash point: the chosen passing of it kills this process, as `kill -9` does. */
export interface Fuse {
  readonly point: string;
  /** Counts a passing of the point; does not return from the one that kills. */
  pass(point: CrashPoint): void;
}

/** A fuse as the environment asks for it. Without CRASH_POINT it never burns. */
export function fuseOf(env: Readonly<Record<string, string | undefined>>): Fuse {
  const point = env[CRASH_ENV.point] ?? '';
  let left = Number(env[CRASH_ENV.passing] ?? 1);
  return {
    point,
    pass(passed) {
      if (passed !== point) return;
      left -= 1;
      if (left === 0) dieNow(point);
    },
  };
}

/** Says where, synchronously, then dies without a chance to tidy up. */
export function dieNow(point: string): void {
  writeSync(STDOUT, `${CRASH_LINE}${point}\n`);
  process.kill(process.pid, 'SIGKILL');
}

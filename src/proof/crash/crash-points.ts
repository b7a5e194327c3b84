/** The named moments at which a gateway is killed, in the order of a payout's life. */
export const CRASH_POINTS = {
  'after-w1': 'the payout is on disk, its 202 is not yet sent',
  'after-w3': 'the intent is on disk, not a byte has left',
  'bytes-left': 'the request has left for the partner, no answer has come',
  'after-answer': 'the answer was read, its evidence is not yet on disk',
  'after-w5': 'the evidence is on disk, its webhook is not yet sent',
  'group-commit': 'the journal is inside COMMIT: frames half written, fsync running',
  checkpoint: 'the journal is copying its log into the database file',
} as const;

/** The name of a crash point, as the child is told it. */
export type CrashPoint = keyof typeof CRASH_POINTS;

/** The names alone, in order. */
export const CRASH_POINT_NAMES = Object.keys(CRASH_POINTS) as readonly CrashPoint[];

/** How the child is told where and when to die: in its environment. */
export const CRASH_ENV = {
  point: 'CRASH_POINT',
  /** The passing that kills, from 1. */
  passing: 'CRASH_PASSING',
  /** For the two points inside SQLite: how long after the call began the kill strikes. */
  delayMicros: 'CRASH_DELAY_MICROS',
  /** JSON: the base URLs of a partner in place of its one at the sandbox. */
  urls: 'CRASH_URLS',
  /** Sets the child's wall clock back. */
  clockBackMs: 'CLOCK_BACK_MS',
} as const;

/** The line a child writes just before it kills itself. */
export const CRASH_LINE = 'CRASHED at ';

/** The line of a SQLite call that ended before the kill came: the kill missed its moment. */
export const MISSED_LINE = 'MISSED ';

/** How far the thread that kills inside SQLite was called. */
export const STAGE = { asleep: 0, ready: 1, strike: 2 } as const;

import { parentPort, workerData } from 'node:worker_threads';

/** A regular expression, and the strings that are to make it work hard. */
export interface PumpJob {
  readonly pattern: string;
  readonly flags: string;
  readonly pumps: readonly {
    readonly head: string;
    readonly pump: string;
    readonly tail: string;
  }[];
}

/** What the worker tells: which job it is at, what grew too fast, and that it is through. */
export type PumpWord =
  | { readonly kind: 'at'; readonly index: number }
  | { readonly kind: 'grew'; readonly index: number; readonly by: number; readonly pump: string }
  | { readonly kind: 'done' };

const SHORT = 4_096;
const LONG = 4 * SHORT;

/** Fourfold text is fourfold work; twice that leaves room for noise, and sixteenfold is square. */
const GROWTH_MAX = 8;

/** Work below this cannot be told from noise, at a length that no input of ours goes beyond by much. */
const NOISE_MS = 4;

const jobs = workerData as readonly PumpJob[];
for (const [index, { pattern, flags, pumps }] of jobs.entries()) {
  say({ kind: 'at', index });
  const regex = new RegExp(pattern, flags);
  for (const { head, pump, tail } of pumps) {
    const growth = () => {
      const [short, long] = [SHORT, LONG].map((length) => {
        const text = head + pump.repeat(Math.ceil(length / pump.length)) + tail;
        return quickest(() => text.replace(regex, ''));
      });
      return (long ?? 0) > NOISE_MS ? (long ?? 0) / (short ?? 1) : 0;
    };
    // The first time may have met the compiler, or somebody else's hour.
    const by = growth() > GROWTH_MAX ? Math.min(growth(), growth()) : 0;
    if (by > GROWTH_MAX) {
      say({ kind: 'grew', index, by, pump: JSON.stringify(`${head}(${pump})*${tail}`) });
      break;
    }
  }
}
say({ kind: 'done' });

function say(word: PumpWord): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
  parentPort?.postMessage(word);
}

/** The quickest of three is the one that the rest of the machine disturbed least. */
function quickest(work: () => void): number {
  const runs = [1, 2, 3].map(() => {
    const fromMs = performance.now();
    work();
    return performance.now() - fromMs;
  });
  return Math.min(...runs);
}

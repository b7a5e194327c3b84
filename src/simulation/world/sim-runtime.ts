import type { Runtime } from '../../runtime/runtime.ts';
import { mulberry32 } from '../../runtime/virtual-runtime.ts';
import { popMoment, pushMoment } from './moment-heap.ts';
import type { RealWork } from './real-work.ts';

/** Virtual time for a world of processes: the world lives on, its processes may be killed. */
export interface SimRuntime extends Runtime {
  /** Runs the timers of the next `ms` in order; promises settle between two moments. */
  advance(ms: number): Promise<void>;
  jumpWallClock(ms: number): void;
  /** A runtime on the same clocks whose timers never ring once it was killed. */
  process(): SimProcess;
}

/** A process of the world, as far as time is concerned. */
export interface SimProcess {
  readonly runtime: Runtime;
  isAlive(): boolean;
  kill(): void;
}

const START_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

/**
 * Whole milliseconds; timers of one moment run in the order of their scheduling. Time stands still
 * while `work` of the real world, streams and disks, is under way.
 */
export function simRuntime(seed: number, work: RealWork): SimRuntime {
  const random = mulberry32(seed);
  const buckets = new Map<number, Set<() => void>>();
  const moments: number[] = [];
  let elapsedMs = 0;
  let wallMs = START_MS;

  function schedule(delayMs: number, callback: () => void): () => void {
    const atMs = Math.max(elapsedMs + 1, Math.ceil(elapsedMs + delayMs));
    let bucket = buckets.get(atMs);
    if (bucket === undefined) {
      bucket = new Set();
      buckets.set(atMs, bucket);
      pushMoment(moments, atMs);
    }
    const timer = () => callback();
    bucket.add(timer);
    return () => bucket.delete(timer);
  }

  const clock = { now: () => wallMs + elapsedMs, elapsed: () => elapsedMs };
  const build = (scheduler: Runtime['schedule']) => runtimeOn(clock, random, scheduler);

  return {
    ...build(schedule),
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      await work.settle();
      for (let next = moments[0]; next !== undefined && next <= untilMs; next = moments[0]) {
        popMoment(moments);
        const bucket = buckets.get(next) ?? new Set();
        buckets.delete(next);
        if (bucket.size === 0) continue;
        elapsedMs = next;
        for (const timer of bucket) timer();
        await work.settle();
      }
      elapsedMs = untilMs;
    },
    jumpWallClock(ms) {
      wallMs += ms;
    },
    process() {
      let alive = true;
      const runtime = build((delayMs, callback) =>
        schedule(delayMs, () => {
          if (alive) callback();
        }),
      );
      return {
        runtime,
        isAlive: () => alive,
        kill() {
          alive = false;
        },
      };
    },
  };
}

function runtimeOn(
  clock: Pick<Runtime, 'now' | 'elapsed'>,
  random: () => number,
  schedule: Runtime['schedule'],
): Runtime {
  return {
    ...clock,
    schedule,
    random,
    randomHex(bytes) {
      let text = '';
      while (text.length < 2 * bytes) {
        text += Math.floor(random() * 0x1_00_00_00_00)
          .toString(16)
          .padStart(8, '0');
      }
      return text.slice(0, 2 * bytes);
    },
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          cancel();
          reject(new Error('aborted'));
        };
        const cancel = schedule(delayMs, () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        });
        if (signal?.aborted === true) stop();
        else signal?.addEventListener('abort', stop, { once: true });
      }),
  };
}

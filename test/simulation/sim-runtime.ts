import type { Runtime } from '../../src/runtime/runtime.ts';
import { mulberry32 } from '../support/virtual-runtime.ts';

/** Virtual time for a world of processes: the world lives on, its processes may be killed. */
export interface SimRuntime extends Runtime {
  /** Runs the timers of the next `ms` in order; promises settle between two moments. */
  advance(ms: number): Promise<void>;
  jumpWallClock(ms: number): void;
  /** A runtime on the same clocks whose timers never ring once it was killed. */
  process(): { readonly runtime: Runtime; kill(): void };
}

const START_MS = Date.UTC(2026, 10, 24, 1, 0, 0);

/** Whole milliseconds; timers of one moment run in the order of their scheduling. */
export function simRuntime(seed: number): SimRuntime {
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
      push(moments, atMs);
    }
    const timer = () => callback();
    bucket.add(timer);
    return () => bucket.delete(timer);
  }

  const build = (scheduler: Runtime['schedule']): Runtime => ({
    now: () => wallMs + elapsedMs,
    elapsed: () => elapsedMs,
    schedule: scheduler,
    random,
    randomHex: (bytes) =>
      Array.from({ length: bytes }, () =>
        Math.floor(random() * 256)
          .toString(16)
          .padStart(2, '0'),
      ).join(''),
    sleep: (delayMs, signal) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          cancel();
          reject(new Error('aborted'));
        };
        const cancel = scheduler(delayMs, () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        });
        if (signal?.aborted === true) stop();
        else signal?.addEventListener('abort', stop, { once: true });
      }),
  });

  return {
    ...build(schedule),
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      await settle();
      for (let next = moments[0]; next !== undefined && next <= untilMs; next = moments[0]) {
        pop(moments);
        const bucket = buckets.get(next) ?? new Set();
        buckets.delete(next);
        if (bucket.size === 0) continue;
        elapsedMs = next;
        for (const timer of bucket) timer();
        await settle();
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
        kill() {
          alive = false;
        },
      };
    },
  };
}

/** Lets every promise that can settle without a timer do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A binary heap of moments, the earliest on top. */
function push(heap: number[], value: number): void {
  let index = heap.push(value) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if ((heap[parent] ?? 0) <= value) break;
    heap[index] = heap[parent] ?? 0;
    index = parent;
  }
  heap[index] = value;
}

function pop(heap: number[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    if (left >= heap.length) break;
    const child = (heap[left + 1] ?? Infinity) < (heap[left] ?? 0) ? left + 1 : left;
    if ((heap[child] ?? 0) >= last) break;
    heap[index] = heap[child] ?? 0;
    index = child;
  }
  heap[index] = last;
}

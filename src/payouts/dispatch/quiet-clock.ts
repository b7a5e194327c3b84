import type { Runtime } from '../../runtime/runtime.ts';

/**
 * How long an attempt has surely been quiet, by the monotonic clock of this process.
 *
 * The drain time of proof P3 runs on this and never on the wall clock, which may jump. What was
 * sent by an earlier process counts from this one's start: a restart costs one drain time at most.
 */
export interface QuietClock {
  /** A copy may be on the wire now. */
  touch(partnerKey: string): void;
  /** A line that a copy went out on is open and nobody waits for it: not quiet until it is closed. */
  listening(partnerKey: string): () => void;
  /** Milliseconds since the last touch, rather too few than too many. */
  quietMs(partnerKey: string): number;
}

const KEYS_MAX = 200_000;

/**
 * A clock on which everything was touched at the moment it was made. It remembers 200,000 keys; what
 * it forgot was touched no later than it says, so a quiet time is never told too long.
 */
export function createQuietClock(runtime: Runtime): QuietClock {
  const startedMs = runtime.elapsed();
  const touched = new Map<string, number>();
  /** Lines that are open; as many as there are calls in flight at most. */
  const open = new Map<string, number>();
  /** What was forgotten for want of room was touched no later than this. */
  let forgottenMs = startedMs;

  function touch(partnerKey: string): void {
    touched.delete(partnerKey);
    touched.set(partnerKey, runtime.elapsed());
    if (touched.size <= KEYS_MAX) return;
    const [oldest] = touched;
    if (oldest === undefined) return;
    touched.delete(oldest[0]);
    forgottenMs = oldest[1];
  }

  return {
    touch,
    listening(partnerKey) {
      open.set(partnerKey, (open.get(partnerKey) ?? 0) + 1);
      return () => {
        const left = (open.get(partnerKey) ?? 1) - 1;
        if (left > 0) open.set(partnerKey, left);
        else open.delete(partnerKey);
        touch(partnerKey);
      };
    },
    quietMs: (partnerKey) =>
      open.has(partnerKey) ? 0 : runtime.elapsed() - (touched.get(partnerKey) ?? forgottenMs),
  };
}

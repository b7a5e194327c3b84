/**
 * Every source of surprise in the process: time and chance.
 *
 * Nothing else in `src` or `adapters` touches `Date.now`, `performance.now`, timers or random
 * numbers (test/tidy/rooms.test.ts enforces it), so a seed and a recording replay exactly.
 */
export interface Runtime {
  /** Milliseconds since the Unix epoch. For records people read; it may jump. */
  now(): number;
  /** Monotonic milliseconds since some fixed moment of this process. For durations. */
  elapsed(): number;
  /** Calls back once after `delayMs`; returns the way to take it back. Never keeps a process up. */
  schedule(delayMs: number, callback: () => void): () => void;
  /** Resolves after `delayMs`; rejects with the signal's reason when aborted. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
  /** `bytes` random bytes in lower-case hexadecimal, unguessable in production. */
  randomHex(bytes: number): string;
}

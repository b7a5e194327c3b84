import { workerData } from 'node:worker_threads';

import { STAGE } from './crash-points.ts';
import { dieNow } from './fuse.ts';

/** What the assassin is started with. */
export interface AssassinOrders {
  /** One Int32 that only rises: a stage of {@link STAGE}. */
  readonly signal: SharedArrayBuffer;
  readonly point: string;
  readonly delayMicros: number;
}

/**
 * A thread that sleeps until it is called to be ready, and some microseconds after the signal kills
 * the process: the only way to die while another thread is inside a synchronous SQLite call.
 * Between the two it spins, because waking up takes longer than a commit.
 */
const { signal, point, delayMicros } = workerData as AssassinOrders;
const cell = new Int32Array(signal);
Atomics.wait(cell, 0, STAGE.asleep);
while (Atomics.load(cell, 0) !== STAGE.strike);
const strikeAtMs = performance.now() + delayMicros / 1_000;
while (performance.now() < strikeAtMs);
dieNow(point);

import { armFault, type ChaosSession } from './chaos-session.ts';
import { type GatewayPlace, type SimGateway, startSimGateway } from './sim-gateway.ts';
import type { SimRuntime } from './sim-runtime.ts';

/** The gateway as its processes come and go. */
export interface GatewayLife {
  /** The one that is up; `null` between two. */
  current(): SimGateway | null;
  /** Starts a process and arms what the chaos session holds armed. */
  boot(): Promise<void>;
  /** The process dies with everything in its memory. */
  kill(): void;
  /** The process is told to stop, and lets running calls end. */
  stop(): Promise<void>;
  /** After the run: ends every process there ever was. */
  release(): void;
}

/** A life that has not begun. */
export function createGatewayLife(
  place: GatewayPlace,
  time: SimRuntime,
  session: ChaosSession,
): GatewayLife {
  const all: SimGateway[] = [];
  let current: SimGateway | null = null;
  return {
    current: () => current,
    async boot() {
      const started = await inTime(time, startSimGateway(place));
      for (const body of session.armed()) await inTime(time, armFault(started, body));
      all.push(started);
      current = started;
    },
    kill() {
      current?.kill();
      current = null;
    },
    async stop() {
      const stopping = current?.stop() ?? Promise.resolve();
      current = null;
      await inTime(time, stopping);
    },
    release() {
      for (const each of all) {
        each.kill();
        each.release();
      }
    },
  };
}

/** Waits for work that itself waits for commits, and commits for time. */
export async function inTime<T>(time: SimRuntime, doing: Promise<T>): Promise<T> {
  let isDone = false;
  const done = () => (isDone = true);
  doing.then(done, done);
  await time.advance(0);
  while (!isDone) await time.advance(1);
  return await doing;
}

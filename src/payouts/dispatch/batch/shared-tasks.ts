import type { Runtime } from '../../../runtime/runtime.ts';

/**
 * Runs one task per name at a time; who comes meanwhile, or less than `freshMs` after it ended,
 * shares its end instead of starting another.
 */
export type ShareTask = (name: string, freshMs: number, task: () => Promise<void>) => Promise<void>;

/** Nothing is running at the start. */
export function createSharedTasks(runtime: Runtime): ShareTask {
  const running = new Map<string, Promise<void>>();
  return (name, freshMs, task) => {
    const shared = running.get(name);
    if (shared !== undefined) return shared;
    const started = task().finally(() => {
      if (freshMs === 0) running.delete(name);
      else runtime.schedule(freshMs, () => running.delete(name));
    });
    running.set(name, started);
    return started;
  };
}

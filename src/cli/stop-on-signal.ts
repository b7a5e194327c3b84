import type { Runtime } from '../runtime/runtime.ts';
import { EXIT } from './exit-codes.ts';

/** What ends a process, and how long that may take. */
export interface StopOnSignalSettings {
  readonly stop: (signal: string) => Promise<void>;
  /** What `stop` means to keep to. */
  readonly graceMs: number;
  readonly runtime: Pick<Runtime, 'schedule'>;
  readonly process: {
    on(signal: string, listener: () => void): unknown;
    exit(code: number): void;
    readonly stderr: { write(text: string): unknown };
  };
}

/** How long after the grace a process that hangs is ended. */
const HARD_END_AFTER_MS = 500;

/**
 * The first signal stops in good order, the second one at once. An end that is late by half a second
 * is not waited for: for the money it is as good as a kill, everything that was promised is on disk.
 */
export function stopOnSignal({ stop, graceMs, runtime, process }: StopOnSignalSettings): void {
  let stopping = false;
  const begin = (signal: string) => {
    if (stopping) {
      process.exit(EXIT.failed);
      return;
    }
    stopping = true;
    runtime.schedule(graceMs + HARD_END_AFTER_MS, () => {
      process.stderr.write(`breakwater: the end took longer than ${graceMs} ms; ended hard\n`);
      process.exit(EXIT.failed);
    });
    stop(signal).then(
      () => process.exit(EXIT.ok),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(EXIT.failed);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => begin(signal));
}

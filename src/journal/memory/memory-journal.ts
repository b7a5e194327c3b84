import type { Emit } from '../../contract/events.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { createJournal } from '../create-journal.ts';
import type { HealthReporter } from '../journal-health.ts';
import type { Journal } from '../port.ts';
import { createMemoryDisk, type MemoryDisk } from './memory-disk.ts';
import { createMemoryStore } from './memory-store.ts';

/** How a memory journal differs from a disk in the hands of a simulation. */
export interface MemoryJournalOptions {
  /** What earlier journals committed. Opening takes it over: the earlier journal is dead. */
  readonly disk?: MemoryDisk;
  /** How long an fsync takes, on the runtime's clock; 0 (the default) takes no timer at all. */
  readonly commitMs?: number;
}

/**
 * A journal without a disk, with the semantics of the durable one: the same group commit, the same
 * law, the same refusals (one suite runs on both). Nothing survives the process.
 *
 * It is deterministic: without `commitMs` a write resolves through microtasks alone, with it
 * through one `Runtime.sleep` per batch. A simulation that abandons the journal in mid-commit and
 * opens another one on the same `disk` sees exactly what a killed process leaves behind: batches
 * whole or not at all, and every acknowledged one.
 */
export function createMemoryJournal(
  runtime: Runtime,
  emit: Emit = () => {},
  options: MemoryJournalOptions = {},
): Journal & HealthReporter {
  const disk = options.disk ?? createMemoryDisk();
  const store = createMemoryStore(disk, runtime, options.commitMs ?? 0);
  return createJournal({ store, runtime, emit });
}

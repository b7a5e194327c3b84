import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';

import type { Emit } from '../../contract/events.ts';
import { createJournal } from '../../journal/create-journal.ts';
import type { HealthReporter } from '../../journal/journal-health.ts';
import type { JournalStore } from '../../journal/journal-store.ts';
import { createMemoryDisk } from '../../journal/memory/memory-disk.ts';
import { createMemoryJournal } from '../../journal/memory/memory-journal.ts';
import type { Journal } from '../../journal/port.ts';
import { openWorkerStore } from '../../journal/sqlite/worker-store.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { JournalKind } from '../plan/plan.ts';
import type { RealWork } from './real-work.ts';
import type { SimProcess } from './sim-runtime.ts';

/** A disk that outlives the processes of a run. */
export interface SimDisk {
  /** Opens the journal on it for one process. */
  open(process: SimProcess, emit: Emit): Promise<Journal & HealthReporter>;
  /** Ends what a dead process had open. */
  abandon(): Promise<void>;
  remove(): Promise<void>;
}

/** How long an fsync takes on virtual time. */
const COMMIT_MS = 2;

/** Makes an empty disk of the kind. */
export function createSimDisk(kind: JournalKind, work: RealWork): SimDisk {
  return kind === 'memory' ? memoryDisk() : sqliteDisk(work);
}

function memoryDisk(): SimDisk {
  const disk = createMemoryDisk();
  return {
    open: async ({ runtime }, emit) =>
      createMemoryJournal(runtime, emit, { disk, commitMs: COMMIT_MS }),
    abandon: async () => {},
    remove: async () => {},
  };
}

/**
 * The real journal: a file, its thread, its fsync. Virtual time stands still while the thread works,
 * and each commit takes its virtual time before it, so that a crash can come in between.
 */
function sqliteDisk(work: RealWork): SimDisk {
  const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-sim-'));
  let thread: Worker | null = null;

  const abandon = async (): Promise<void> => {
    if (thread !== null) await work.track(thread.terminate());
    thread = null;
  };

  return {
    async open({ runtime }, emit) {
      const opening = openWorkerStore({
        folder,
        runtime,
        spawn(start) {
          const url = new URL('../../journal/sqlite/worker.ts', import.meta.url);
          thread = new Worker(url, { name: 'journal', workerData: start });
          return thread;
        },
      });
      const store = await work.track(opening);
      return createJournal({ store: onVirtualTime(store, runtime, work), runtime, emit });
    },
    abandon,
    async remove() {
      await abandon();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function onVirtualTime(store: JournalStore, runtime: Runtime, work: RealWork): JournalStore {
  const { track } = work;
  return {
    async commit(batch) {
      await runtime.sleep(COMMIT_MS);
      return await track(store.commit(batch));
    },
    probe: () => track(store.probe()),
    get: (id) => track(store.get(id)),
    byIdempotencyKey: (caller, key) => track(store.byIdempotencyKey(caller, key)),
    byPartnerKey: (partner, key) => track(store.byPartnerKey(partner, key)),
    events: (id, afterSeq, limit) => track(store.events(id, afterSeq, limit)),
    list: (filter) => track(store.list(filter)),
    due: (nowMs, limit) => track(store.due(nowMs, limit)),
    inStates: (states, afterId, limit) => track(store.inStates(states, afterId, limit)),
    census: (states) => track(store.census(states)),
    outboxDue: (nowMs, limit) => track(store.outboxDue(nowMs, limit)),
    outboxGet: (id) => track(store.outboxGet(id)),
    outboxOf: (id) => track(store.outboxOf(id)),
    records: (kind) => track(store.records(kind)),
    record: (kind, id) => track(store.record(kind, id)),
    close: () => track(store.close()),
  };
}

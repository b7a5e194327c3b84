/**
 * Goal: a full or broken disk costs writes and nothing else: each is refused as provably not
 * stored, nothing is half there, reads go on, and the journal is back when the disk is.
 *
 * Method: a database that may not grow, on every machine; a 1 MB file system filled by a neighbour,
 * where the tests may mount one; a process that may not write beyond a file size (a true EFBIG from
 * the kernel, which SQLite reports as an I/O error); a worker thread that dies.
 */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';

import { describe, expect, it, onTestFinished } from 'vitest';

import { createJournal } from '../../../src/journal/create-journal.ts';
import type { HealthReporter } from '../../../src/journal/journal-health.ts';
import type { JournalStore } from '../../../src/journal/journal-store.ts';
import { JournalError, type Journal } from '../../../src/journal/port.ts';
import { openDatabase } from '../../../src/journal/sqlite/open-database.ts';
import { openSqliteJournal } from '../../../src/journal/sqlite/sqlite-journal.ts';
import { createSqliteSession } from '../../../src/journal/sqlite/sqlite-session.ts';
import { openWorkerStore } from '../../../src/journal/sqlite/worker-store.ts';
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { creation, SAMPLE_AT_MS, sampleOutbox } from '../samples.ts';
import { runChild } from './run-child.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A journal on a disk whose room the test controls. */
interface SmallDisk {
  readonly journal: Journal & HealthReporter;
  readonly fill: () => void;
  readonly makeRoom: () => void;
}

const DISKS = [
  ['a database that may not grow', onLimitedDatabase],
  ...(mayMount() ? [['a file system of 1 MB', onSmallFileSystem] as const] : []),
] as const;

describe.each(DISKS)('a full disk: %s', (_, open) => {
  it('refuses what does not fit, keeps the rest, and takes writes again when there is room', async () => {
    const { journal, fill, makeRoom } = await open();
    const large = 'x'.repeat(200_000);
    expect(await journal.write(creation('po_1', { document: large }))).toEqual({ kind: 'ok' });
    fill();

    const refusals = await Promise.all([
      refusalOf(journal.write({ ...creation('po_2', { document: large }), ...outboxOf('wh_2') })),
      refusalOf(journal.write({ ...creation('po_3', { document: large }), ...outboxOf('wh_3') })),
    ]);

    expect(refusals).toEqual(['full, stored no', 'full, stored no']);
    expect(journal.health()).toMatchObject({ ok: false, code: 'full' });
    expect((await journal.get('po_1'))?.document).toBe(large);
    expect((await journal.list({ limit: 10 })).map(({ id }) => id)).toEqual(['po_1']);
    expect(await journal.outboxGet('wh_2')).toBeNull();
    expect(await journal.events('po_2', 0, 10)).toEqual([]);

    makeRoom();

    expect(await journal.write(creation('po_2', { document: large }))).toEqual({ kind: 'ok' });
    expect(journal.health()).toEqual({ ok: true });
    expect(await journal.get('po_3')).toBeNull();
    await journal.close();
  });
});

describe('a disk that comes back while nobody writes', () => {
  it('is noticed by the probe', async () => {
    const runtime = virtualRuntime(1);
    const database = openDatabase(temporaryFolder(), SAMPLE_AT_MS);
    const journal = createJournal({ store: inThisThread(database), runtime, emit: () => {} });
    database.exec('PRAGMA query_only = ON');
    const said = await refusalOf(journal.write(creation('po_1')));
    expect(said).toBe('readonly, stored no');

    await runtime.advance(5000);
    expect(journal.health()).toMatchObject({ ok: false, code: 'readonly' });
    database.exec('PRAGMA query_only = OFF');
    await runtime.advance(1000);

    expect(journal.health()).toEqual({ ok: true });
    await journal.close();
  });
});

describe('an I/O error', () => {
  it('refuses the write as not stored or unknown, and reads go on', async () => {
    const said = await runChild('fill', temporaryFolder(), { fileBlocksMax: 4000 });

    expect(said).toMatchObject({ code: 'io', readable: true });
    expect(said['written']).toBeGreaterThan(2);
  });
});

describe('the death of the journal’s thread', () => {
  it('is survived: another one is started, and what was acknowledged is there', async () => {
    const workers: Worker[] = [];
    const store = await openWorkerStore({
      folder: temporaryFolder(),
      runtime: systemRuntime,
      spawn: (start) => {
        const url = new URL('../../../src/journal/sqlite/worker.ts', import.meta.url);
        const worker = new Worker(url, { workerData: start });
        workers.push(worker);
        return worker;
      },
    });
    const journal = createJournal({ store, runtime: systemRuntime, emit: () => {} });
    await journal.write(creation('po_1'));

    const inFlight = journal.write(creation('po_2'));
    await workers[0]?.terminate();

    // Its commit was lost on the way; it was looked up, or repeated, by the second thread.
    expect(await inFlight).toEqual({ kind: 'ok' });
    expect((await journal.list({ limit: 10 })).map(({ id }) => id)).toEqual(['po_2', 'po_1']);
    expect(workers).toHaveLength(2);
    expect(journal.health()).toEqual({ ok: true });
    await journal.close();
  });
});

function outboxOf(id: string) {
  return { outbox: [sampleOutbox(id)] };
}

function refusalOf(written: Promise<unknown>): Promise<string> {
  return written.then(
    () => 'stored',
    (error: JournalError) => `${error.code}, stored ${error.stored}`,
  );
}

async function onLimitedDatabase(): Promise<SmallDisk> {
  const database = openDatabase(temporaryFolder(), SAMPLE_AT_MS);
  const store = inThisThread(database);
  const limit = (pages: number) => database.exec(`PRAGMA max_page_count = ${pages}`);
  return {
    journal: createJournal({ store, runtime: virtualRuntime(1), emit: () => {} }),
    fill: () => limit(Number(database.prepare('PRAGMA page_count').get()?.['page_count'])),
    makeRoom: () => limit(1_000_000),
  };
}

async function onSmallFileSystem(): Promise<SmallDisk> {
  const folder = temporaryFolder();
  mount(folder);
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  const ballast = join(folder, 'ballast');
  return {
    journal: await openSqliteJournal({ folder, runtime: systemRuntime, emit: () => {} }),
    fill() {
      try {
        writeFileSync(ballast, Buffer.alloc(2_000_000));
      } catch {
        // As intended: everything there was room for is written, and the disk is full.
      }
    },
    makeRoom: () => rmSync(ballast),
  };
}

function mount(folder: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
}

function mayMount(): boolean {
  const folder = join('/tmp', `breakwater-mount-${process.pid}`);
  spawnSync('mkdir', [folder]);
  const mounted = mount(folder);
  if (mounted) spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
  return mounted;
}

/** The session as a store, without a thread: the test keeps hold of the database. */
function inThisThread(database: DatabaseSync): JournalStore {
  const session = createSqliteSession(database);
  const call =
    <Args extends readonly unknown[], Result>(method: (...args: Args) => Result) =>
    async (...args: Args): Promise<Result> =>
      method(...args);
  return {
    commit: call(session.commit),
    probe: call(session.probe),
    close: call(session.close),
    get: call(session.get),
    byIdempotencyKey: call(session.byIdempotencyKey),
    byPartnerKey: call(session.byPartnerKey),
    events: call(session.events),
    list: call(session.list),
    due: call(session.due),
    inStates: call(session.inStates),
    census: call(session.census),
    outboxDue: call(session.outboxDue),
    outboxGet: call(session.outboxGet),
    outboxOf: call(session.outboxOf),
    records: call(session.records),
    record: call(session.record),
  };
}

/**
 * The gateway as a process that dies where it is told to: the product's own composition
 * (`startGateway`), with a fuse behind its journal, on its wire and inside its SQLite thread.
 *
 * Environment: DATA_DIR, SANDBOX_URL and WEBHOOK_URL, and what `CRASH_ENV` names. Says
 * `READY {"url","recovered","pid"}` once it serves and `COMMITS n` when it stops in good order.
 */
import { writeSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { Worker } from 'node:worker_threads';

import { ADAPTERS } from '../../../adapters/registry.ts';
import { readConfig } from '../../config/environment.ts';
import type { Emit } from '../../contract/events.ts';
import { createKeyRing } from '../../http/api-keys.ts';
import { createJournal } from '../../journal/create-journal.ts';
import type { SqliteJournalOptions } from '../../journal/sqlite/sqlite-journal.ts';
import type { WorkerStart } from '../../journal/sqlite/worker-protocol.ts';
import { openWorkerStore } from '../../journal/sqlite/worker-store.ts';
import { openSqliteJournal } from '../../journal/sqlite/sqlite-journal.ts';
import { startGateway } from '../../gateway/start-gateway.ts';
import { createLogger } from '../../observe/logs/logger.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import { demoSecret } from '../../sandbox/partners/demo-secret.ts';
import { FIXTURES_FOLDER, DEMO_LANE_RULES_FILE } from '../../config/project-files.ts';
import { STEADY_ROUTING, WEBHOOK_SECRET } from './places.ts';
import type { AssassinOrders } from './assassin.ts';
import { CRASH_ENV } from './crash-points.ts';
import { crashingJournal } from './crashing-journal.ts';
import { crashingTap } from './crashing-tap.ts';
import type { CrashingStart } from './crashing-worker.ts';
import { fuseOf } from './fuse.ts';

const { env } = process;
const STDOUT = 1;
const fuse = fuseOf(env);
const clockBackMs = Number(env[CRASH_ENV.clockBackMs] ?? 0);
const runtime: Runtime = { ...systemRuntime, now: () => systemRuntime.now() - clockBackMs };
const urls = JSON.parse(env[CRASH_ENV.urls] ?? '{}') as Readonly<Record<string, readonly string[]>>;
let commits = 0;

const gateway = await startGateway({
  config: readConfig(
    { HOST: '127.0.0.1', PORT: '0', CALENDARS: 'always', DATA_DIR: env['DATA_DIR'] },
    {
      laneRulesFile: DEMO_LANE_RULES_FILE,
      routingFile: STEADY_ROUTING,
      partners: Object.keys(ADAPTERS),
    },
  ),
  runtime,
  logger: createLogger({
    level: 'error',
    stream: new PassThrough().resume(),
    now: () => runtime.now(),
  }),
  keys: createKeyRing([], { allowDemo: true }),
  webhookEndpoints: [{ caller: 'demo', url: env['WEBHOOK_URL'] ?? '', secrets: [WEBHOOK_SECRET] }],
  privateHostsAllowed: new Set(['127.0.0.1']),
  secretsOf: (partner) => demoSecret(partner, FIXTURES_FOLDER),
  baseUrlsOf: (partner) => urls[partner] ?? [`${env['SANDBOX_URL'] ?? ''}/${partner}`],
  openJournal: async (options) => crashingJournal(await openJournal(options), fuse),
  wireTap: crashingTap(fuse),
});
const { url, recovered } = gateway;
say(`READY ${JSON.stringify({ url, recovered, pid: process.pid })}`);
process.on('SIGTERM', () => {
  void gateway.stop('SIGTERM').then(() => {
    say(`COMMITS ${commits}`);
    process.exit(0);
  });
});

async function openJournal(options: SqliteJournalOptions) {
  const emit: Emit = (event) => {
    if (event.kind === 'journal.committed') commits += 1;
    options.emit(event);
  };
  const { point } = fuse;
  if (point !== 'group-commit' && point !== 'checkpoint') {
    return await openSqliteJournal({ ...options, emit });
  }
  const { folder } = options;
  const spawn = (start: WorkerStart) => crashingThread(start, point);
  const store = await openWorkerStore({ folder, runtime, spawn });
  return createJournal({ store, runtime, emit });
}

/** The journal's thread, and beside it the one that kills the process while it is in SQLite. */
function crashingThread(start: WorkerStart, point: CrashingStart['point']): Worker {
  const signal = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const delayMicros = Number(env[CRASH_ENV.delayMicros] ?? 0);
  const orders: AssassinOrders = { signal, point, delayMicros };
  new Worker(new URL('./assassin.ts', import.meta.url), { workerData: orders }).unref();
  const passing = Number(env[CRASH_ENV.passing] ?? 1);
  const workerData: CrashingStart = { ...start, signal, point, passing };
  return new Worker(new URL('./crashing-worker.ts', import.meta.url), { workerData });
}

function say(line: string): void {
  writeSync(STDOUT, `${line}\n`);
}

/**
 * Does the gateway stay reachable? Pays 50 payouts a second twice, alone and beside idle sockets and
 * four callback floods, then sends SIGTERM. Loopback only. Exits with 1 where a promise is broken.
 *
 *   node bench/standing.ts [idle sockets, 10000] [seconds, 10]      (ulimit -n above twice the sockets)
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const IDLE = Number(process.argv[2] ?? 10_000);
const SECONDS = Number(process.argv[3] ?? 10);
const GRACE_MS = 5_000;
const FLOOD = 'a&'.repeat(131_000);

const folder = mkdtempSync(path.join(tmpdir(), 'breakwater-standing-'));
const bin = fileURLToPath(new URL('../bin/breakwater.mjs', import.meta.url));
const ports = { PORT: '0', OPS_PORT: '0', CHAOS_PORT: '0', SANDBOX_PORT: '0' };
const env = { ...process.env, ...ports, DATA_DIR: folder, STOP_GRACE_MS: String(GRACE_MS) };
const child = spawn(process.execPath, [bin, 'serve', '--demo'], { env });
const exited = once(child, 'exit');
let output = '';
child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
child.stderr.pipe(process.stderr);
while (!output.includes('Create a payout')) await sleep(50);
const api = /API\s+(http:\S+)\/v1/.exec(output)?.[1] ?? '';
const ops = /Metrics\s+(http:\S+)\/metrics/.exec(output)?.[1] ?? '';

let posted = 0;
let accepted = 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const fromMs = performance.now();
  await work();
  return performance.now() - fromMs;
}

async function post(): Promise<void> {
  const no = ++posted;
  const headers = {
    authorization: 'Bearer demo',
    'content-type': 'application/json',
    'idempotency-key': `standing-${no}`,
  };
  const account = { type: 'alipay_user_id', value: `2088${String(no).padStart(12, '0')}` };
  const body = JSON.stringify({
    obligation: `standing-${no}`,
    amount: { value: 1_000, currency: 'CNY' },
    creditor: { name: 'Zhang San', account },
  });
  const answer = await fetch(`${api}/v1/payouts`, { method: 'POST', headers, body });
  await answer.text();
  if (answer.status === 202) accepted += 1;
}

/** The p99 of an accept and the worst `/livez`, in ms; a call that failed counts as for ever. */
async function measure(): Promise<{ readonly p99: number; readonly livez: number }> {
  const lives: Promise<number>[] = [];
  const accepts: Promise<number>[] = [];
  for (let i = 0; i < SECONDS * 50; i++) {
    accepts.push(timed(post).catch(() => Infinity));
    if (i % 25 === 0) lives.push(timed(() => fetch(`${ops}/livez`)).catch(() => Infinity));
    await sleep(20);
  }
  const sorted = (await Promise.all(accepts)).toSorted((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Infinity;
  return { p99, livez: Math.max(...(await Promise.all(lives))) };
}

const quiet = await measure();

const { port } = new URL(api);
const idle: Socket[] = [];
for (let i = 0; i < IDLE; i++) {
  const localAddress = `127.0.0.${2 + (i % 4)}`;
  const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress });
  idle.push(socket.on('error', () => undefined));
  if (i % 100 === 0) await sleep(5);
}
let flooding = true;
let floods = 0;
const flood = async () => {
  while (flooding) {
    const request = fetch(`${api}/callbacks/alipay`, { method: 'POST', body: FLOOD });
    await request.then((answer) => answer.text()).catch(() => undefined);
    floods += 1;
  }
};
const flooders = [flood(), flood(), flood(), flood()];
const storm = await measure();
flooding = false;
await Promise.all(flooders);

const stopMs = await timed(() => {
  child.kill('SIGTERM');
  return exited;
});
for (const socket of idle) socket.destroy();
rmSync(folder, { recursive: true, force: true });

const rows = { quiet, storm, floods, posted, accepted, idle: IDLE, stopMs };
console.log(JSON.stringify(rows, null, 2));
const holds =
  storm.livez < 1_000 &&
  storm.p99 <= 10 * quiet.p99 &&
  stopMs <= GRACE_MS + 1_000 &&
  accepted === posted;
console.log(holds ? 'stands' : 'DOES NOT STAND');
process.exitCode = holds ? 0 : 1;

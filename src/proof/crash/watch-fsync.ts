import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { payoutBody } from './crash-order.ts';
import { startGatewayProcess } from './gateway-process.ts';
import { newFolder, openCrashBanks } from './places.ts';

/** Whether a 202 was ever sent before the disk had answered. */
export interface FsyncReport {
  readonly kind: 'proven' | 'broken' | 'unwatched';
  /** One line for people. */
  readonly line: string;
}

const UNREACHABLE = 'http://127.0.0.1:9/hook';

/**
 * Runs a gateway under strace, posts payouts one after the other, and reads the order of its system
 * calls: between two 202s at least one fdatasync or fsync must have returned. This is as far as
 * power loss can be judged without cutting power: what the disk does with an fsync is its own word.
 */
export async function watchFsync(payouts: number): Promise<FsyncReport> {
  if (spawnSync('strace', ['-o', '/dev/null', 'true']).status !== 0) {
    return {
      kind: 'unwatched',
      line: 'strace is not here or may not trace: fsync was not watched',
    };
  }
  const banks = await openCrashBanks();
  const dataDir = newFolder();
  const trace = path.join(dataDir, 'trace');
  const calls = 'trace=fsync,fdatasync,write,writev,sendto';
  const gateway = await startGatewayProcess({
    dataDir,
    sandboxUrl: banks.sandbox.url,
    webhookUrl: UNREACHABLE,
    under: ['strace', '-f', '-I', '2', '-s', '24', '-e', calls, '-o', trace],
  });
  if (gateway === null) throw new Error('a gateway without a fuse died');
  try {
    for (let index = 0; index < payouts; index++) {
      const key = `fsync-${index}`;
      if ((await gateway.post(key, payoutBody('alipay', key))) === null) {
        return { kind: 'broken', line: `payout ${key} was not accepted` };
      }
    }
    await gateway.stop();
    const commits = Number(/COMMITS (\d+)/.exec(gateway.output())?.[1]);
    return judge(readFileSync(trace, 'utf8'), payouts, commits);
  } finally {
    await gateway.stop();
    await banks.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Reads strace's lines in their order: a sync counts when it has returned 0. */
function judge(trace: string, payouts: number, commits: number): FsyncReport {
  let syncs = 0;
  let syncsSinceAnswer = 0;
  let answers = 0;
  let early = 0;
  for (const line of trace.split('\n')) {
    if (/\bf(?:data)?sync(?:\(| resumed).*= 0$/.test(line)) {
      syncs += 1;
      syncsSinceAnswer += 1;
    } else if (line.includes('"HTTP/1.1 202')) {
      answers += 1;
      if (syncsSinceAnswer === 0) early += 1;
      syncsSinceAnswer = 0;
    }
  }
  const line =
    `strace saw ${answers} times 202, ${early} of them before an fsync had returned; ` +
    `${syncs} fsyncs for ${commits} commits`;
  const holds = early === 0 && answers === payouts && syncs >= commits;
  return { kind: holds ? 'proven' : 'broken', line };
}

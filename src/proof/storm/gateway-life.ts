import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';

import { PROJECT_FOLDER } from '../../config/project-files.ts';
import {
  type GatewayOrders,
  type GatewayProcess,
  startGatewayProcess,
} from '../crash/gateway-process.ts';

/** One gateway after another on the same data folder. */
export interface GatewayLife {
  /** Starts one; the one before must be dead. */
  start(): Promise<void>;
  kill(): Promise<void>;
  kills(): number;
  /** `breakwater journal backup`, as an operator calls it. Returns what it said. */
  backUp(): Promise<string>;
  /** The journal is lost: `breakwater journal restore` of the backup. Returns what it said. */
  restore(): Promise<string>;
  /** Kills the one that lives; none is started after it. */
  end(): Promise<void>;
}

/** Where it lives, and who hears of a new address. */
export interface GatewayLifeOptions {
  readonly dataDir: string;
  readonly backupDir: string;
  readonly sandboxUrl: string;
  readonly webhookUrl: string;
  /** {@link GatewayOrders.urls}. */
  readonly urls: NonNullable<GatewayOrders['urls']>;
  readonly onUrl: (url: string) => void;
}

/** Nothing lives yet. */
export function openGatewayLife(options: GatewayLifeOptions): GatewayLife {
  const { dataDir, backupDir } = options;
  let living: GatewayProcess | null = null;
  let kills = 0;
  let isOver = false;
  mkdirSync(dataDir, { recursive: true });

  return {
    async start() {
      if (isOver) throw new Error('the storm is over: no gateway is started');
      living = await startGatewayProcess(options);
      if (living === null) throw new Error('the gateway died at its start');
      options.onUrl(living.url);
    },
    async kill() {
      await living?.kill();
      kills += 1;
    },
    kills: () => kills,
    backUp: () => journal('backup', dataDir, backupDir),
    async restore() {
      renameSync(dataDir, `${dataDir}-lost`);
      mkdirSync(dataDir);
      return await journal('restore', dataDir, backupDir);
    },
    async end() {
      isOver = true;
      await living?.kill();
    },
  };
}

/** Rejects when the command fails. */
async function journal(command: string, dataDir: string, folder: string): Promise<string> {
  const program = path.join(PROJECT_FOLDER, 'bin/breakwater.mjs');
  const child = spawn(process.execPath, [program, 'journal', command, folder], {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`journal ${command} failed: ${said}`);
  return said.trim();
}

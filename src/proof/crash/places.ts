import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { FIXTURES_FOLDER } from '../../config/project-files.ts';
import { systemRuntime } from '../../runtime/system-runtime.ts';
import { openSandboxWorld, type SandboxWorld } from '../../sandbox/server/sandbox-world.ts';

/** Routing without exploration and without rates, so that each payout goes where it asks to. */
export const STEADY_ROUTING = fileURLToPath(new URL('./steady-routing.yaml', import.meta.url));

/** Signs the webhooks of these runs; known to the world. */
export const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const SETTLE_MS = 50;

/** The simulated partners, which outlive every gateway that is killed. */
export function openCrashBanks(): Promise<SandboxWorld> {
  return openSandboxWorld({
    runtime: systemRuntime,
    fixturesFolder: FIXTURES_FOLDER,
    settleMs: SETTLE_MS,
  });
}

/** A new empty folder for a gateway's data. Whoever asks for it removes it. */
export function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'breakwater-crash-'));
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { ADAPTERS } from '../../adapters/registry.ts';
import { readConfig } from '../../src/config/environment.ts';
import { readSamplePayouts, type SamplePayouts } from '../../src/config/sample-payouts.ts';
import { createKeyRing } from '../../src/http/api-keys.ts';
import { type Gateway, startGateway } from '../../src/gateway/start-gateway.ts';
import { createLogger } from '../../src/observe/logs/logger.ts';
import { systemRuntime } from '../../src/runtime/system-runtime.ts';
import {
  openSandboxWorld as openSandbox,
  type SandboxWorld,
} from '../../src/sandbox/server/sandbox-world.ts';
import { demoSecret } from '../../src/sandbox/partners/demo-secret.ts';

export const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));
export const LANE_RULES_FILE = fileURLToPath(
  new URL('../../deploy/breakwater.demo.yaml', import.meta.url),
);

/** Tests that name a partner want no turn of another one, and no rate that moves them elsewhere. */
export const STEADY_ROUTING = fileURLToPath(
  new URL('../../src/proof/crash/steady-routing.yaml', import.meta.url),
);

export type { SandboxWorld };

/** The simulated partners on a real socket, with a hand on each bank. */
export function openSandboxWorld(settleMs = 20): Promise<SandboxWorld> {
  return openSandbox({ runtime: systemRuntime, fixturesFolder: FIXTURES, settleMs });
}

/** A gateway in this process: real HTTP, real SQLite in a folder of its own, real sockets. */
export interface GatewayWorld {
  readonly gateway: Gateway;
  readonly dataDir: string;
  /** Everything logged so far, as text. */
  log(): string;
  post(key: string, body: object): Promise<Response>;
  get(pathname: string): Promise<Response>;
  /** Ends the gateway and, unless it is kept for a restart, its folder. */
  close(options?: { readonly keepData: boolean }): Promise<void>;
}

export interface GatewayOptions {
  readonly sandboxUrl: string;
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Other hosts for this partner than the sandbox's, in order of preference. */
  readonly urls?: Readonly<Record<string, readonly string[]>>;
  readonly webhooks?: Parameters<typeof startGateway>[0]['webhookEndpoints'];
}

export async function openGateway(options: GatewayOptions): Promise<GatewayWorld> {
  const dataDir = options.dataDir ?? newFolder();
  const stream = new PassThrough();
  let logged = '';
  stream.on('data', (chunk: Buffer) => (logged += chunk.toString()));
  const config = readConfig(
    {
      PORT: '0',
      CHAOS_PORT: '0',
      CHAOS_MODE: 'lab',
      CALENDARS: 'always',
      LAME_DUCK_MS: '0',
      DATA_DIR: dataDir,
      ...options.env,
    },
    {
      laneRulesFile: LANE_RULES_FILE,
      routingFile: STEADY_ROUTING,
      partners: Object.keys(ADAPTERS),
    },
  );
  const gateway = await startGateway({
    config,
    runtime: systemRuntime,
    logger: createLogger({ level: 'debug', stream, now: () => systemRuntime.now() }),
    keys: createKeyRing([], { allowDemo: true }),
    webhookEndpoints: options.webhooks ?? [],
    privateHostsAllowed: new Set(['127.0.0.1']),
    secretsOf: (partner) => demoSecret(partner, FIXTURES),
    baseUrlsOf: (partner) => options.urls?.[partner] ?? [`${options.sandboxUrl}/${partner}`],
  });
  const headers = { authorization: 'Bearer demo', 'content-type': 'application/json' };
  return {
    gateway,
    dataDir,
    log: () => logged,
    post: (key, body) =>
      fetch(`${gateway.url}/v1/payouts`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': key },
        body: JSON.stringify(body),
      }),
    get: (pathname) => fetch(`${gateway.url}${pathname}`, { headers }),
    async close({ keepData } = { keepData: false }) {
      await gateway.stop('test');
      if (!keepData) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'breakwater-test-'));
}

/** Every partner that tests pay through. */
export const PAYERS: readonly string[] = Object.keys(ADAPTERS);

/** The made-up creditor of these tests, by number. */
const CREDITOR_NO = 123_456_789_012;

const samples = new Map(PAYERS.map((name) => [name, readSamplePayouts(name, FIXTURES)] as const));

function samplesOf(partner: string): SamplePayouts {
  const found = samples.get(partner);
  if (found === undefined) throw new Error(`no partner "${partner}" in adapters/registry.ts`);
  return found;
}

/** The account that {@link payoutBody} pays to through this partner. */
export function creditorOf(partner: string) {
  return samplesOf(partner).account(CREDITOR_NO);
}

/** A request that this partner is preferred for; cards can be paid by Alipay as well. */
export function payoutBody(partner: string, obligation: string, value = 25_000) {
  const { currency, route } = samplesOf(partner);
  return {
    obligation,
    amount: { value, currency },
    creditor: { name: 'Zhang San', account: creditorOf(partner) },
    remittance: 'loan',
    // Where others could pay as well and are preferred, this partner alone is allowed.
    ...(route === undefined ? {} : { route: [partner] }),
  };
}

/** Spreads payouts evenly over the partners, by a number of the payout's own. */
export function payerOf(index: number): string {
  return PAYERS[index % PAYERS.length] ?? 'alipay';
}

/** Looks again and again until the answer satisfies; the test's own timeout is the bound. */
export async function until<T>(
  look: () => Promise<T>,
  satisfies: (found: T) => boolean,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (satisfies(found)) return found;
    await systemRuntime.sleep(50);
  }
}

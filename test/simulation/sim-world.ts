import { readFileSync } from 'node:fs';

import { ADAPTERS } from '../../adapters/registry.ts';
import { createChaos } from '../../src/chaos/control.ts';
import type { AdapterFactory } from '../../src/contract/adapter.ts';
import type { GatewayEvent } from '../../src/contract/events.ts';
import { createMemoryDisk } from '../../src/journal/memory/memory-disk.ts';
import { createMemoryJournal } from '../../src/journal/memory/memory-journal.ts';
import { openPayouts, type Payouts } from '../../src/payouts/open-payouts.ts';
import { createPartnerLanes } from '../../src/resilience/partner-lanes.ts';
import { createPolicySource } from '../../src/resilience/policy-file.ts';
import { createRoutingSource } from '../../src/routing/routing-source.ts';
import { createCallbackDispatcher } from '../../src/sandbox/callback-dispatcher.ts';
import type { Behaviour } from '../../src/sandbox/bank.ts';
import { createSandboxPartners } from '../../src/sandbox/sandbox-partners.ts';
import { demoSecret } from '../../src/sandbox/secret-files.ts';
import { classifyWire } from '../../src/transport/classify-wire.ts';
import { FIXTURES, POLICY_FILE, ROUTING_FILE } from '../support/world.ts';
import { simRuntime } from './sim-runtime.ts';
import { simWire } from './sim-wire.ts';

/** The caller of every simulated payout. */
export const CALLER = 'lender';

const COMMIT_MS = 2;
const SETTLE_MS = 300;

/** What a webhook receiver was told, in order of arrival. */
export interface Heard {
  readonly id: string;
  readonly body: string;
}

/** Everything of one seed: three banks that live on and a gateway that may be killed. */
export async function openSimWorld(seed: number, onEvent: (event: GatewayEvent) => void) {
  const time = simRuntime(seed);
  const disk = createMemoryDisk();
  const heard: Heard[] = [];
  const partners = createSandboxPartners({
    runtime: time,
    seed: String(seed),
    gatewayUrl: 'http://gateway',
    fixturesFolder: FIXTURES,
    settleMs: SETTLE_MS,
    openingBalanceMinor: 100_000_000_000n,
    log: () => undefined,
  });
  const factories = Object.entries<AdapterFactory>(ADAPTERS);
  const adapters = factories.map(([name, create]) => create(demoSecret(name, FIXTURES)));
  const policies = createPolicySource({
    path: POLICY_FILE,
    partners: new Map(adapters.map(({ partner, capabilities }) => [partner, capabilities])),
    read: (path) => readFileSync(path, 'utf8'),
  });
  const routing = createRoutingSource({
    path: ROUTING_FILE,
    calendars: 'always',
    partners: new Map(adapters.map(({ partner, capabilities }) => [partner, capabilities])),
    known: Object.keys(ADAPTERS),
    read: (path) => readFileSync(path, 'utf8'),
  });
  const names = adapters.map(({ partner }) => partner);
  const chaos = createChaos({ mode: 'lab', runtime: time, emit: onEvent, partners: names });

  async function boot() {
    const { runtime, kill } = time.process();
    let alive = true;
    const emit = (event: GatewayEvent) => {
      if (alive) onEvent(event);
    };
    const desks = new Map(
      adapters.flatMap((adapter) => {
        const { partner } = adapter;
        const bank = partners.find(({ name }) => name === partner);
        if (bank === undefined) return [];
        const lanes = createPartnerLanes({
          partner,
          capabilities: adapter.capabilities,
          policy: () => policies.current(partner),
          exchange: simWire(bank, runtime),
          taps: [chaos.tap(partner)],
          probe: () => adapter.probe({ nowMs: runtime.now(), nonce: runtime.randomHex(16) }),
          classifyWire,
          wasInjected: chaos.wasInjected,
          runtime,
          emit,
        });
        return [[partner, { adapter, lanes, endpoint: 'main' }] as const];
      }),
    );
    const payouts = await openPayouts({
      journal: createMemoryJournal(runtime, emit, { disk, commitMs: COMMIT_MS }),
      runtime,
      emit,
      desks,
      policy: { creditScoreMin: null, regionsBlocked: [], amountMinorMax: new Map() },
      routing,
      webhookEndpoints: [
        { caller: CALLER, url: 'http://lender/hook', secrets: ['whsec_c2ltdWxhdGlvbg=='] },
      ],
      postWebhook: async (_url, headers, body) => {
        heard.push({ id: headers['webhook-id'] ?? '', body });
        return { kind: 'answered', status: 200, retryAfterMs: null };
      },
      readiness: () => ({ ready: true, checks: [] }),
    });
    payouts.start();
    return {
      payouts,
      kill() {
        alive = false;
        kill();
      },
    };
  }

  let gateway = await bootInTime();
  let isUp = true;

  /** Opening waits for commits, and commits for time. */
  async function bootInTime(): Promise<{ readonly payouts: Payouts; kill(): void }> {
    let booted: Awaited<ReturnType<typeof boot>> | null = null;
    const booting = boot().then((up) => (booted = up));
    while (booted === null) await time.advance(1);
    return await booting;
  }

  const postman = createCallbackDispatcher({
    partners,
    runtime: time,
    log: () => undefined,
    async deliver({ url, headers, body }) {
      if (!isUp) throw new Error('connection refused');
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      const name = new URL(url).pathname.split('/').at(-1) ?? '';
      const answering = gateway.payouts.service
        .callback(name, { headers: Object.fromEntries(lower), body })
        .catch(() => null);
      const answer = await Promise.race([answering, time.sleep(5_000).then(() => null)]);
      return { status: answer?.status ?? 503, body: answer?.body ?? '' };
    },
  });

  return {
    time,
    disk,
    heard,
    chaos,
    service: () => gateway.payouts.service,
    books: () => partners.flatMap(({ bank }) => bank.books()),
    arm(partner: string, behaviour: Behaviour) {
      partners.find(({ name }) => name === partner)?.bank.behaviours.arm(behaviour);
    },
    calm() {
      chaos.disarmAll();
      for (const { bank } of partners) bank.behaviours.clear();
    },
    async crash(downMs: number) {
      gateway.kill();
      isUp = false;
      await time.advance(downMs);
      gateway = await bootInTime();
      isUp = true;
    },
    close() {
      gateway.kill();
      postman.close();
    },
  };
}

export type SimWorld = Awaited<ReturnType<typeof openSimWorld>>;

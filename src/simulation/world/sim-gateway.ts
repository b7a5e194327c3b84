import { createHash } from 'node:crypto';

import { createChaos } from '../../chaos/arm/control.ts';
import { readConfig } from '../../config/environment.ts';
import type { GatewayEvent } from '../../contract/events.ts';
import { type ApiScope, createKeyRing } from '../../http/api-keys.ts';
import { createChaosApp } from '../../http/chaos/chaos-app.ts';
import type { PostWebhook } from '../../payouts/notify/post-webhook.ts';
import type { Served } from '../../gateway/listen.ts';
import { type Gateway, startGateway } from '../../gateway/start-gateway.ts';
import type { SandboxPartner } from '../../sandbox/partners/sandbox-partner.ts';
import { FIXTURES_FOLDER, DEMO_LANE_RULES_FILE, ROUTING_FILE } from '../../config/project-files.ts';
import type { Chronicle } from '../record/chronicle.ts';
import { type Door, openDoor } from './door.ts';
import { openHandlerDoor } from './handler-door.ts';
import { quickSecrets } from '../partners/quick-secrets.ts';
import type { RealWork } from './real-work.ts';
import type { SimDisk } from './sim-journal.ts';
import type { SimProcess, SimRuntime } from './sim-runtime.ts';
import { simWire } from './sim-wire.ts';
import type { Truth } from '../record/truth.ts';

/** The caller of every simulated payout, and the people around the gateway. */
export const CALLER = 'lender';
/** The two people with the scope `ops`. */
export const OPERATORS = ['operator-a', 'operator-b'] as const;
const EXPERIMENTER = 'experimenter';

const SCOPES: ReadonlyMap<string, readonly ApiScope[]> = new Map<string, readonly ApiScope[]>([
  [CALLER, ['payouts:write', 'payouts:read']],
  ...OPERATORS.map((name) => [name, ['ops']] as const),
  [EXPERIMENTER, ['chaos']],
]);

/** The API key of somebody, by name. */
export function keyOf(name: string): string {
  return `bw_simulation_of_${name.replaceAll('-', '_')}_only`;
}

const KEYS = createKeyRing(
  [...SCOPES].map(([name, scopes]) => ({
    name,
    caller: name,
    sha256: createHash('sha256').update(keyOf(name)).digest('hex'),
    scopes,
  })),
  { allowDemo: false },
);

const GRACE_MS = 3_000;

const ENVIRONMENT = {
  CALENDARS: 'always',
  CHAOS_MODE: 'lab',
  STOP_GRACE_MS: String(GRACE_MS),
  LAME_DUCK_MS: '0',
};

/** What one process of the gateway lives in. */
export interface GatewayPlace {
  readonly seed: number;
  readonly world: SimRuntime;
  readonly work: RealWork;
  readonly disk: SimDisk;
  /** Whether calls come in as HTTP, or straight to the API's handlers. */
  readonly overHttp: boolean;
  readonly truth: Truth;
  readonly chronicle: Chronicle;
  /** Every simulated partner, and the names of those that the gateway pays through. */
  readonly partners: readonly SandboxPartner[];
  readonly paysThrough: readonly string[];
  readonly postWebhook: PostWebhook;
  readonly straggleMs: (partner: string, payoutId: string) => number;
  readonly onEvent: (event: GatewayEvent) => void;
}

/** A whole gateway, from its HTTP doors to its wires, in one process of the simulation. */
export interface SimGateway {
  readonly api: Door;
  readonly chaos: Door;
  /** As SIGTERM does: running calls may end. */
  stop(): Promise<void>;
  /** As SIGKILL does: nothing of it happens any more. */
  kill(): void;
  /** After the run: opossum's own timers would keep a dead gateway in memory for 24 days. */
  release(): void;
}

/** Starts the product by its own composition root; sockets, disk and clock are the simulation's. */
export async function startSimGateway(place: GatewayPlace): Promise<SimGateway> {
  const { work, disk, chronicle } = place;
  const process = place.world.process();
  const doors: Door[] = [];
  const gateway: Gateway = await startGateway({
    config: readConfig(ENVIRONMENT, {
      laneRulesFile: DEMO_LANE_RULES_FILE,
      routingFile: ROUTING_FILE,
      partners: place.paysThrough,
    }),
    runtime: process.runtime,
    logger: {
      listen(event) {
        if (process.isAlive()) place.onEvent(event);
      },
      close: async () => {},
    },
    keys: KEYS,
    webhookEndpoints: [
      { caller: CALLER, url: 'http://lender/hook', secrets: ['whsec_c2ltdWxhdGlvbg=='] },
    ],
    privateHostsAllowed: new Set(),
    secretsOf: (partner) => quickSecrets(partner, FIXTURES_FOLDER),
    baseUrlsOf: () => [],
    openJournal: async ({ emit }) => {
      const journal = await disk.open(process, emit);
      return { ...chronicle.watch(journal), health: () => journal.health() };
    },
    outside: {
      async serve({ app, routes }): Promise<Served> {
        doors.push(place.overHttp ? openDoor(app, work) : openHandlerDoor(routes, KEYS));
        return { url: 'http://gateway', port: 0, close: async () => {} };
      },
      openWire: (partner) => ({
        exchange: openWire(place, process, partner),
        close: async () => {},
      }),
      postWebhook: place.postWebhook,
      chaosParts: { createChaos, createChaosApp },
    },
  });
  const [api, chaos] = doors;
  if (api === undefined || chaos === undefined) throw new Error('a gateway has two doors');
  return {
    api,
    chaos,
    stop: () => gateway.stop('SIGTERM'),
    kill() {
      process.kill();
      for (const door of doors) door.slam();
    },
    release() {
      gateway.stop('the run is over').catch(() => undefined);
    },
  };
}

function openWire(place: GatewayPlace, process: SimProcess, name: string) {
  const partner = place.partners.find((candidate) => candidate.name === name);
  if (partner === undefined) {
    throw new Error(
      `no simulated partner "${name}": add it to src/sandbox/partners/sandbox-partners.ts`,
    );
  }
  const { seed, world, truth } = place;
  const straggleMs = (payoutId: string) => place.straggleMs(name, payoutId);
  return simWire({ seed, partner, world, process, truth, straggleMs });
}

/** The headers of a call by somebody. */
export function headersFor(name: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${keyOf(name)}`, 'content-type': 'application/json' };
}

/** The headers of whoever runs the chaos session. */
export const EXPERIMENTER_HEADERS = headersFor(EXPERIMENTER);

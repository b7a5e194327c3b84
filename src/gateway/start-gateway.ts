import { readFileSync } from 'node:fs';

import { ADAPTERS } from '../../adapters/registry.ts';
import type { Config } from '../config/environment.ts';
import { reloadTogether } from '../config/yaml/reload-together.ts';
import type { AdapterFactory, SecretSource } from '../contract/adapter.ts';
import type { Emit } from '../contract/events.ts';
import type { Tap } from '../contract/exchange.ts';
import type { KeyRing } from '../http/api-keys.ts';
import type { HttpApp } from '../http/http-app.ts';
import { openSqliteJournal } from '../journal/sqlite/sqlite-journal.ts';
import { createBus } from '../observe/bus.ts';
import type { Logger } from '../observe/logs/logger.ts';
import { JOURNAL_ERROR_CODES } from '../journal/port.ts';
import { createMetrics } from '../observe/metrics/metrics.ts';
import type { PostWebhook } from '../payouts/notify/post-webhook.ts';
import type { WebhookEndpoint } from '../payouts/notify/webhook.ts';
import { openPayouts, type Payouts } from '../payouts/open-payouts.ts';
import type { Readiness } from '../payouts/service.ts';
import { createRoutingSource, type RoutingSource } from '../routing/routing-source.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createWebhookPost } from '../transport/webhook-post.ts';
import { journalGauges } from './journal-gauges.ts';
import { listen, type ListenSettings, type Served } from './listen.ts';
import { type ChaosParts, openChaos, type OpenChaos } from './open-chaos.ts';
import {
  capabilitiesOf,
  certificatesEnd,
  type OpenPartners,
  openPartners,
  type Wire,
} from './open-partners.ts';
import { serveApps } from './serve-apps.ts';
import { createStop } from './stop-gateway.ts';
import { VERSION } from './version.ts';

/** A gateway that serves. */
export interface Gateway {
  readonly url: string;
  readonly port: number;
  /** Where partners send callbacks. */
  readonly callbackUrl: string;
  /** Where health and metrics are. */
  readonly opsUrl: string;
  readonly chaosUrl: string | null;
  /** Attempts that an earlier process left under way, in doubt now. */
  readonly recovered: number;
  /** Reads lane rules, routing and calendars again; all of the old ones stay when one is wrong. */
  reload(): void;
  /** Writes a copy of the journal into a folder that has none. Rejects with JournalError. */
  backUp(folder: string): Promise<void>;
  /**
   * Ends in good order, within `stopGraceMs`: says so and refuses new payouts, then closes the
   * listeners, lets running calls end and closes the journal. Every call gets the same promise.
   */
  stop(reason: string): Promise<void>;
}

/** What a gateway is started from. */
export interface GatewaySettings {
  readonly config: Config;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly keys: KeyRing;
  readonly webhookEndpoints: readonly WebhookEndpoint[];
  /** Hosts of webhook endpoints that may be private, such as `127.0.0.1` in a demo. */
  readonly privateHostsAllowed: ReadonlySet<string>;
  readonly secretsOf: (partner: string) => SecretSource;
  /** Where each partner lives, in order of preference. */
  readonly baseUrlsOf: (partner: string) => readonly string[];
  /** Opens the journal of `config.dataDir`; SQLite unless a crash test stands in front of it. */
  readonly openJournal?: typeof openSqliteJournal;
  /** A tap closest to the wire, for a crash test that must see bytes leave; normally none. */
  readonly wireTap?: Tap;
  /** The world outside, for a simulation that runs the whole gateway without a socket. */
  readonly outside?: Outside;
}

/** What stands in the place of sockets: the ways in and the ways out. */
export interface Outside {
  serve(http: HttpApp, at: ListenSettings): Promise<Served>;
  openWire(partner: string): Wire;
  readonly postWebhook: PostWebhook;
  /** Already loaded: loading takes real time. */
  readonly chaosParts: ChaosParts;
}

const WEBHOOK_TIMEOUT_MS = 20_000;

/**
 * Puts the whole gateway together: the only place that knows every part. Rejects when the journal
 * cannot be opened, a partner or a file is wrong, or a port is taken; nothing was sent then.
 */
export async function startGateway(settings: GatewaySettings): Promise<Gateway> {
  const { config, runtime, logger } = settings;
  const bus = createBus();
  bus.listen(logger.listen);
  const openJournal = settings.openJournal ?? openSqliteJournal;
  const journal = await openJournal({ folder: config.dataDir, runtime, emit: bus.emit });
  try {
    return await startOver(journal, bus, settings);
  } catch (error) {
    // The journal's thread would keep a process alive that has nothing to serve.
    await journal.close();
    throw error;
  }
}

type OpenJournal = Awaited<ReturnType<typeof openSqliteJournal>>;
type Bus = ReturnType<typeof createBus>;

async function startOver(
  journal: OpenJournal,
  bus: Bus,
  settings: GatewaySettings,
): Promise<Gateway> {
  const { config, runtime, keys, outside } = settings;
  const { emit } = bus;
  let stopping = false;

  const gauges = {
    ...journalGauges(journal, runtime),
    certificatesEnd: () => certificatesEnd(opened.clients),
    calendarsEnd: () => routing.calendarsEnd(),
    successRatios: () => payouts.successRatios(),
    unplacedNews: () => payouts.unplacedNews(),
    distrustedProofs: () => payouts.distrustedProofs(),
  };
  const known = { partners: config.partners, journalCodes: JOURNAL_ERROR_CODES };
  const metrics = createMetrics(gauges, known, { ofProcess: outside === undefined });
  bus.listen(metrics.listen);
  emit({ kind: 'process.started', version: VERSION, node: process.version });

  const chaos = await openChaos({ config, runtime, emit, parts: outside?.chaosParts });
  const opened = openConfiguredPartners(settings, chaos, emit);
  const routing = openRouting(settings, opened);
  const readiness = () => readinessOf(journal, stopping);
  const payouts = await openPayoutsOver(settings, { journal, emit, opened, routing, readiness });
  noteFaults(bus, payouts);

  const parts = { keys, runtime, emit, service: payouts.service, version: VERSION };
  const served = await serveApps({
    ...settings,
    http: {
      ...parts,
      metrics: () => metrics.scrape(),
      chaosHint: chaos !== null,
      isStopping: () => stopping,
    },
    chaos,
    serve: outside?.serve ?? listen,
  });
  payouts.start();

  return {
    url: served.api.url,
    port: served.api.port,
    callbackUrl: served.callbacks.url,
    opsUrl: (served.ops ?? served.api).url,
    chaosUrl: served.control?.url ?? null,
    recovered: payouts.recovered,
    reload: () => void reloadTogether([opened.laneRules, routing], emit),
    backUp: (folder) =>
      journal.backUp?.(folder) ?? Promise.reject(new Error('this journal has no file')),
    stop: createStop({
      ...config,
      runtime,
      served,
      payouts,
      begin(reason) {
        stopping = true;
        emit({ kind: 'process.stopping', reason });
        chaos?.control.panic('shutdown');
      },
      async finish() {
        await opened.close();
        await journal.close();
      },
    }),
  };
}

const FACTORIES: ReadonlyMap<string, AdapterFactory> = new Map(Object.entries(ADAPTERS));

function openConfiguredPartners(
  settings: GatewaySettings,
  chaos: OpenChaos | null,
  emit: Emit,
): OpenPartners {
  const { config, runtime, outside, wireTap } = settings;
  return openPartners({
    factories: new Map([...FACTORIES].filter(([partner]) => config.partners.includes(partner))),
    known: [...FACTORIES.keys()],
    laneRulesFile: config.laneRulesFile,
    secretsOf: settings.secretsOf,
    baseUrlsOf: settings.baseUrlsOf,
    tapsOf: (partner) => [
      ...(chaos === null ? [] : [chaos.control.tap(partner)]),
      ...(wireTap === undefined ? [] : [wireTap]),
    ],
    wasInjected: (tags) => chaos?.control.wasInjected(tags) ?? false,
    ...(outside === undefined ? {} : { openWire: (partner: string) => outside.openWire(partner) }),
    runtime,
    emit,
  });
}

function openRouting({ config }: GatewaySettings, { clients }: OpenPartners): RoutingSource {
  return createRoutingSource({
    path: config.routingFile,
    calendars: config.calendars,
    partners: capabilitiesOf(clients),
    known: [...FACTORIES.keys()],
    read: (path) => readFileSync(path, 'utf8'),
  });
}

interface BelowPayouts {
  readonly journal: OpenJournal;
  readonly emit: Emit;
  readonly opened: OpenPartners;
  readonly routing: RoutingSource;
  readonly readiness: () => Readiness;
}

function openPayoutsOver(settings: GatewaySettings, below: BelowPayouts): Promise<Payouts> {
  const { config, runtime, outside, privateHostsAllowed, webhookEndpoints } = settings;
  const { opened, ...rest } = below;
  const timeoutMs = WEBHOOK_TIMEOUT_MS;
  return openPayouts({
    ...rest,
    runtime,
    clients: opened.clients,
    policy: config,
    askFirstMs: config.askFirstMs,
    webhookEndpoints,
    postWebhook: outside?.postWebhook ?? createWebhookPost({ timeoutMs, privateHostsAllowed }),
  });
}

function readinessOf(journal: OpenJournal, stopping: boolean): Readiness {
  const health = journal.health();
  const checks = [
    { name: 'journal', ok: health.ok, detail: health.ok ? 'takes writes' : health.code },
    { name: 'serving', ok: !stopping, detail: stopping ? 'stopping' : 'taking payouts' },
  ];
  return { ready: checks.every(({ ok }) => ok), checks };
}

/** A fault that touched a payout's call is told on the payout's timeline. */
function noteFaults(bus: Bus, payouts: Payouts): void {
  bus.listen((event) => {
    if (event.kind !== 'fault.injected' || event.payoutId === '') return;
    const { payoutId, kind: _kind, ...fault } = event;
    payouts.noteFault(payoutId, { kind: 'faultInjected', ...fault });
  });
}

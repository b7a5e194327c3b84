import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { ADAPTERS } from '../../adapters/registry.ts';
import type { Config } from '../config/environment.ts';
import type { AdapterFactory, SecretSource } from '../contract/adapter.ts';
import type { Tap } from '../contract/exchange.ts';
import type { Chaos, createChaos } from '../chaos/arm/control.ts';
import type { KeyRing } from '../http/api-keys.ts';
import type { createChaosApp } from '../http/chaos/chaos-app.ts';
import { createHttpApp, type HttpApp } from '../http/http-app.ts';
import { openSqliteJournal } from '../journal/sqlite/sqlite-journal.ts';
import { createBus } from '../observe/bus.ts';
import type { Logger } from '../observe/logs/logger.ts';
import { createMetrics } from '../observe/metrics/metrics.ts';
import { journalGauges } from './journal-gauges.ts';
import { capabilitiesOf, certificatesEnd, openPartners, type Wire } from './open-partners.ts';
import type { PostWebhook } from '../payouts/notify/post-webhook.ts';
import type { WebhookEndpoint } from '../payouts/notify/webhook.ts';
import { openPayouts } from '../payouts/open-payouts.ts';
import type { Readiness } from '../payouts/service.ts';
import { createRoutingSource } from '../routing/routing-source.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { createWebhookPost } from '../transport/webhook-post.ts';
import { VERSION } from './version.ts';
import { reloadTogether } from '../config/yaml/reload-together.ts';

/** A gateway that serves. */
export interface Gateway {
  readonly url: string;
  readonly port: number;
  readonly chaosUrl: string | null;
  /** Attempts that an earlier process left under way, in doubt now. */
  readonly recovered: number;
  /** Reads lane rules, routing and calendars again; all of the old ones stay when one is wrong. */
  reload(): void;
  /** Stops taking payouts, lets running calls end, closes the journal. Idempotent. */
  stop(reason: string): Promise<void>;
}

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
  serve(http: HttpApp, host: string, port: number): Promise<Served>;
  openWire(partner: string): Wire;
  readonly postWebhook: PostWebhook;
  /** Already loaded: loading takes real time. */
  readonly chaosParts: ChaosParts;
}

/** What a chaos session is made of. When chaos is off none of it is even loaded. */
export interface ChaosParts {
  readonly createChaos: typeof createChaos;
  readonly createChaosApp: typeof createChaosApp;
}

/** An app that takes requests, and its end. */
export interface Served {
  readonly url: string;
  readonly port: number;
  /** Running requests end; idle connections do not hold the process. */
  close(): Promise<void>;
}

const WEBHOOK_TIMEOUT_MS = 20_000;

/** Puts the whole gateway together: the only place that knows every part. */
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

async function startOver(
  journal: Awaited<ReturnType<typeof openSqliteJournal>>,
  bus: ReturnType<typeof createBus>,
  settings: GatewaySettings,
): Promise<Gateway> {
  const { config, runtime, keys, outside } = settings;
  const serve = outside?.serve ?? listen;
  const { emit } = bus;
  let stopping = false;

  const gauges = {
    ...journalGauges(journal, runtime),
    certificatesEnd: () => certificatesEnd(opened.clients),
    calendarsEnd: () => routing.calendarsEnd(),
    successRatios: () => payouts.successRatios(),
  };
  const metrics = createMetrics(gauges, { ofProcess: outside === undefined });
  bus.listen(metrics.listen);
  emit({ kind: 'process.started', version: VERSION, node: process.version });

  const chaosParts =
    config.chaosMode === 'off' ? null : (outside?.chaosParts ?? (await loadChaos()));
  const chaos = openChaos(chaosParts, config, runtime, emit);
  const factories = new Map<string, AdapterFactory>(Object.entries(ADAPTERS));
  const opened = openPartners({
    factories: new Map([...factories].filter(([partner]) => config.partners.includes(partner))),
    known: [...factories.keys()],
    laneRulesFile: config.laneRulesFile,
    secretsOf: settings.secretsOf,
    baseUrlsOf: settings.baseUrlsOf,
    tapsOf: (partner) => [
      ...(chaos === null ? [] : [chaos.tap(partner)]),
      ...(settings.wireTap === undefined ? [] : [settings.wireTap]),
    ],
    wasInjected: (tags) => chaos?.wasInjected(tags) ?? false,
    ...(outside === undefined ? {} : { openWire: (partner: string) => outside.openWire(partner) }),
    runtime,
    emit,
  });

  const routing = createRoutingSource({
    path: config.routingFile,
    calendars: config.calendars,
    partners: capabilitiesOf(opened.clients),
    known: [...factories.keys()],
    read: (path) => readFileSync(path, 'utf8'),
  });

  function readiness(): Readiness {
    const health = journal.health();
    const checks = [
      { name: 'journal', ok: health.ok, detail: health.ok ? 'takes writes' : health.code },
      { name: 'serving', ok: !stopping, detail: stopping ? 'stopping' : 'taking payouts' },
    ];
    return { ready: checks.every(({ ok }) => ok), checks };
  }

  const payouts = await openPayouts({
    journal,
    runtime,
    emit,
    clients: opened.clients,
    policy: config,
    routing,
    webhookEndpoints: settings.webhookEndpoints,
    postWebhook:
      outside?.postWebhook ??
      createWebhookPost({
        timeoutMs: WEBHOOK_TIMEOUT_MS,
        privateHostsAllowed: settings.privateHostsAllowed,
      }),
    readiness,
  });
  bus.listen((event) => {
    if (event.kind !== 'fault.injected' || event.payoutId === '') return;
    const { payoutId, kind: _kind, ...fault } = event;
    payouts.noteFault(payoutId, { kind: 'faultInjected', ...fault });
  });

  const http = createHttpApp({
    service: payouts.service,
    keys,
    runtime,
    emit,
    metrics: () => metrics.scrape(),
    version: VERSION,
    chaosHint: chaos !== null,
  });
  const api = await serve(http, config.host, config.port);
  const control =
    chaos === null || chaosParts === null
      ? null
      : await serve(
          chaosParts.createChaosApp({ control: chaos, keys, runtime, emit }),
          config.host,
          config.chaosPort,
        );
  payouts.start();

  return {
    url: api.url,
    port: api.port,
    chaosUrl: control?.url ?? null,
    recovered: payouts.recovered,
    reload: () => void reloadTogether([opened.laneRules, routing], emit),
    async stop(reason) {
      if (stopping) return;
      stopping = true;
      emit({ kind: 'process.stopping', reason });
      chaos?.panic('shutdown');
      await Promise.all([api.close(), control?.close()]);
      await payouts.stop(config.stopGraceMs);
      await opened.close();
      await journal.close();
    },
  };
}

async function loadChaos(): Promise<ChaosParts> {
  const { createChaos } = await import('../chaos/arm/control.ts');
  const { createChaosApp } = await import('../http/chaos/chaos-app.ts');
  return { createChaos, createChaosApp };
}

function openChaos(
  parts: ChaosParts | null,
  { chaosMode, partners }: Config,
  runtime: Runtime,
  emit: ReturnType<typeof createBus>['emit'],
): Chaos | null {
  if (parts === null || chaosMode === 'off') return null;
  return parts.createChaos({ mode: chaosMode, runtime, emit, partners });
}

/** A client that dribbles its request may not hold a connection for ever. */
const REQUEST_LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000 };
const CONNECTIONS_MAX = 10_000;

function listen({ app }: HttpApp, host: string, port: number): Promise<Served> {
  return new Promise((resolve, reject) => {
    const server = createServer(REQUEST_LIMITS, app);
    server.maxConnections = CONNECTIONS_MAX;
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // A TCP server's address is never a string.
      const address = server.address() as AddressInfo;
      const shown = address.address.includes(':') ? `[${address.address}]` : address.address;
      const url = `http://${shown}:${address.port}`;
      resolve({ url, port: address.port, close: () => close(server) });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

import { readFileSync } from 'node:fs';

import { ConfigError } from '../config/environment.ts';
import type { Reloadable } from '../config/yaml/reload-together.ts';
import type {
  AdapterFactory,
  PartnerAdapter,
  PartnerEndpoint,
  SecretSource,
} from '../contract/adapter.ts';
import { blankCapabilities, contradictoryCapabilities } from '../contract/check-capabilities.ts';
import type { Emit } from '../contract/events.ts';
import type { Exchange, ExchangeTags, Tap } from '../contract/exchange.ts';
import type { ClientEndpoint } from '../payouts/dispatch/client-endpoint.ts';
import type { PartnerClient } from '../payouts/dispatch/partner-client.ts';
import { createPartnerLanes } from '../resilience/partner-lanes.ts';
import type { PartnerRules } from '../resilience/rules/rules-schema.ts';
import { createRulesSource } from '../resilience/rules/rules-source.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { classifyWire } from '../transport/classify-wire.ts';
import { createHttpExchange } from '../transport/http-exchange.ts';
import { createSession } from '../transport/session.ts';
import { splitEndpoints } from './split-endpoints.ts';

/** All partners behind their guards. */
export interface OpenPartners {
  readonly clients: ReadonlyMap<string, PartnerClient>;
  /** The lane rules of their guards, to be read again. */
  readonly laneRules: Reloadable;
  close(): Promise<void>;
}

/** What partners are opened from. */
export interface OpenPartnersSettings {
  readonly factories: ReadonlyMap<string, AdapterFactory>;
  /** Every partner there is an adapter for: the names that the lane rules file may speak of. */
  readonly known: readonly string[];
  readonly laneRulesFile: string;
  readonly secretsOf: (partner: string) => SecretSource;
  readonly baseUrlsOf: (partner: string) => readonly string[];
  readonly tapsOf: (partner: string) => readonly Tap[];
  /** The way to a partner; HTTP unless a simulation stands in front of it. */
  readonly openWire?: (partner: string) => Wire;
  readonly wasInjected: (tags: ExchangeTags) => boolean;
  readonly runtime: Runtime;
  readonly emit: Emit;
}

/** The way to one partner, and its end. */
export interface Wire {
  readonly exchange: Exchange;
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 3_000;
/** Below what partners' load balancers keep idle connections for. */
const KEEP_ALIVE_MS = 4_000;
const BODY_BYTES_MAX = 1_048_576;

/** Opens every partner. Refuses an adapter whose capability record has a blank or contradicts itself. */
export function openPartners(settings: OpenPartnersSettings): OpenPartners {
  const { emit } = settings;
  const adapters = [...settings.factories].map(([partner, create]) =>
    admit(create(settings.secretsOf(partner))),
  );
  const laneRules = createRulesSource({
    path: settings.laneRulesFile,
    partners: new Map(adapters.map(({ partner, capabilities }) => [partner, capabilities])),
    known: settings.known,
    read: (path) => readFileSync(path, 'utf8'),
  });
  const opened = adapters.map((adapter) => {
    const { partner, capabilities } = adapter;
    const endpoints = splitEndpoints(capabilities, settings.baseUrlsOf(partner));
    const split = endpoints.map((endpoint) =>
      openEndpoint(adapter, endpoint, {
        settings,
        partnerRules: () => laneRules.current(partner),
        emit: endpoints.length > 1 ? namingEndpoint(emit, endpoint.name) : emit,
      }),
    );
    // Without company to wait for there is nothing to collect.
    const batching =
      adapter.batch === undefined ? {} : { batching: () => laneRules.current(partner).batch };
    return {
      partner,
      wires: split.map(({ wire }) => wire),
      client: {
        adapter,
        endpoints: split.map(({ client }) => client),
        conflicts: () => laneRules.current(partner).conflicts,
        malformedMax: () => laneRules.current(partner).breaker.malformedRefusalsMax,
        ...batching,
      },
    };
  });
  return {
    clients: new Map(opened.map(({ partner, client }) => [partner, client])),
    laneRules,
    async close() {
      await Promise.all(opened.flatMap(({ wires }) => wires.map((wire) => wire.close())));
    },
  };
}

interface EndpointParts {
  readonly settings: OpenPartnersSettings;
  readonly partnerRules: () => PartnerRules;
  readonly emit: Emit;
}

/** One ledger: its own sockets, token, breakers and limits. */
function openEndpoint(
  adapter: PartnerAdapter,
  endpoint: PartnerEndpoint,
  { settings, partnerRules, emit }: EndpointParts,
): { readonly wire: Wire; readonly client: ClientEndpoint } {
  const { partner, capabilities } = adapter;
  const { runtime } = settings;
  const wire = settings.openWire?.(partner) ?? openHttpWire(partner, endpoint, runtime);
  const lanes = createPartnerLanes({
    partner,
    capabilities,
    partnerRules,
    exchange: wire.exchange,
    taps: [...sessionOf(adapter, runtime), ...settings.tapsOf(partner)],
    probe: () => adapter.probe({ nowMs: runtime.now(), nonce: runtime.randomHex(16) }),
    classifyWire,
    wasInjected: settings.wasInjected,
    runtime,
    emit,
  });
  return { wire, client: { name: endpoint.name, lanes } };
}

/** Two breakers of one partner are two series: `adyen@eu.example`. Payouts count for the partner. */
function namingEndpoint(emit: Emit, name: string): Emit {
  return (event) => {
    const isOfLane = event.kind === 'breaker.moved' || event.kind === 'lane.gauged';
    emit(isOfLane ? { ...event, partner: `${event.partner}@${name}` } : event);
  };
}

/** Outermost, so that every fault meets the call for a token too and no tape holds one. */
function sessionOf({ partner, session }: PartnerAdapter, runtime: Runtime): readonly Tap[] {
  return session === undefined ? [] : [createSession({ rules: session, partner, runtime })];
}

/** What each partner promises, in the order in which they are preferred. */
export function capabilitiesOf(clients: OpenPartners['clients']) {
  return new Map([...clients].map(([partner, { adapter }]) => [partner, adapter.capabilities]));
}

function openHttpWire(partner: string, endpoint: PartnerEndpoint, runtime: Runtime): Wire {
  return createHttpExchange({
    partner,
    endpoint,
    runtime,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    keepAliveMs: KEEP_ALIVE_MS,
    bodyBytesMax: BODY_BYTES_MAX,
    // A stale keep-alive socket fails like a bank that died after paying: doubt for nothing.
    freshSocketPerRequest: true,
  });
}

/** When the first certificate of each partner ends, for the partners that use any. */
export function certificatesEnd(clients: OpenPartners['clients']) {
  return [...clients].flatMap(([partner, { adapter }]) =>
    adapter.certificatesEndAtMs === undefined
      ? []
      : [{ partner, atSeconds: adapter.certificatesEndAtMs / MS_PER_SECOND }],
  );
}

const MS_PER_SECOND = 1_000;

function admit(adapter: PartnerAdapter): PartnerAdapter {
  const { partner, capabilities } = adapter;
  const blanks = blankCapabilities(capabilities);
  if (blanks.length > 0) {
    throw new ConfigError([`${partner}: its capability record leaves ${blanks.join(', ')} blank`]);
  }
  const contradiction = contradictoryCapabilities(capabilities);
  if (contradiction !== null) throw new ConfigError([`${partner}: ${contradiction}`]);
  if (capabilities.batchSizeMax > 1 !== (adapter.batch !== undefined)) {
    throw new ConfigError([`${partner}: batchSizeMax above 1 and \`batch\` go together`]);
  }
  return adapter;
}

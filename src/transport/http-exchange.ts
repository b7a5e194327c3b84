import assert from 'node:assert/strict';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { LookupFunction } from 'node:net';

import { type AxiosAdapter, type AxiosInstance, create as createAxios } from 'axios';

import type { PartnerEndpoint } from '../contract/adapter.ts';
import {
  type Exchange,
  type ExchangeContext,
  type PartnerReply,
  type PartnerRequest,
  WireError,
} from '../contract/exchange.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { classifyWire } from './classify-wire.ts';
import { createFlight, type Flight } from './flight.ts';
import { createHostChoice } from './host-choice.ts';
import { openStockAgent, stockAdapter } from './stock-adapter.ts';
import { type Host, parseHost, type SocketLimits, type TlsSettings } from './transport-settings.ts';
import { openSocketPool, undiciAdapter } from './undici-adapter.ts';

/** What it takes to reach one partner. Every limit left out has the default named beside it. */
export interface HttpExchangeSettings {
  readonly partner: string;
  readonly endpoint: PartnerEndpoint;
  readonly runtime: Runtime;
  /** Waiting for a socket, DNS, TCP and TLS together: how long a request may stay `unsent`. */
  readonly connectTimeoutMs: number;
  /** How long an idle socket is kept: choose less than the partner does. */
  readonly keepAliveMs: number;
  /** 1 MiB. The largest response body, as received and as decoded. */
  readonly bodyBytesMax?: number;
  /** False. Gives each submit a socket of its own; the other lanes keep theirs alive. */
  readonly freshSocketPerRequest?: boolean;
  readonly tls?: TlsSettings;
  /** 16 KiB. The largest status line and header block of a response. */
  readonly headerBytesMax?: number;
  /** 256. Sockets per host and pool; the bulkheads outside are meant to be lower. */
  readonly connectionsMax?: number;
  /** 5 minutes. The longest anybody listens to one exchange, detached or not. */
  readonly exchangeMsMax?: number;
  /** 30 s. How long a host that refused is stepped over. */
  readonly refusedHostMs?: number;
  /** 5 s. How long `close` waits for exchanges under way. */
  readonly closeGraceMs?: number;
  /** `undici`. `http` selects axios' own adapter, the reference of the conformance tests. */
  readonly adapter?: 'undici' | 'http';
  /** The system's resolver. For tests. */
  readonly lookup?: LookupFunction;
}

/** The wire to one partner. */
export interface HttpExchange {
  /**
   * Sends one request and resolves with the complete reply, whatever its HTTP status; redirects
   * are replies. Rejects with a {@link WireError} and nothing else; only its phase `unsent` proves
   * that no byte left. Once the last byte of a reply is read, the reply wins over any abort.
   *
   * Own error codes, beside those of the operating system, TLS, zlib and undici: `ABORTED` (the
   * context's signal), `CONNECT_TIMEOUT`, `EXCHANGE_LIMIT` (`exchangeMsMax` passed), `CLOSED` (`close` was called),
   * `ENCODING_UNKNOWN` and `RESEND_REFUSED`.
   */
  readonly exchange: Exchange;
  /**
   * Refuses new exchanges as `unsent`, waits up to `closeGraceMs` for those under way, and then
   * breaks them: each rejects with the phase it has reached.
   */
  close(): Promise<void>;
}

/** One host's two kinds of sockets, ready to make the adapter for a flight. */
interface HostSockets {
  adapterFor(flight: Flight, fresh: boolean): AxiosAdapter;
  close(): Promise<unknown>;
}

/**
 * Builds the wire to one partner: axios as the facade, undici's sockets underneath, the phases and
 * the reply held by a flight beside them.
 */
export function createHttpExchange(settings: HttpExchangeSettings): HttpExchange {
  const { runtime } = settings;
  const limits = socketLimits(settings);
  const hosts = settings.endpoint.baseUrls.map(parseHost);
  const exchangeMsMax = settings.exchangeMsMax ?? 300_000;
  assert(hosts.length > 0, 'an endpoint has a base URL');
  assert(exchangeMsMax > limits.connectTimeoutMs, 'an exchange lasts longer than connecting');
  const open = settings.adapter === 'http' ? openStockSockets : openUndiciSockets;
  const sockets = hosts.map((host) => open(host, limits));
  const choice = createHostChoice({
    hosts: hosts.length,
    memoryMs: settings.refusedHostMs ?? 30_000,
    runtime,
  });
  const client = createFacade(limits.bodyBytesMax);
  const underWay = new Set<Promise<PartnerReply>>();
  let closed = false;

  const sendOnce = async (
    request: PartnerRequest,
    context: ExchangeContext,
  ): Promise<PartnerReply> => {
    const hostIndex = choice.choose(context.tryIndex);
    const chosen = sockets[hostIndex];
    assert(chosen !== undefined, 'the choice is one of the hosts');
    const flight = createFlight(context);
    const fresh = settings.freshSocketPerRequest === true && context.tags.lane === 'submit';
    const release = limitFlight(flight, context.signal, runtime, {
      connectTimeoutMs: limits.connectTimeoutMs,
      exchangeMsMax,
    });
    try {
      return await sendThroughAxios(client, request, chosen.adapterFor(flight, fresh), flight);
    } catch (error) {
      const failure = flight.failure(error);
      const refused = failure.phase === 'unsent' && classifyWire(failure).partnerAtFault;
      if (refused) choice.refused(hostIndex);
      throw failure;
    } finally {
      if (flight.phase() !== 'unsent') choice.connected(hostIndex);
      release();
    }
  };

  return {
    async exchange(request, context) {
      if (closed) throw new WireError('unsent', 'CLOSED');
      if (context.signal.aborted) throw new WireError('unsent', 'ABORTED');
      const sending = sendOnce(request, context);
      underWay.add(sending);
      try {
        return await sending;
      } finally {
        underWay.delete(sending);
      }
    },
    async close() {
      closed = true;
      const graceMs = settings.closeGraceMs ?? 5_000;
      await settledOrAfter(Promise.allSettled(underWay), graceMs, runtime);
      await Promise.all(sockets.map((host) => host.close()));
    },
  };
}

function socketLimits(settings: HttpExchangeSettings): SocketLimits {
  return {
    connectTimeoutMs: settings.connectTimeoutMs,
    keepAliveMs: settings.keepAliveMs,
    bodyBytesMax: settings.bodyBytesMax ?? 1_048_576,
    headerBytesMax: settings.headerBytesMax ?? 16_384,
    connectionsMax: settings.connectionsMax ?? 256,
    tls: settings.tls ?? {},
    lookup: settings.lookup,
  };
}

/** axios with every habit switched off that could change bytes, send twice or go elsewhere. */
function createFacade(bodyBytesMax: number): AxiosInstance {
  return createAxios({
    maxRedirects: 0, // A followed 307 is a second POST (A5).
    proxy: false, // HTTP_PROXY is not a route for payouts (A6).
    maxContentLength: bodyBytesMax, // The reference adapter's bound (A7); ours is in the pool.
    responseType: 'text',
    transformRequest: [(body: unknown) => body],
    transformResponse: [(body: unknown) => body],
    validateStatus: () => true,
    headers: { common: { Accept: null } }, // Only what the adapter wrote, which may be signed.
  });
}

/**
 * Sends through axios, but believes the flight: a reply it holds is returned even if axios throws.
 */
async function sendThroughAxios(
  client: AxiosInstance,
  request: PartnerRequest,
  adapter: AxiosAdapter,
  flight: Flight,
): Promise<PartnerReply> {
  let failure: unknown;
  try {
    // Resolves only after the flight holds the reply, which is all that is wanted of it.
    await client.request({
      method: request.method,
      url: request.path,
      headers: outgoingHeaders(request),
      ...(request.body === undefined ? {} : { data: request.body }),
      adapter,
    });
  } catch (error) {
    failure = error;
  }
  const captured = flight.captured();
  if (captured !== null) return await captured;
  throw flight.failure(failure);
}

/**
 * The request's own headers, and three answers to what axios or the server would assume.
 *
 * Throws on a header that cannot be written, which axios would silently rewrite.
 */
function outgoingHeaders(request: PartnerRequest): Record<string, string | false> {
  for (const [name, value] of Object.entries(request.headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  const named = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()));
  return {
    // A coding can only be truncated or corrupt; a kilobyte is not worth it.
    ...(named.has('accept-encoding') ? {} : { 'accept-encoding': 'identity' }),
    // Some partners refuse requests without one (WeChat Pay API v3).
    ...(named.has('user-agent') ? {} : { 'user-agent': 'breakwater' }),
    // axios would call a POST without a type a form.
    ...(named.has('content-type') ? {} : { 'content-type': false as const }),
    ...request.headers,
  };
}

/** Ties the flight to the signal, to the connect timeout and to the longest anybody listens. */
function limitFlight(
  flight: Flight,
  signal: AbortSignal,
  runtime: Runtime,
  limits: { readonly connectTimeoutMs: number; readonly exchangeMsMax: number },
): () => void {
  const abort = (): void => flight.stop('ABORTED');
  signal.addEventListener('abort', abort, { once: true });
  const listenMs = limits.exchangeMsMax - limits.connectTimeoutMs;
  // One timer after the other: most exchanges end before the first and never need the second.
  let cancel = runtime.schedule(limits.connectTimeoutMs, () => {
    if (flight.phase() === 'unsent') flight.stop('CONNECT_TIMEOUT');
    else cancel = runtime.schedule(listenMs, () => flight.stop('EXCHANGE_LIMIT'));
  });
  return () => {
    signal.removeEventListener('abort', abort);
    cancel();
  };
}

function openUndiciSockets(host: Host, limits: SocketLimits): HostSockets {
  const kept = openSocketPool(host.origin, limits, { keepAlive: true });
  const fresh = openSocketPool(host.origin, limits, { keepAlive: false });
  return {
    adapterFor: (flight, isFresh) =>
      undiciAdapter(isFresh ? fresh : kept, host.pathPrefix, flight, limits.bodyBytesMax),
    close: () => Promise.all([kept.close(), fresh.close()]),
  };
}

function openStockSockets(host: Host, limits: SocketLimits): HostSockets {
  const kept = openStockAgent(host.origin, limits, { keepAlive: true });
  const fresh = openStockAgent(host.origin, limits, { keepAlive: false });
  return {
    adapterFor: (flight, isFresh) =>
      stockAdapter(isFresh ? fresh : kept, host, flight, limits.bodyBytesMax),
    close() {
      kept.destroy();
      fresh.destroy();
      return Promise.resolve();
    },
  };
}

function settledOrAfter(
  work: Promise<unknown>,
  graceMs: number,
  runtime: Pick<Runtime, 'schedule'>,
): Promise<void> {
  return new Promise((resolve) => {
    const cancel = runtime.schedule(graceMs, resolve);
    void work.then(() => {
      cancel();
      resolve();
    });
  });
}

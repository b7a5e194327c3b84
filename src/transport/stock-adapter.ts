import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { TLSSocket } from 'node:tls';

import { type AxiosAdapter, getAdapter } from 'axios';

import type { Flight } from './flight.ts';
import { readReply } from './read-reply.ts';
import type { Host, SocketLimits } from './transport-settings.ts';

/** The sockets of axios' own `http` adapter to one host. */
export type StockAgent = http.Agent;

/** Opens an agent with the same limits as the undici pool, for the reference adapter. */
export function openStockAgent(
  origin: string,
  limits: SocketLimits,
  options: { readonly keepAlive: boolean },
): StockAgent {
  const common = {
    keepAlive: options.keepAlive,
    maxSockets: limits.connectionsMax,
    timeout: limits.keepAliveMs,
    ...(limits.lookup === undefined ? {} : { lookup: limits.lookup }),
  };
  if (!origin.startsWith('https:')) return new http.Agent(common);
  return new https.Agent({
    ...common,
    ...limits.tls,
    minVersion: limits.tls.minVersion ?? 'TLSv1.2',
    rejectUnauthorized: true,
  });
}

/**
 * The reference: axios' own `http` adapter, with the same phases observed on node's sockets.
 *
 * Slower (docs/decisions/2026-11-24-dependencies.md) and kept for two reasons: the
 * conformance suite holds the undici adapter against it, and it is the way out should the undici
 * adapter misbehave. Its idle sockets are closed by the agent's `timeout`, which is `keepAliveMs`.
 */
export function stockAdapter(
  agent: StockAgent,
  host: Host,
  flight: Flight,
  bodyBytesMax: number,
): AxiosAdapter {
  return async (config) => {
    const transport = {
      request: (options: RequestOptions, onResponse: (response: IncomingMessage) => void) =>
        observedRequest(options, onResponse, flight),
    };
    const adapter = getAdapter('http');
    try {
      // The guards' signal stays out of axios, which would drop a reply that arrived with it (A1).
      const response = await adapter({
        ...config,
        url: `${host.origin}${host.pathPrefix}${config.url ?? '/'}`,
        httpAgent: agent,
        httpsAgent: agent,
        transport,
        responseType: 'arraybuffer', // axios strips a byte order mark from text.
        decompress: false, // axios lets truncated gzip pass as complete.
      });
      const bytes: unknown = response.data;
      const raw = {
        status: response.status,
        headers: toRecord(response.headers),
        bytes: Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0),
      };
      flight.capture(readReply(raw, bodyBytesMax));
      return { ...response, data: (await flight.captured())?.body ?? '' };
    } catch (error) {
      throw flight.failure(error);
    }
  };
}

function observedRequest(
  options: RequestOptions,
  onResponse: (response: IncomingMessage) => void,
  flight: Flight,
): ClientRequest {
  const client = options.protocol === 'https:' ? https : http;
  const request = client.request(options, (response) => {
    flight.sawStatus(response.statusCode ?? 0);
    flight.reach('headers');
    onResponse(response);
    response.once('data', () => flight.reach('body'));
  });

  const ready = (): void => flight.reach('sent');
  request.once('socket', (socket) => {
    if (request.reusedSocket) flight.onReusedSocket();
    if (request.reusedSocket || !socket.connecting) ready();
    else socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', ready);
  });
  // Without a listener node closes the socket and axios waits for ever.
  request.once('upgrade', (_response, socket) => {
    socket.destroy();
    request.emit('error', Object.assign(new Error('upgraded'), { code: 'ERR_UPGRADED' }));
  });
  flight.onStop((code) => request.destroy(new Error(code)));
  return request;
}

function toRecord(headers: object): Record<string, string | string[]> {
  const record: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    const known: unknown = value;
    record[name] = Array.isArray(known) ? known.map(String) : String(known);
  }
  return record;
}

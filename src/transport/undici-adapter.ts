import assert from 'node:assert/strict';
import { Socket } from 'node:net';

import { AxiosError, type AxiosAdapter, type InternalAxiosRequestConfig } from 'axios';
import { buildConnector, type Dispatcher, Pool } from 'undici';

import { PARTNER_METHODS } from '../contract/exchange.ts';
import type { Flight } from './flight.ts';
import { type RawReply, readReply } from './read-reply.ts';
import type { SocketLimits } from './transport-settings.ts';

/** The sockets to one host. */
export interface SocketPool {
  readonly dispatcher: Dispatcher;
  /** True while the first request of a socket that has just connected is being started. */
  isOpening(): boolean;
  /** Breaks every socket, also those still connecting, which undici alone would leave to time out. */
  close(): Promise<void>;
}

/**
 * Opens a pool of sockets to one origin, HTTP/1.1 only.
 *
 * HTTP/2 is off because there the transport itself may resend (GOAWAY, REFUSED_STREAM) and "not a
 * byte was sent" stops being a fact about a socket. `keepAlive: false` gives every request a socket
 * of its own, so that a stale one can never put a submit in doubt (A11, A12). With keep-alive,
 * undici's `pipelining: 1` still holds one request per socket: none ever waits behind another.
 */
export function openSocketPool(
  origin: string,
  limits: SocketLimits,
  options: { readonly keepAlive: boolean },
): SocketPool {
  let opening = false;
  const connecting = new Set<Socket>();
  const connect = buildConnector({
    ...limits.tls,
    ...(limits.lookup === undefined ? {} : { lookup: limits.lookup }),
    minVersion: limits.tls.minVersion ?? 'TLSv1.2',
    rejectUnauthorized: true, // Or NODE_TLS_REJECT_UNAUTHORIZED=0 would be obeyed.
    allowH2: false,
    timeout: limits.connectTimeoutMs, // Coarse to a second; the flight's own timer is exact.
  });
  const dispatcher = new Pool(origin, {
    connections: limits.connectionsMax,
    pipelining: options.keepAlive ? 1 : 0,
    keepAliveTimeout: limits.keepAliveMs,
    keepAliveMaxTimeout: limits.keepAliveMs, // A partner's hint may shorten it, never lengthen.
    headersTimeout: 0, // Deadlines belong to the guards, and one bound to the exchange.
    bodyTimeout: 0,
    maxHeaderSize: limits.headerBytesMax,
    maxResponseSize: limits.bodyBytesMax,
    allowH2: false,
    useMilo: false, // Or UNDICI_USE_MILO would choose the parser.
    connect: (target, callback) => {
      // The types hide it: undici's connector returns the socket.
      const socket = connect(target, (...outcome) => {
        if (socket instanceof Socket) connecting.delete(socket);
        // undici writes a socket's first request inside this callback, before it returns.
        opening = true;
        try {
          callback(...outcome);
        } finally {
          opening = false;
        }
      }) as unknown;
      if (socket instanceof Socket) connecting.add(socket);
    },
  });
  return {
    dispatcher,
    isOpening: () => opening,
    async close() {
      await dispatcher.destroy();
      for (const socket of connecting) socket.destroy();
    },
  };
}

/**
 * The axios adapter for one flight: hands the request to undici and tells the flight how far it
 * got.
 *
 * The truth about phases rests on one hook of undici 8: `onRequestStart` is called when a
 * connected (for TLS: secured and verified) socket has been chosen and nothing has been written to
 * it. Not called means not a byte was sent. It may be called twice for a request that undici
 * resends by itself; the second time is refused, because only the state machine may send again.
 */
export function undiciAdapter(
  pool: SocketPool,
  pathPrefix: string,
  flight: Flight,
  bodyBytesMax: number,
): AxiosAdapter {
  return async (config) => {
    await dispatch(pool, toDispatchOptions(config, pathPrefix), flight, bodyBytesMax);
    const reply = await flight.captured();
    if (reply === null) throw new AxiosError('no reply was captured', 'ERR_BAD_RESPONSE');
    return {
      data: reply.body,
      status: reply.status,
      statusText: '',
      headers: { ...reply.headers },
      config,
    };
  };
}

function toDispatchOptions(
  config: InternalAxiosRequestConfig,
  pathPrefix: string,
): Dispatcher.DispatchOptions {
  const body: unknown = config.data;
  const method = PARTNER_METHODS.find((known) => known === config.method?.toUpperCase());
  assert(method !== undefined, 'a request has a method that partners use');
  return {
    method,
    path: `${pathPrefix}${config.url ?? '/'}`,
    headers: config.headers.toJSON(true),
    body: typeof body === 'string' ? body : null,
    idempotent: false, // Never to be sent while another request is on the same socket.
  };
}

/** Resolves once the flight holds the complete reply; rejects with the flight's failure. */
function dispatch(
  pool: SocketPool,
  options: Dispatcher.DispatchOptions,
  flight: Flight,
  bodyBytesMax: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let ended = false;
    let wire: Dispatcher.DispatchController | null = null;
    let status = 0;
    let headers: RawReply['headers'] = {};
    const chunks: Buffer[] = [];

    const fail = (error: unknown): void => {
      if (ended) return;
      ended = true;
      reject(flight.failure(error));
    };

    flight.onStop((code) => {
      // Once started, only undici knows whether the reply was complete first: it decides.
      if (wire === null) fail(new Error(code));
      else wire.abort(new Error(code));
    });
    if (ended) return;

    pool.dispatcher.dispatch(options, {
      onRequestStart(controller) {
        if (ended || wire !== null) {
          controller.abort(resendRefused());
          return;
        }
        wire = controller;
        if (!pool.isOpening()) flight.onReusedSocket();
        flight.reach('sent');
      },
      onResponseStart(_controller, statusCode, responseHeaders) {
        if (statusCode < 200) return; // Informational; the answer is still to come.
        status = statusCode;
        headers = responseHeaders;
        flight.sawStatus(statusCode);
        flight.reach('headers');
      },
      onResponseData(_controller, chunk) {
        flight.reach('body');
        chunks.push(chunk);
      },
      onResponseEnd() {
        if (ended) return;
        ended = true;
        const raw = { status, headers, bytes: Buffer.concat(chunks) };
        flight.capture(readReply(raw, bodyBytesMax));
        resolve();
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    });
  });
}

function resendRefused(): Error {
  return Object.assign(new Error('a request is started once'), { code: 'RESEND_REFUSED' });
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import type { HttpApp } from '../http/http-app.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ConnectionBook } from './connections/connection-book.ts';
import { keepBook } from './connections/keep-book.ts';

/** An app that takes requests, and its end. */
export interface Served {
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more connections. Running requests may end for `graceMs`; a connection to which
   * nothing is owed is closed before that, and every one after it. Resolves within `graceMs`.
   */
  close(graceMs: number): Promise<void>;
}

/** Where an app listens, and for how many at once. */
export interface ListenSettings {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** How many connections one source may hold; more close its own oldest idle ones. */
  readonly connectionsPerSourceMax: number;
  readonly runtime: Runtime;
}

/**
 * A client that dribbles its request may not hold a connection for ever. Node looks for such ones
 * at an interval of its own, 30 s unless told otherwise: a limit is only as good as that.
 */
export const REQUEST_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
};

const CONNECTIONS_MAX = 10_000;

/** How long a request may still arrive on a connection that was open when the end began. */
const LINGER_MS = 500;

/** Serves an app over HTTP. Rejects when the port cannot be had. */
export function listen({ app }: HttpApp, settings: ListenSettings): Promise<Served> {
  const { host, port, connectionsPerSourceMax: perSourceMax, runtime } = settings;
  return new Promise((resolve, reject) => {
    const server = createServer(REQUEST_LIMITS, app);
    const book = keepBook(server, { perSourceMax, max: CONNECTIONS_MAX });
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // A TCP server's address is never a string.
      const address = server.address() as AddressInfo;
      const shown = address.address.includes(':') ? `[${address.address}]` : address.address;
      const url = `http://${shown}:${address.port}`;
      const close = (graceMs: number) => closeWithin(graceMs, server, book, runtime);
      resolve({ url, port: address.port, close });
    });
  });
}

async function closeWithin(
  graceMs: number,
  server: Server,
  book: ConnectionBook<Socket>,
  runtime: Runtime,
): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  const takeBack = [
    runtime.schedule(Math.min(LINGER_MS, graceMs), () => {
      for (const connection of book.unowed()) connection.destroy();
    }),
    runtime.schedule(graceMs, () => server.closeAllConnections()),
  ];
  await closed;
  for (const cancel of takeBack) cancel();
}

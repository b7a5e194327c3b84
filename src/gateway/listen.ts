import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { HttpApp } from '../http/http-app.ts';

/** An app that takes requests, and its end. */
export interface Served {
  readonly url: string;
  readonly port: number;
  /** Running requests end; idle connections do not hold the process. */
  close(): Promise<void>;
}

/** A client that dribbles its request may not hold a connection for ever. */
const REQUEST_LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 10_000 };
const CONNECTIONS_MAX = 10_000;

/** Serves an app over HTTP; port 0 takes any free one. Rejects when the port cannot be had. */
export function listen({ app }: HttpApp, host: string, port: number): Promise<Served> {
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

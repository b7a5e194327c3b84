import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Runtime } from '../../runtime/runtime.ts';
import { type DeliverCallback, deliverOverHttp } from '../callbacks/callback-delivery.ts';
import { createCallbackDispatcher } from '../callbacks/callback-dispatcher.ts';
import { problem } from './json-answer.ts';
import { isLedgerBank } from '../bank/ledger-bank.ts';
import type { SandboxPartner } from '../partners/sandbox-partner.ts';
import type { SandboxReply, SandboxRequest } from '../partners/messages.ts';
import { readBody } from './request-body.ts';
import { createSandboxPages } from './sandbox-pages.ts';
import { sendReply } from './socket-reply.ts';

/** What a sandbox is started with. */
export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  readonly partners: readonly SandboxPartner[];
  readonly runtime: Runtime;
  readonly log: (line: string) => void;
  /** The way callbacks travel; over HTTP when absent. */
  readonly deliver?: DeliverCallback;
}

/** A sandbox that listens. */
export interface Sandbox {
  /** `http://host:port`, without a slash at the end; partners are below `/<name>`. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection, stops all callbacks and frees the port. The books are gone with it. */
  close(): Promise<void>;
}

/** No partner's message comes near it; a longer body is refused before it fills the memory. */
const BODY_BYTES_MAX = 1_048_576;

/** Enough for every lane of every partner at once, few enough to stay below common limits. */
const CONNECTIONS_MAX = 4_000;

/** Longer than any client keeps an idle connection: only behaviours may close one early. */
const KEEP_ALIVE_MS = 120_000;

/**
 * Starts all simulated partners behind one port of real HTTP, with their books and admin pages.
 *
 * Rejects with the system's error (its `code` is `EADDRINUSE` when the port is taken), and with a
 * plain error when a partner's bank is not one of `createBank`, since its books could not be shown.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { partners, runtime, log, host } = options;
  const banks = partners.map(({ name, bank }) => {
    if (!isLedgerBank(bank)) throw new TypeError(`the bank of ${name} is not from createBank`);
    return bank;
  });
  const deliver = options.deliver ?? deliverOverHttp(runtime);
  const callbacks = createCallbackDispatcher({ partners, runtime, deliver, log });
  const pages = createSandboxPages({ banks, callbacks, runtime });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // A client that resets its own connection is the wire's business, not the process's.
    response.on('error', () => {});
    const body = await readBody(request, BODY_BYTES_MAX);
    if (body === null) {
      response.shouldKeepAlive = false;
      await sendReply(response, problem(413, 'The body is too long.'), runtime);
      return;
    }
    const wire = { method: request.method ?? 'GET', headers: headersOf(request), body };
    await sendReply(response, await route(partners, pages, request.url ?? '/', wire), runtime);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!request.destroyed || request.complete) {
        log(`sandbox: ${error instanceof Error ? error.message : 'no error object'}`);
      }
      if (response.headersSent || response.destroyed) response.destroy();
      else void sendReply(response, problem(500, 'The sandbox itself has failed.'), runtime);
    });
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.keepAliveTimeout = KEEP_ALIVE_MS;

  try {
    await listen(server, options.port, host);
  } catch (error) {
    callbacks.close();
    throw error;
  }
  const { port } = addressOf(server);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    async close() {
      callbacks.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Hands a request to the partner whose prefix it carries, else to the sandbox's own pages. */
async function route(
  partners: readonly SandboxPartner[],
  pages: (request: SandboxRequest) => SandboxReply,
  url: string,
  request: Omit<SandboxRequest, 'path'>,
): Promise<SandboxReply> {
  for (const partner of partners) {
    const path = pathBelow(`/${partner.name}`, url);
    if (path !== null) return partner.handle({ ...request, path });
  }
  return pages({ ...request, path: url });
}

/** The rest of a raw URL below a prefix, byte for byte; `null` when it is not below it. */
function pathBelow(prefix: string, url: string): string | null {
  if (!url.startsWith(prefix)) return null;
  const rest = url.slice(prefix.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : null;
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the sandbox has no port');
  return address;
}

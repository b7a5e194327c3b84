import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import net, { type AddressInfo, type Socket } from 'node:net';
import tls, { type TlsOptions } from 'node:tls';

/** One complete HTTP request as a partner's machine would have read it. */
export interface SeenRequest {
  /** Request line and headers, exactly as sent. */
  readonly head: string;
  readonly body: string;
}

/** What a server does on purpose. */
export interface Behaviour {
  /** A connection was accepted (for TLS: secured). */
  onConnection?(socket: Socket): void;
  /** A complete request arrived; `index` counts them from 0 over all connections. */
  onRequest?(socket: Socket, request: SeenRequest, index: number): void;
  /** Leaves accepted sockets unread: bytes stay in the kernel. */
  readonly neverReads?: boolean;
}

/** A server on a loopback port that counts what it saw: the oracle of every row. */
export interface CountingServer {
  readonly port: number;
  /** Complete requests, in the order of their last bytes. */
  readonly requests: readonly SeenRequest[];
  /** Everything that reached the program, complete request or not, as Latin-1. */
  received(): string;
  connections(): number;
  /** Sends RST on every open connection. */
  resetAll(): void;
  /** Resolves once every connection is closed: nothing more can arrive on them. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

/** A plain HTTP/1.1 text reply with its length. */
export function httpReply(
  status: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ 'content-length': String(bytes.length), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${head}\r\n`), bytes]);
}

/** Starts a plaintext server. */
export function plainServer(behaviour: Behaviour): Promise<CountingServer> {
  const server = net.createServer({ pauseOnConnect: behaviour.neverReads === true });
  return serve(server, 'connection', behaviour);
}

/** Starts a TLS server with the test certificate unless told otherwise. */
export function tlsServer(behaviour: Behaviour, options: TlsOptions = {}): Promise<CountingServer> {
  const server = tls.createServer({ ...certificate('server'), ...options });
  // A handshake that the client breaks off is the point of several rows.
  server.on('tlsClientError', () => {});
  return serve(server, 'secureConnection', behaviour);
}

/** A certificate and key of `test/transport/tls/`. */
export function certificate(name: string): { readonly cert: string; readonly key: string } {
  return { cert: pem(`${name}.pem`), key: pem(`${name}.key`) };
}

/** The text of a file of `test/transport/tls/`. */
export function pem(file: string): string {
  return readFileSync(new URL(`./tls/${file}`, import.meta.url), 'utf8');
}

/** A loopback port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function serve(
  server: net.Server,
  event: 'connection' | 'secureConnection',
  behaviour: Behaviour,
): Promise<CountingServer> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let received = '';

  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.on(event, (socket: Socket) => {
    socket.on('error', () => {});
    behaviour.onConnection?.(socket);
    if (behaviour.neverReads === true || socket.destroyed) return;
    const read = requestReader((request) => {
      requests.push(request);
      behaviour.onRequest?.(socket, request, requests.length - 1);
    });
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      read(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const resetAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    received: () => received,
    connections: () => connections,
    resetAll,
    async drained() {
      for (const socket of sockets) await once(socket, 'close');
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Cuts a byte stream into requests by `content-length`; enough for what our client sends. */
function requestReader(onRequest: (request: SeenRequest) => void): (chunk: Buffer) => void {
  let pending = Buffer.alloc(0);
  return (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const headEnd = pending.indexOf('\r\n\r\n');
      if (headEnd === -1) return;
      const head = pending.subarray(0, headEnd).toString('latin1');
      const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
      const bodyEnd = headEnd + 4 + length;
      if (pending.length < bodyEnd) return;
      const body = pending.subarray(headEnd + 4, bodyEnd).toString('utf8');
      pending = pending.subarray(bodyEnd);
      onRequest({ head, body });
    }
  };
}

import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One HTTP message, whole. */
export interface Message {
  readonly method: string;
  readonly path: string;
  /** As they stood on the wire: names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** A server on loopback that may do with each request what it likes. */
export interface Relay {
  readonly url: string;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 4_194_304;
const FORWARD_MS_MAX = 60_000;
const HOP_BY_HOP = /^(?:connection|keep-alive|transfer-encoding|content-length|host)$/i;

/** Opens it on a free port. `handle` answers by itself, or by breaking the line; it never throws. */
export async function openRelay(
  handle: (message: Message, response: ServerResponse) => Promise<void>,
): Promise<Relay> {
  const server = createServer((incoming, response) => {
    void readWhole(incoming).then(
      (body) =>
        handle(
          {
            method: incoming.method ?? 'GET',
            path: incoming.url ?? '/',
            rawHeaders: incoming.rawHeaders,
            body,
          },
          response,
        ),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Carries a message on; `null` when nobody answers. */
export function forward(base: string, message: Message): Promise<Reply | null> {
  const { method, path, rawHeaders, body } = message;
  const target = new URL(base);
  return new Promise((resolve) => {
    const outgoing = request(
      {
        host: target.hostname,
        port: target.port,
        method,
        path,
        headers: [...passing(rawHeaders), 'Host', target.host, 'Content-Length', `${body.length}`],
        agent: NO_KEEP_ALIVE,
        timeout: FORWARD_MS_MAX,
      },
      (incoming) => {
        readWhole(incoming).then(
          (whole) =>
            resolve({
              status: incoming.statusCode ?? 502,
              rawHeaders: incoming.rawHeaders,
              body: whole,
            }),
          () => resolve(null),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => resolve(null));
    outgoing.end(body);
  });
}

/** Gives an answer on; with `bytesMax` it breaks off in the middle. */
export function answer(response: ServerResponse, reply: Reply, bytesMax?: number): void {
  response.on('error', () => undefined);
  const length = `${reply.body.length}`;
  response.writeHead(reply.status, [...passing(reply.rawHeaders), 'Content-Length', length]);
  if (bytesMax === undefined) {
    response.end(reply.body);
    return;
  }
  response.write(reply.body.subarray(0, bytesMax), () => response.destroy());
}

const NO_KEEP_ALIVE = new Agent({ keepAlive: false });

function passing(rawHeaders: readonly string[]): string[] {
  const passed: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = rawHeaders.slice(at, at + 2);
    if (!HOP_BY_HOP.test(name)) passed.push(name, value);
  }
  return passed;
}

async function readWhole(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Error('a body beyond every bound');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

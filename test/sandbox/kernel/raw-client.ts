import { connect, type Socket } from 'node:net';

/** What a raw connection has seen so far. */
export interface RawClient {
  readonly socket: Socket;
  send(bytes: string): void;
  received(): string;
  /** How the connection ended: `end` for a FIN, the error's code for a reset. */
  readonly ended: Promise<string>;
  /** Resolves once the bytes received contain `part`; rejects when the connection ends before. */
  until(part: string): Promise<void>;
}

/** Opens a plain TCP connection, so that a test sees the very bytes and the very way of ending. */
export async function rawClient(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let outcome = 'close';
  socket.setEncoding('latin1');
  const watchers = new Set<() => void>();
  socket.on('data', (chunk: string) => {
    text += chunk;
    for (const watch of watchers) watch();
  });
  socket.on('end', () => (outcome = 'end'));
  socket.on('error', (error) => (outcome = 'code' in error ? String(error.code) : error.message));
  const ended = new Promise<string>((resolve) => socket.on('close', () => resolve(outcome)));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  return {
    socket,
    send: (bytes) => void socket.write(bytes),
    received: () => text,
    ended,
    until: (part) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          if (!text.includes(part)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        void ended.then((how) => reject(new Error(`ended (${how}) before '${part}': ${text}`)));
        watch();
      }),
  };
}

/** The bytes of a small HTTP/1.1 request on a connection that is to be kept. */
export function httpBytes(method: string, path: string, body = ''): string {
  const head = `${method} ${path} HTTP/1.1\r\nhost: sandbox\r\ncontent-length: ${body.length}`;
  return `${head}\r\n\r\n${body}`;
}

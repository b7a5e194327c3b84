import { createServer, type RequestListener } from 'node:http';
import { Duplex } from 'node:stream';

import type { RealWork } from './real-work.ts';

/** A request as bytes see it. */
export interface DoorRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back. Header names are in lower case. */
export interface DoorAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** The way into a gateway's HTTP server, without a socket. */
export interface Door {
  /** Rejects when the process behind it dies before it has answered. */
  call(request: DoorRequest): Promise<DoorAnswer>;
  /** Breaks every connection, as the death of the process does. */
  slam(): void;
}

/**
 * Opens Node's own HTTP server on the app. Calls travel over streams in memory instead of sockets,
 * kept alive from one call to the next, so the parser, express, the schemas and the answer's bytes
 * are those of production. What is missing is TCP.
 */
export function openDoor(app: RequestListener, work: RealWork): Door {
  const server = createServer(app);
  const idle: Connection[] = [];
  const busy = new Set<Connection>();

  function connect(): Connection {
    const connection = openConnection();
    server.emit('connection', connection.socket);
    return connection;
  }

  return {
    async call(request) {
      const closeStream = work.openStream();
      const connection = idle.pop() ?? connect();
      busy.add(connection);
      try {
        const answer = await connection.ask(writeRequest(request));
        if (answer.headers.get('connection') !== 'close') idle.push(connection);
        return answer;
      } finally {
        busy.delete(connection);
        closeStream();
      }
    },
    slam() {
      // An open connection keeps its parser, and with it the whole gateway, in memory.
      for (const connection of [...busy, ...idle.splice(0)]) connection.breakOff();
      busy.clear();
      server.close();
    },
  };
}

/** The client's side of a connection; one question at a time. */
interface Connection {
  readonly socket: Duplex;
  ask(request: string): Promise<DoorAnswer>;
  breakOff(): void;
}

function openConnection(): Connection {
  let text = '';
  let asked: PromiseWithResolvers<DoorAnswer> | null = null;
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString('latin1');
      const answer = readAnswer(text);
      if (answer !== null) {
        text = '';
        asked?.resolve(answer);
      }
      done();
    },
  });
  return {
    socket,
    ask(request) {
      asked = Promise.withResolvers<DoorAnswer>();
      socket.push(request);
      return asked.promise;
    },
    breakOff() {
      socket.destroy();
      asked?.reject(new Error('connection reset'));
    },
  };
}

function writeRequest({ method, path, headers = {}, body }: DoorRequest): string {
  const all = Object.entries({
    host: 'gateway',
    ...headers,
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  });
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${path} HTTP/1.1\r\n${lines}\r\n${body ?? ''}`;
}

/** Reads a complete answer, whose length our server always announces; `null` until it is there. */
function readAnswer(text: string): DoorAnswer | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd === -1) return null;
  const [first = '', ...lines] = text.slice(0, headEnd).split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const body = text.slice(headEnd + 4);
  if (body.length < Number(headers.get('content-length') ?? 0)) return null;
  const status = Number(first.split(' ')[1]);
  return { status, headers, body: Buffer.from(body, 'latin1').toString('utf8') };
}

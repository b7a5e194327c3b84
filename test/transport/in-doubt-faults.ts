import { gzipSync } from 'node:zlib';

import { type CountingServer, httpReply, pem } from './counting-server.ts';
import type { Stop, WireFault } from './wire-fault.ts';
import { plain, secure } from './wire-fixture.ts';

const PAID = '{"state":"SUCCESS","out_bill_no":"K1"}';
const ZIPPED = gzipSync(PAID);
const trusting = { tls: { ca: pem('ca.pem') } };

const LOST = {
  money: 'unknown',
  failure: 'technical.connection.lost',
  outcome: 'reset',
  seen: 1,
} as const;

const GARBLED = {
  money: 'unknown',
  failure: 'technical.thirdparty.contract',
  outcome: 'unreadable',
  seen: 1,
} as const;

const SILENT = {
  money: 'unknown',
  code: 'ABORTED',
  failure: 'technical.latency.response',
  outcome: 'timeout',
  seen: 1,
} as const;

/** Faults after it: the bank may have read the request, or may not; nobody can know. */
export const IN_DOUBT_FAULTS: readonly WireFault[] = [
  {
    name: 'request read, never answered',
    serve: (stop) => plain({ onRequest: stop }),
    ...SILENT,
    phase: 'sent',
  },
  {
    name: 'accepted, never read',
    serve: () => plain({ neverReads: true }),
    when: { phase: 'sent', damage: 'abort' },
    ...SILENT,
    phase: 'sent',
    seen: 0,
  },
  {
    name: 'RST after the request',
    serve: () => plain({ onRequest: (socket) => socket.resetAndDestroy() }),
    ...LOST,
    phase: 'sent',
    code: 'ECONNRESET',
  },
  {
    name: 'RST after the request over TLS',
    serve: () => secure({ onRequest: (socket) => socket.destroy() }),
    scheme: 'https',
    settings: trusting,
    ...LOST,
    phase: 'sent',
    code: 'UND_ERR_SOCKET',
  },
  {
    name: 'RST before the request was read',
    serve: () => plain({ neverReads: true }),
    when: { phase: 'sent', damage: 'reset' },
    ...LOST,
    phase: 'sent',
    code: 'ECONNRESET',
    seen: 0,
  },
  {
    name: 'FIN after the request',
    serve: () => plain({ onRequest: (socket) => socket.end() }),
    ...LOST,
    phase: 'sent',
    code: 'UND_ERR_SOCKET',
  },
  {
    name: 'early hints, then FIN',
    serve: answeringAndClosing('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'),
    ...LOST,
    phase: 'sent',
    code: 'UND_ERR_SOCKET',
  },
  {
    name: 'an upgrade nobody asked for',
    serve: answering(
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    ),
    ...LOST,
    phase: 'sent',
    code: 'UND_ERR_SOCKET',
  },
  {
    name: 'TLS 1.3 client certificate missing',
    serve: () => secure({}, { minVersion: 'TLSv1.3', requestCert: true, ca: pem('ca.pem') }),
    scheme: 'https',
    settings: trusting,
    ...LOST,
    phase: 'sent',
    code: 'UND_ERR_SOCKET',
    seen: 0,
  },
  {
    name: 'status line dripping, byte by byte',
    serve: (stop) =>
      plain({
        onRequest(socket) {
          drip(socket, 'HTTP/1.1 200 OK\r\nx-slow: ', { stop, afterBytes: 5 });
        },
      }),
    ...SILENT,
    phase: 'sent',
  },
  {
    name: 'RST after the headers',
    serve: answering('HTTP/1.1 200 OK\r\ncontent-length: 38\r\n\r\n'),
    when: { phase: 'headers', damage: 'reset' },
    ...LOST,
    phase: 'headers',
    code: 'ECONNRESET',
  },
  {
    name: 'silence after the headers',
    serve: answering('HTTP/1.1 200 OK\r\ncontent-length: 38\r\n\r\n'),
    when: { phase: 'headers', damage: 'abort' },
    ...SILENT,
    phase: 'headers',
  },
  {
    name: 'RST in the middle of the body',
    serve: answering('HTTP/1.1 200 OK\r\ncontent-length: 38\r\n\r\n{"state":'),
    when: { phase: 'body', damage: 'reset' },
    ...LOST,
    phase: 'body',
    code: 'ECONNRESET',
  },
  {
    name: 'body shorter than its content-length',
    serve: answeringAndClosing('HTTP/1.1 200 OK\r\ncontent-length: 38\r\n\r\n{"state":'),
    ...LOST,
    phase: 'body',
    code: 'UND_ERR_SOCKET',
  },
  {
    name: 'body shorter than its content-length, connection: close',
    serve: answeringAndClosing(
      'HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 38\r\n\r\n{"state":',
    ),
    ...LOST,
    phase: 'body',
    code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  },
  {
    name: 'chunked body without its end',
    serve: answeringAndClosing(
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"state":\r\n',
    ),
    ...LOST,
    phase: 'body',
    code: 'UND_ERR_SOCKET',
  },
  {
    name: 'body dripping, byte by byte',
    serve: (stop) =>
      plain({
        onRequest(socket) {
          socket.write('HTTP/1.1 200 OK\r\ncontent-length: 38\r\n\r\n');
          drip(socket, PAID, { stop, afterBytes: 5 });
        },
      }),
    ...SILENT,
    phase: 'body',
  },
  {
    name: 'chunk size that is no number',
    serve: answering('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n'),
    ...GARBLED,
    phase: 'headers',
    code: 'HPE_UNREADABLE',
  },
  {
    name: 'random bytes',
    serve: answering(Buffer.from([0x16, 0x80, 0x00, 0xff, 0x0d, 0x0a, 0x0d, 0x0a])),
    ...GARBLED,
    phase: 'sent',
    code: 'HPE_UNREADABLE',
  },
  {
    name: 'headers larger than the bound',
    serve: answering(`HTTP/1.1 200 OK\r\nx-huge: ${'h'.repeat(20_000)}\r\n\r\n`),
    ...GARBLED,
    phase: 'sent',
    code: 'UND_ERR_HEADERS_OVERFLOW',
  },
  {
    name: 'body larger than the bound',
    serve: answering(httpReply('200 OK', 'x'.repeat(1_048_577))),
    ...GARBLED,
    phase: 'body',
    code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE',
  },
  {
    name: 'two different content-lengths',
    serve: answering('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'),
    ...LOST,
    phase: 'sent',
    code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  },
  {
    name: 'gzip cut short',
    serve: answering(
      httpReply('200 OK', ZIPPED.subarray(0, ZIPPED.length - 12), { 'content-encoding': 'gzip' }),
    ),
    ...GARBLED,
    phase: 'body',
    code: 'Z_BUF_ERROR',
  },
  {
    name: 'gzip corrupt',
    serve: answering(httpReply('200 OK', corrupt(ZIPPED), { 'content-encoding': 'gzip' })),
    ...GARBLED,
    phase: 'body',
    code: 'Z_DATA_ERROR',
  },
  {
    name: 'gzip that unpacks beyond the bound',
    serve: answering(
      httpReply('200 OK', gzipSync(Buffer.alloc(1_048_577)), { 'content-encoding': 'gzip' }),
    ),
    ...GARBLED,
    phase: 'body',
    code: 'ERR_BUFFER_TOO_LARGE',
  },
  {
    name: 'content coding nobody asked for',
    serve: answering(httpReply('200 OK', PAID, { 'content-encoding': 'compress' })),
    ...GARBLED,
    phase: 'body',
    code: 'ENCODING_UNKNOWN',
  },
];

/** Answers each request with these bytes and leaves the connection open. */
function answering(bytes: Buffer | string): () => Promise<CountingServer> {
  return () => plain({ onRequest: (socket) => socket.write(bytes) });
}

/** Answers each request with these bytes and closes the connection after them. */
function answeringAndClosing(bytes: Buffer | string): () => Promise<CountingServer> {
  return () => plain({ onRequest: (socket) => socket.end(bytes) });
}

/** The same bytes with a checksum that does not match. */
function corrupt(zipped: Buffer): Buffer {
  const copy = Buffer.from(zipped);
  copy.fill(0x55, copy.length - 8, copy.length - 4);
  return copy;
}

/** Writes one byte at a time for ever, round and round, and calls `stop` after some of them. */
function drip(
  socket: { write(text: string): unknown; once(event: 'close', listener: () => void): unknown },
  text: string,
  options: { readonly stop: Stop; readonly afterBytes: number },
): void {
  let written = 0;
  const timer = setInterval(() => {
    socket.write(text.charAt(written % (text.length - 1)));
    written += 1;
    if (written === options.afterBytes) options.stop();
  }, 2);
  socket.once('close', () => clearInterval(timer));
}

/**
 * Goal: the exchange puts exactly the adapter's bytes on the wire, says truly how far they got,
 * picks hosts and sockets as promised, and ends within its limits.
 *
 * Method: real sockets and a server that keeps every byte; time, where it matters, is the virtual
 * runtime's, so that a limit passes when the test says so.
 */
import { inspect } from 'node:util';

import { expect, test, vi } from 'vitest';

import { type Phase, WireError } from '../../src/contract/exchange.ts';
import { setEnvironment } from '../support/set-environment.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';
import { certificate, freePort, httpReply, pem } from './counting-server.ts';
import { nextTurn, openWire, plain, secure, send, SUBMIT, urlOf } from './wire-fixture.ts';

/** A wait is for an event; a busy machine takes its time. */
const PATIENT = { timeout: 60_000 };

const OK = httpReply('200 OK', '{"state":"SUCCESS"}');
const answering = { onRequest: (socket: { write(bytes: Buffer): unknown }) => socket.write(OK) };

test('method, path, headers and body go out byte for byte, and little is added', async () => {
  const server = await plain(answering);
  const wire = openWire(urlOf(server, '/wechat/'));
  const request = {
    ...SUBMIT,
    path: '/v3/a%2Fb/../c?q=%E5%BC%A0&x=a+b',
    headers: { 'X-Case-Kept': ' v ', Accept: 'application/json', 'Content-Type': 'text/xml' },
    body: '<金额>1</金额>\r\n',
  };

  await send(wire, { request });

  const [seen] = server.requests;
  expect(seen?.body).toBe(request.body);
  const [requestLine, ...headers] = seen?.head.split('\r\n') ?? [];
  expect(requestLine).toBe('POST /wechat/v3/a%2Fb/../c?q=%E5%BC%A0&x=a+b HTTP/1.1');
  expect(headers.toSorted()).toEqual([
    'Accept: application/json',
    'Content-Type: text/xml',
    'X-Case-Kept: v',
    'accept-encoding: identity',
    'connection: keep-alive',
    'content-length: 20',
    `host: 127.0.0.1:${String(server.port)}`,
    'user-agent: breakwater',
  ]);
});

test('headers that the adapter names are its own, and none of them decides about another', async () => {
  const server = await plain(answering);
  const wire = openWire(urlOf(server));

  await send(wire, {
    request: { ...SUBMIT, headers: { 'accept-encoding': 'gzip', 'user-agent': 'lender' } },
  });

  const [, ...headers] = server.requests[0]?.head.split('\r\n') ?? [];
  expect(headers).toContain('accept-encoding: gzip');
  expect(headers).toContain('user-agent: lender');
  expect(headers.join('\n')).not.toMatch(/content-type|identity|breakwater/i);
});

test('a request without body, type or wishes gets none', async () => {
  const server = await plain(answering);
  const wire = openWire(urlOf(server));

  await send(wire, { request: { method: 'GET', path: '/balance', headers: {} } });
  await send(wire, { request: { method: 'POST', path: '/ping', headers: {} } });

  const heads = server.requests.map((request) => request.head).join('\n');
  expect(heads).not.toMatch(/content-type/i);
  expect(heads).not.toMatch(/^accept:/im);
  expect(server.requests.map((request) => request.body)).toEqual(['', '']);
});

test('phases are told once each and in order', async () => {
  const server = await plain(answering);

  const { phases } = await send(openWire(urlOf(server)));

  expect(phases).toEqual(['sent', 'headers', 'body']);
});

test('an exchange whose signal has fired already opens no connection', async () => {
  const server = await plain(answering);

  const { error } = await send(openWire(urlOf(server)), { signal: AbortSignal.abort() });

  expect(error).toMatchObject({ phase: 'unsent', code: 'ABORTED' });
  expect(server.connections()).toBe(0);
});

test('a request given up while its connection was coming about is never written later', async () => {
  const controller = new AbortController();
  const server = await plain(answering);
  let connect = (): void => {};
  const wire = openWire(`http://bank.test:${String(server.port)}`, {
    lookup: (_hostname, _options, callback) => {
      connect = () => callback(null, [{ address: '127.0.0.1', family: 4 }]);
      controller.abort();
    },
  });

  const { error } = await send(wire, { signal: controller.signal });
  connect();
  await vi.waitUntil(() => server.connections() === 1, PATIENT);
  await server.drained();

  expect(error).toMatchObject({ phase: 'unsent', code: 'ABORTED' });
  expect(server.received()).toBe('');
});

test('a request waiting for a socket is unsent, and stays so when it is given up', async () => {
  const controller = new AbortController();
  const server = await plain({});
  const wire = openWire(urlOf(server), { connectionsMax: 1 });

  const first = send(wire);
  await vi.waitUntil(() => server.requests.length === 1, PATIENT);
  const second = send(wire, { signal: controller.signal });
  controller.abort();

  expect((await second).error).toMatchObject({ phase: 'unsent', code: 'ABORTED' });
  server.resetAll();
  expect((await first).error).toMatchObject({ phase: 'sent', code: 'ECONNRESET' });
  expect(server.requests).toHaveLength(1);
});

test('a second request never waits behind the first on its socket', async () => {
  const server = await plain({});
  const wire = openWire(urlOf(server));

  const both = [send(wire), send(wire)];
  await vi.waitUntil(() => server.requests.length === 2, PATIENT);

  expect(server.connections()).toBe(2);
  server.resetAll();
  await Promise.all(both);
});

test('a socket is kept for the next request, which says so when it breaks', async () => {
  const server = await plain({
    onRequest: (socket, _request, index) =>
      index === 0 ? socket.write(OK) : socket.resetAndDestroy(),
  });
  const wire = openWire(urlOf(server));

  const first = await send(wire);
  await nextTurn();
  const second = await send(wire);

  expect(first.reply?.status).toBe(200);
  expect(server.connections()).toBe(1);
  expect(second.error).toMatchObject({ phase: 'sent', code: 'ECONNRESET', reusedSocket: true });
});

test('a kept socket that the partner has closed is not used again', async () => {
  const server = await plain({
    onRequest(socket, _request, index) {
      socket.write(OK);
      if (index === 0) socket.end();
    },
  });
  const wire = openWire(urlOf(server));

  await send(wire);
  await server.drained();
  const second = await send(wire);

  expect(second.reply?.status).toBe(200);
  expect(server.connections()).toBe(2);
});

test('each submit gets a socket of its own when asked for, and inquiries share one', async () => {
  const server = await plain(answering);
  const wire = openWire(urlOf(server), { freshSocketPerRequest: true });

  await send(wire, { lane: 'submit' });
  await nextTurn();
  await send(wire, { lane: 'submit' });
  const afterSubmits = server.connections();
  await send(wire, { lane: 'inquire' });
  await nextTurn();
  await send(wire, { lane: 'inquire' });

  expect(afterSubmits).toBe(2);
  expect(server.connections()).toBe(3);
});

test('a retry goes to the second host, and new calls stay there while the first is down', async () => {
  const runtime = virtualRuntime(1);
  const second = await plain(answering);
  const firstPort = await freePort();
  const wire = openWire([`http://127.0.0.1:${String(firstPort)}`, urlOf(second)], { runtime });

  const first = await send(wire, { tryIndex: 0 });
  const retry = await send(wire, { tryIndex: 1 });
  const nextCall = await send(wire, { tryIndex: 0 });
  await runtime.advance(30_000);
  const afterMemory = await send(wire, { tryIndex: 0 });

  expect(first.error).toMatchObject({ phase: 'unsent', code: 'ECONNREFUSED' });
  expect(retry.reply?.status).toBe(200);
  expect(nextCall.reply?.status).toBe(200);
  expect(afterMemory.error).toMatchObject({ phase: 'unsent', code: 'ECONNREFUSED' });
});

test('a request may stay unsent for the connect timeout and no longer', async () => {
  const runtime = virtualRuntime(2);
  const server = await plain({});
  const wire = openWire(`https://127.0.0.1:${String(server.port)}`, {
    runtime,
    connectTimeoutMs: 1_000,
  });

  const sending = send(wire);
  await runtime.advance(999);
  const waitingStill = await Promise.race([sending, Promise.resolve('waiting')]);
  await runtime.advance(1);

  expect(waitingStill).toBe('waiting');
  expect((await sending).error).toMatchObject({ phase: 'unsent', code: 'CONNECT_TIMEOUT' });
});

test('nobody listens longer than the exchange may last, however the body drips', async () => {
  const runtime = virtualRuntime(3);
  const server = await plain({
    onRequest: (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'),
  });
  const wire = openWire(urlOf(server), { runtime, exchangeMsMax: 60_000 });
  const reached: Phase[] = [];

  const sending = send(wire, { onPhase: (phase) => reached.push(phase) });
  await vi.waitUntil(() => reached.includes('body'), PATIENT);
  await runtime.advance(60_000);

  expect((await sending).error).toMatchObject({
    phase: 'body',
    code: 'EXCHANGE_LIMIT',
    status: 200,
  });
});

test('limits are taken back when an exchange ends', async () => {
  const runtime = virtualRuntime(4);
  const server = await plain(answering);
  const wire = openWire(urlOf(server), { runtime });

  await send(wire);

  expect(runtime.pendingTimers()).toBe(0);
});

test('close lets exchanges under way end, and refuses new ones as unsent', async () => {
  let answer = (): void => {};
  const server = await plain({
    onRequest: (socket) => {
      answer = () => socket.write(OK);
    },
  });
  const wire = openWire(urlOf(server), { closeGraceMs: 10_000 });
  const sending = send(wire);
  await vi.waitUntil(() => server.requests.length === 1, PATIENT);

  const closing = wire.close();
  const late = await send(wire);
  answer();
  await closing;

  expect((await sending).reply?.status).toBe(200);
  expect(late.error).toMatchObject({ phase: 'unsent', code: 'CLOSED' });
});

test('close breaks what outlives the grace, with the phase it has reached', async () => {
  const runtime = virtualRuntime(5);
  const server = await plain({});
  const wire = openWire(urlOf(server), { runtime, closeGraceMs: 5_000 });
  const sending = send(wire);
  await vi.waitUntil(() => server.requests.length === 1, PATIENT);

  const closing = wire.close();
  await runtime.advance(5_000);
  await closing;

  expect((await sending).error).toMatchObject({ phase: 'sent', code: 'UND_ERR_DESTROYED' });
});

test('TLS with a client certificate and a name of its own works, and verifies', async () => {
  const server = await secure(answering, { requestCert: true, ca: pem('ca.pem') });
  const wire = openWire(`https://127.0.0.1:${String(server.port)}`, {
    tls: { ca: pem('ca.pem'), ...certificate('client'), servername: 'bank.test' },
  });

  const { reply } = await send(wire);

  expect(reply?.status).toBe(200);
});

test('the environment cannot switch certificate checks off', async () => {
  setEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
  const server = await secure(answering, certificate('self-signed'));

  const { error } = await send(openWire(`https://127.0.0.1:${String(server.port)}`));

  expect(error).toMatchObject({ phase: 'unsent', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

test('the environment cannot choose a route', async () => {
  const proxy = await plain(answering);
  const bank = await plain(answering);
  const url = urlOf(proxy);
  setEnvironment({ HTTP_PROXY: url, http_proxy: url, ALL_PROXY: url, NO_PROXY: '' });

  await send(openWire(urlOf(bank)));

  expect(proxy.connections()).toBe(0);
  expect(bank.requests).toHaveLength(1);
});

test.each([
  { name: 'a header that cannot be written', headers: { 'X-Bad': 'a\u0000b' }, path: '/' },
  { name: 'a path that cannot be written', headers: {}, path: '/a\r\nX-Injected: 1' },
  { name: 'a length that is not the body’s', headers: { 'Content-Length': '3' }, path: '/' },
])('$name is refused before a byte is written', async ({ headers, path }) => {
  const server = await plain(answering);
  const wire = openWire(urlOf(server));

  const { error } = await send(wire, { request: { ...SUBMIT, headers, path } });
  await wire.close();
  await server.drained();

  expect(error).toMatchObject({ phase: 'unsent' });
  expect(server.received()).toBe('');
});

test.each(['undici', 'http'] as const)(
  'nothing of the request is left in an error of the %s adapter',
  async (adapter) => {
    const server = await plain({ onRequest: (socket) => socket.resetAndDestroy() });
    const wire = openWire(urlOf(server), { adapter });

    const { error } = await send(wire);

    expect(error).toBeInstanceOf(WireError);
    const everything = `${inspect(error, { depth: 20, showHidden: true })} ${JSON.stringify(error)}`;
    for (const secret of ['s3cr3t', 'WECHATPAY2', '6225880137654321', '张三', '12345,', '/v3/']) {
      expect(everything).not.toContain(secret);
    }
  },
);

test.each([
  ['ftp://bank.test', 'http or https'],
  ['https://user:pass@bank.test', 'no credentials'],
  ['https://bank.test/?a=1', 'no query'],
  ['bank', 'Invalid URL'],
])('the base URL %s is refused when the wire is built', (baseUrl, reason) => {
  expect(() => openWire(baseUrl)).toThrow(reason);
});

/**
 * Goal: the one fact that "never sent" rests on holds in the undici we ship: `onRequestStart` is
 * called on a connected, verified socket before a byte is written, and not called otherwise.
 *
 * Method: undici's Pool is driven bare, without our adapter, and its hooks are written down beside
 * what a counting server received; an upgrade of undici that changes this fails here first. Then
 * the adapter itself meets a dispatcher that resends, which no real one does on request.
 */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';

import { AxiosHeaders, type InternalAxiosRequestConfig } from 'axios';
import { type Dispatcher, Pool } from 'undici';
import { expect, onTestFinished, test, vi } from 'vitest';

import type { Phase } from '../../src/contract/exchange.ts';
import { createFlight } from '../../src/transport/flight.ts';
import type { SocketLimits } from '../../src/transport/transport-settings.ts';
import { openSocketPool, undiciAdapter } from '../../src/transport/undici-adapter.ts';
import { certificate, freePort, httpReply, pem } from './counting-server.ts';
import { plain, secure, urlOf } from './wire-fixture.ts';

/** A wait is for an event; a busy machine takes its time. */
const PATIENT = { timeout: 60_000 };

const TEN_MINUTES_MS = 600_000;
/** undici's clock for its time limits, which its own tests move by hand. */
const undiciTimers = createRequire(import.meta.url)('undici/lib/util/timers.js') as {
  tick(ms: number): void;
};
const LIMITS: SocketLimits = {
  connectTimeoutMs: 10_000,
  keepAliveMs: 10_000,
  bodyBytesMax: 1_024,
  headerBytesMax: 1_024,
  connectionsMax: 1,
  tls: {},
  lookup: undefined,
};
const OK = httpReply('200 OK', '{}');

/** Dispatches one bare POST and writes down the hooks in the order in which undici calls them. */
function watchHooks(pool: Pool, onStart: () => void = () => {}) {
  const hooks: string[] = [];
  const ended = new Promise<void>((resolve) => {
    pool.dispatch(
      { method: 'POST', path: '/pay', body: '{"amount":1}' },
      {
        onRequestStart() {
          hooks.push('start');
          onStart();
        },
        onBodySent: () => void hooks.push('bodySent'),
        onRequestSent: () => void hooks.push('sent'),
        onResponseStart: (_controller, status) => void hooks.push(`headers ${String(status)}`),
        onResponseData: () => void hooks.push('data'),
        onResponseEnd() {
          hooks.push('end');
          resolve();
        },
        onResponseError() {
          hooks.push('error');
          resolve();
        },
      },
    );
  });
  return { hooks, ended };
}

function openPool(url: string, options: Pool.Options = {}): Pool {
  const pool = new Pool(url, { allowH2: false, ...options });
  onTestFinished(() => pool.destroy());
  return pool;
}

test('undici calls onRequestStart before a byte is written, and once', async () => {
  const server = await plain({ onRequest: (socket) => socket.write(OK) });
  let receivedAtStart: string | null = null;

  const watched = watchHooks(openPool(urlOf(server)), () => {
    receivedAtStart = server.received();
  });
  await watched.ended;

  expect(receivedAtStart).toBe('');
  expect(watched.hooks).toEqual(['start', 'bodySent', 'sent', 'headers 200', 'data', 'end']);
});

test.each([
  {
    name: 'a refused connection',
    open: async () => openPool(`http://127.0.0.1:${String(await freePort())}`),
  },
  {
    name: 'a host name that does not resolve',
    open: async () =>
      Promise.resolve(
        openPool('http://bank.test', {
          connect: {
            lookup: (_hostname, _options, callback) => callback(new Error('ENOTFOUND'), '', 0),
          },
        }),
      ),
  },
  {
    name: 'a certificate that does not verify',
    open: async () => {
      const server = await secure({}, certificate('self-signed'));
      return openPool(`https://127.0.0.1:${String(server.port)}`, {
        connect: { rejectUnauthorized: true },
      });
    },
  },
  {
    name: 'a certificate for another name',
    open: async () => {
      const server = await secure({}, certificate('wrong-name'));
      return openPool(`https://127.0.0.1:${String(server.port)}`, {
        connect: { ca: pem('ca.pem'), rejectUnauthorized: true },
      });
    },
  },
])('undici does not call onRequestStart for $name', async ({ open }) => {
  const watched = watchHooks(await open());

  await watched.ended;

  expect(watched.hooks).toEqual(['error']);
});

test('undici does not call onRequestStart for a request that waits in the pool', async () => {
  const server = await plain({});
  const pool = openPool(urlOf(server), { connections: 1 });
  const running = watchHooks(pool);
  await vi.waitUntil(() => server.requests.length === 1, PATIENT);

  const waiting = watchHooks(pool);
  await pool.destroy();

  expect(running.hooks).toEqual(['start', 'bodySent', 'sent', 'error']);
  expect(waiting.hooks).toEqual(['error']);
});

test('a request that the dispatcher starts a second time is refused and stays in doubt', async () => {
  const phases: Phase[] = [];
  const flight = createFlight({ onPhase: (phase) => phases.push(phase) });
  const aborted: string[] = [];
  const resending = fakeDispatcher((handler) => {
    handler.onRequestStart?.(
      fakeController(() => aborted.push('first')),
      null,
    );
    const again = fakeController((reason) => {
      aborted.push('second');
      handler.onResponseError?.(again, reason);
    });
    handler.onRequestStart?.(again, null);
  });
  const adapter = undiciAdapter(resending, '', flight, 1_000);

  const sending = adapter(config());

  await expect(sending).rejects.toMatchObject({ phase: 'sent', code: 'RESEND_REFUSED' });
  expect(aborted).toEqual(['second']);
  expect(phases).toEqual(['sent']);
});

test('the pool itself waits for headers and body without end: deadlines belong to the guards', async () => {
  const server = await plain({ onRequest: (socket) => sockets.push(socket) });
  const sockets: Socket[] = [];
  const { dispatcher, close } = openSocketPool(urlOf(server), LIMITS, { keepAlive: true });
  onTestFinished(close);
  const asking = dispatcher.request({ method: 'POST', path: '/pay', body: '{}' });
  await vi.waitUntil(() => sockets.length === 1, PATIENT);

  undiciTimers.tick(TEN_MINUTES_MS);
  sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npa');
  const { statusCode, body } = await asking;
  undiciTimers.tick(TEN_MINUTES_MS);
  sockets[0]?.write('id');

  expect(statusCode).toBe(200);
  expect(await body.text()).toBe('paid');
});

test('a connection whose answer is not yet read carries no second request', async () => {
  const server = await plain({ onRequest: (socket) => sockets.push(socket) });
  const sockets: Socket[] = [];
  const { dispatcher, close } = openSocketPool(urlOf(server), LIMITS, { keepAlive: true });
  onTestFinished(close);
  const ask = () => dispatcher.request({ method: 'GET', path: '/bill' });
  const first = ask();
  const second = ask();
  await vi.waitUntil(() => sockets.length > 0, PATIENT);

  sockets[0]?.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npa');
  const { body } = await first;
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  const beforeTheEnd = server.requests.length;
  sockets[0]?.write('id');
  await body.text();
  await vi.waitUntil(() => sockets.length === 2, PATIENT);
  sockets[1]?.write(OK);
  await (await second).body.dump();

  expect(beforeTheEnd).toBe(1);
  expect(server.connections()).toBe(1);
});

function fakeDispatcher(run: (handler: Dispatcher.DispatchHandler) => void) {
  const dispatcher = {
    dispatch(_options: unknown, handler: Dispatcher.DispatchHandler) {
      run(handler);
      return true;
    },
  };
  return {
    dispatcher: dispatcher as unknown as Dispatcher,
    isOpening: () => true,
    close: () => Promise.resolve(),
  };
}

function fakeController(abort: (reason: Error) => void): Dispatcher.DispatchController {
  return { aborted: false, paused: false, reason: null, abort, pause() {}, resume() {} };
}

function config(): InternalAxiosRequestConfig {
  return { method: 'post', url: '/pay', data: '{}', headers: new AxiosHeaders() };
}

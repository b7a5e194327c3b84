/**
 * Goal: each of the twelve traps of axios 1.21.1 (docs/RESILIENCE.md) is real in the axios we ship,
 * and our exchange does not step into it.
 *
 * Method: one pair of tests per trap on real sockets. The first uses axios as its guide does and
 * pins what goes wrong, so that an upgrade that heals a trap is noticed; the second sends the same
 * through our exchange.
 */
import diagnostics from 'node:diagnostics_channel';
import { Agent } from 'node:http';
import type { Socket } from 'node:net';

import axios from 'axios';
import { describe, expect, onTestFinished, test } from 'vitest';

import { classifyWire } from '../../src/transport/classify-wire.ts';
import { setEnvironment } from '../support/set-environment.ts';
import { axiosFailure } from './axios-failure.ts';
import { freePort, httpReply } from './counting-server.ts';
import { nextTurn, openWire, plain, send, SUBMIT, urlOf } from './wire-fixture.ts';

const PAID = '{"state":"SUCCESS","id":12345678901234567890}';
const paid = { onRequest: (socket: Socket) => socket.write(httpReply('200 OK', PAID)) };

describe('A1: a signal in the tick of the answer throws the answer away', () => {
  test('axios: the adapter returned 200 PAID, the caller gets an error without a response', async () => {
    const controller = new AbortController();
    const call = axios.post('/pay', '{}', {
      signal: controller.signal,
      adapter: (config) => {
        controller.abort();
        return Promise.resolve({ data: PAID, status: 200, statusText: '', headers: {}, config });
      },
    });

    const error = await axiosFailure(call);

    expect(error.code).toBe('ERR_CANCELED');
    expect(error.response).toBeUndefined();
  });

  test('ours: an abort in the tick of the last byte comes too late', async () => {
    const controller = new AbortController();
    const atLastByte = (): void => controller.abort();
    diagnostics.subscribe('undici:request:trailers', atLastByte);
    onTestFinished(() => {
      diagnostics.unsubscribe('undici:request:trailers', atLastByte);
    });
    const server = await plain(paid);

    const { reply } = await send(openWire(urlOf(server)), { signal: controller.signal });

    expect(controller.signal.aborted).toBe(true);
    expect(reply).toMatchObject({ status: 200, body: PAID });
  });
});

describe('A2: the timeout does not bound a dripping body', () => {
  /** It bounds the wait for the headers, which a busy machine may delay. */
  const TIMEOUT_MS = 1_000;

  /** Drips blanks before the answer until after the timeout, by the bank's own clock. */
  function dripping(onDrip: () => void = () => {}) {
    return plain({
      onRequest(socket) {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        const drops = setInterval(() => {
          socket.write('1\r\n \r\n');
          onDrip();
        }, 10);
        const end = setTimeout(() => {
          clearInterval(drops);
          socket.write(`${PAID.length.toString(16)}\r\n${PAID}\r\n0\r\n\r\n`);
        }, TIMEOUT_MS + 200);
        socket.once('close', () => {
          clearInterval(drops);
          clearTimeout(end);
        });
      },
    });
  }

  test('axios: resolves after the body ends, long past its timeout', async () => {
    const server = await dripping();

    const response = await axios.post<unknown>(urlOf(server), '{}', { timeout: TIMEOUT_MS });

    expect(response).toMatchObject({ status: 200, data: { state: 'SUCCESS' } });
  });

  test('ours: the signal ends it in the middle of the body, in doubt', async () => {
    const controller = new AbortController();
    const server = await dripping(() => controller.abort());

    const { error } = await send(openWire(urlOf(server)), { signal: controller.signal });

    expect(error).toMatchObject({ phase: expect.stringMatching(/headers|body/), code: 'ABORTED' });
  });
});

describe('A3: truncated JSON with status 200 resolves', () => {
  const truncated = {
    onRequest: (socket: Socket) => socket.write(httpReply('200 OK', PAID.slice(0, 12))),
  };

  test('axios: resolves, and the data is a string', async () => {
    const server = await plain(truncated);

    const response = await axios.post<unknown>(urlOf(server), '{}');

    expect(response.data).toBe(PAID.slice(0, 12));
  });

  test('ours: a body is always text, and only the partner’s reader says what it means', async () => {
    const server = await plain(truncated);

    const { reply } = await send(openWire(urlOf(server)));

    expect(reply?.body).toBe(PAID.slice(0, 12));
  });
});

describe('A4: large numbers lose digits', () => {
  test('axios: the partner’s id is another one', async () => {
    const server = await plain(paid);

    const response = await axios.post<{ id: number }>(urlOf(server), '{}');

    expect(String(response.data.id)).toBe('12345678901234567000');
  });

  test('ours: the digits arrive as they were sent', async () => {
    const server = await plain(paid);

    const { reply } = await send(openWire(urlOf(server)));

    expect(reply?.body).toContain('12345678901234567890');
  });
});

describe('A5: a 307 sends the POST again', () => {
  const redirecting = {
    onRequest: (socket: Socket, _request: unknown, index: number) =>
      socket.write(
        index === 0
          ? httpReply('307 Temporary Redirect', '', { location: '/again' })
          : httpReply('200 OK', PAID),
      ),
  };

  test('axios: the bank sees two payments', async () => {
    const server = await plain(redirecting);

    await axios.post(urlOf(server), '{"amount":1}');

    expect(server.requests.map((request) => request.body)).toEqual([
      '{"amount":1}',
      '{"amount":1}',
    ]);
  });

  test('ours: the 307 is the reply', async () => {
    const server = await plain(redirecting);

    const { reply } = await send(openWire(urlOf(server)));

    expect(reply?.status).toBe(307);
    expect(server.requests).toHaveLength(1);
  });
});

describe('A6: HTTP_PROXY decides where payouts go', () => {
  async function behindProxy() {
    const proxy = await plain(paid);
    const bank = await plain(paid);
    const url = urlOf(proxy);
    setEnvironment({ HTTP_PROXY: url, http_proxy: url, NO_PROXY: '', no_proxy: '' });
    return { proxy, bank };
  }

  test('axios: the proxy gets the payment', async () => {
    const { proxy, bank } = await behindProxy();

    await axios.post(urlOf(bank), '{}');

    expect([proxy.requests.length, bank.requests.length]).toEqual([1, 0]);
  });

  test.each(['undici', 'http'] as const)('ours (%s): the bank gets it', async (adapter) => {
    const { proxy, bank } = await behindProxy();

    await send(openWire(urlOf(bank), { adapter }));

    expect([proxy.requests.length, bank.requests.length]).toEqual([0, 1]);
  });
});

describe('A7: a response may be as large as it likes', () => {
  const LARGE = 'x'.repeat(3_000_000);
  const large = { onRequest: (socket: Socket) => socket.write(httpReply('200 OK', LARGE)) };

  test('axios: buffers three megabytes', async () => {
    const server = await plain(large);

    const response = await axios.post<string>(urlOf(server), '{}');

    expect(response.data).toHaveLength(LARGE.length);
  });

  test('ours: stops at the bound, in doubt', async () => {
    const server = await plain(large);

    const { error } = await send(openWire(urlOf(server)));

    expect(error).toMatchObject({ phase: 'body', code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
  });
});

describe('A8: an error carries the request', () => {
  test('axios: credentials and account are in its JSON', async () => {
    const port = await freePort();
    const call = axios.post(`http://127.0.0.1:${String(port)}`, SUBMIT.body, {
      headers: SUBMIT.headers,
    });

    const leaked = JSON.stringify(await axiosFailure(call));

    expect(leaked).toContain('s3cr3t');
    expect(leaked).toContain('张三');
  });

  test('ours: a phase and a code are all there is', async () => {
    const port = await freePort();

    const { error } = await send(openWire(`http://127.0.0.1:${String(port)}`));

    expect(error?.message).toBe('no reply (ECONNREFUSED, unsent)');
    expect(error?.cause).toEqual({ name: 'Error', code: 'ECONNREFUSED', syscall: 'connect' });
  });
});

describe('A9: names and codes of errors do not tell what happened', () => {
  test('axios: a hanging bank has the same code as a hanging handshake, and a name for nothing', async () => {
    const silentBank = await plain({});
    const silentHandshake = await plain({});

    const maybePaid = await axiosFailure(axios.post(urlOf(silentBank), '{}', { timeout: 40 }));
    const neverSent = await axiosFailure(
      axios.post(urlOf(silentHandshake).replace('http:', 'https:'), '{}', { timeout: 40 }),
    );

    expect([maybePaid.code, neverSent.code]).toEqual(['ECONNABORTED', 'ECONNABORTED']);
    expect(maybePaid.name).toBe(neverSent.name);
    expect(silentBank.requests).toHaveLength(1);
    expect(silentHandshake.requests).toHaveLength(0);
  });

  test('ours: the phase tells them apart', async () => {
    const controller = new AbortController();
    const silentBank = await plain({ onRequest: () => controller.abort() });
    const silentHandshake = await plain({});

    const maybePaid = await send(openWire(urlOf(silentBank)), { signal: controller.signal });
    const neverSent = await send(
      openWire(urlOf(silentHandshake).replace('http:', 'https:'), { connectTimeoutMs: 40 }),
    );

    expect(maybePaid.error?.phase).toBe('sent');
    expect(neverSent.error?.phase).toBe('unsent');
  });
});

describe('A10: a plain object is cloned before it is written', () => {
  test('axios: what is serialised is not what was signed', async () => {
    const server = await plain(paid);
    const instruction = { amount: 1 };
    const seen: unknown[] = [];

    await axios.post(urlOf(server), instruction, {
      transformRequest: [
        (data: unknown) => {
          seen.push(data);
          return JSON.stringify(data);
        },
      ],
    });

    expect(seen[0]).toEqual(instruction);
    expect(seen[0]).not.toBe(instruction);
  });

  test('ours: the signed text is the text on the wire', async () => {
    const server = await plain(paid);

    await send(openWire(urlOf(server)));

    expect(server.requests[0]?.body).toBe(SUBMIT.body);
  });
});

describe('A11: a stale socket and a crash after booking look the same', () => {
  /** Answers once; then drops the connection, having booked the second request or not read it. */
  function dropping(books: boolean, ledger: string[]) {
    return plain({
      onRequest(socket, request, index) {
        if (index === 0) {
          socket.write(httpReply('200 OK', PAID));
          return;
        }
        if (books) ledger.push(request.body);
        socket.resetAndDestroy();
      },
    });
  }

  test('axios: ECONNRESET both times, with and without the money gone', async () => {
    const ledger: string[] = [];
    const codes: unknown[] = [];
    for (const books of [false, true]) {
      const server = await dropping(books, ledger);
      const httpAgent = new Agent({ keepAlive: true });
      await axios.post(urlOf(server), '{}', { httpAgent });
      const error = await axiosFailure(axios.post(urlOf(server), '{}', { httpAgent }));
      codes.push(error.code);
      httpAgent.destroy();
    }

    expect(codes).toEqual(['ECONNRESET', 'ECONNRESET']);
    expect(ledger).toHaveLength(1);
  });

  test('ours: both are doubt, and neither is ever retried blindly', async () => {
    const ledger: string[] = [];
    const verdicts: unknown[] = [];
    for (const books of [false, true]) {
      const server = await dropping(books, ledger);
      const wire = openWire(urlOf(server));
      await send(wire);
      await nextTurn();
      const { error } = await send(wire);
      verdicts.push(error && classifyWire(error).verdict.kind);
    }

    expect(verdicts).toEqual(['unknown', 'unknown']);
    expect(ledger).toHaveLength(1);
  });
});

describe('A12: a kept socket may die between two requests', () => {
  /** A partner that drops each connection when a second request comes over it. */
  function oneRequestPerConnection() {
    const served = new WeakSet<Socket>();
    return plain({
      onRequest(socket) {
        if (served.has(socket)) socket.resetAndDestroy();
        else socket.write(httpReply('200 OK', PAID));
        served.add(socket);
      },
    });
  }

  test('axios: the second payment over the kept socket ends in doubt for nothing', async () => {
    const server = await oneRequestPerConnection();
    const httpAgent = new Agent({ keepAlive: true });
    onTestFinished(() => httpAgent.destroy());
    await axios.post(urlOf(server), '{}', { httpAgent });

    const error = await axiosFailure(axios.post(urlOf(server), '{}', { httpAgent }));

    expect(error.code).toBe('ECONNRESET');
  });

  test('ours: a submit on a socket of its own does not know the race', async () => {
    const server = await oneRequestPerConnection();
    const wire = openWire(urlOf(server), { freshSocketPerRequest: true });
    await send(wire);
    await nextTurn();

    const { reply } = await send(wire);

    expect(reply?.status).toBe(200);
  });

  test('ours: an idle socket is closed by us, before the partner’s own limit', async () => {
    const server = await plain(paid);
    const wire = openWire(urlOf(server), { keepAliveMs: 20 });
    await send(wire);

    await server.drained();
    const { reply } = await send(wire);

    expect(reply?.status).toBe(200);
    expect(server.connections()).toBe(2);
  });
});

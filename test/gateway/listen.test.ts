/**
 * Goal: idle sockets shut nobody out, and no client keeps a listener from closing; a request that is
 * being answered still gets its answer.
 * Method: real sockets on loopback; the clock of the end is virtual.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';

import { listen, REQUEST_LIMITS, type Served } from '../../src/gateway/listen.ts';
import { virtualRuntime } from '../support/virtual-runtime.ts';

const sockets: Socket[] = [];
const listeners: Served[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(listeners.splice(0).map((served) => served.close(0)));
});

async function open(perSourceMax = 100) {
  const runtime = virtualRuntime(1);
  const app = express();
  const held = Promise.withResolvers<void>();
  const heard = Promise.withResolvers<void>();
  const dribbled = Promise.withResolvers<void>();
  app.get('/quick', (_request, response) => void response.end('quick'));
  app.get('/held', async (_request, response) => {
    heard.resolve();
    await held.promise;
    response.end('held');
  });
  app.post('/body', (request) => void request.on('data', () => dribbled.resolve()));
  const served = await listen(
    { app, routes: [] },
    { host: '127.0.0.1', port: 0, connectionsPerSourceMax: perSourceMax, runtime },
  );
  listeners.push(served);
  return { served, runtime, held, heard, dribbled };
}

async function dial(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** What comes back for a request on a connection of its own. */
async function ask(socket: Socket, path: string): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  return rest(socket);
}

/** Everything that still comes, until the other side is gone. */
async function rest(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  if (!socket.closed) await new Promise((resolve) => void socket.once('close', resolve));
  return text;
}

describe('a listener', () => {
  it('answers beside more idle sockets than it holds, from the same source too', async () => {
    const { served } = await open(4);
    const idle: Socket[] = [];
    for (let i = 0; i < 20; i++) idle.push(await dial(served.port));

    expect(await ask(await dial(served.port), '/quick')).toMatch(/quick$/);
    expect(await ask(await dial(served.port, '127.0.0.2'), '/quick')).toMatch(/quick$/);
    await Promise.all(idle.slice(0, 16).map(async (socket) => rest(socket)));
  });

  it('closes no connection that is being answered for a new one', async () => {
    const { served, held, heard } = await open(1);
    const answer = ask(await dial(served.port), '/held');
    await heard.promise;

    expect(await rest(await dial(served.port))).toBe('');
    held.resolve();
    expect(await answer).toMatch(/held$/);
  });

  it('looks for slow requests often enough for its limits to hold', () => {
    const { connectionsCheckingInterval, headersTimeout, requestTimeout } = REQUEST_LIMITS;

    expect(connectionsCheckingInterval).toBeLessThanOrEqual(headersTimeout / 10);
    expect(connectionsCheckingInterval).toBeLessThanOrEqual(requestTimeout / 10);
  });
});

describe('a listener that closes', () => {
  it('answers what runs, and does not wait for silent and dribbling clients', async () => {
    const { served, runtime, held, heard, dribbled } = await open();
    await dial(served.port);
    const dribbling = await dial(served.port);
    dribbling.write('POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na');
    await dribbled.promise;
    const answer = ask(await dial(served.port), '/held');
    await heard.promise;
    const closed = served.close(60_000);
    await runtime.advance(1_000);

    expect(await rest(dribbling)).toBe('');
    held.resolve();
    expect(await answer).toMatch(/held$/);
    await closed;
  });

  it('ends within its grace, whatever still runs', async () => {
    const { served, runtime, heard } = await open();
    const answer = ask(await dial(served.port), '/held');
    await heard.promise;
    const closed = served.close(5_000);
    await runtime.advance(5_000);

    await closed;
    expect(await answer).toBe('');
  });
});

/*
 * Goal: what a partner decides to do to a caller really happens on the socket - answers, resets,
 * silence, halves, closed keep-alive connections - and the path reaches the partner byte for byte.
 * Method: the server on a free port, raw TCP clients that see bytes and endings; time is virtual
 * where a delay is promised, so no test waits for a clock.
 */
import { createServer } from 'node:http';

import { afterEach, describe, expect, it } from 'vitest';

import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import type { BehaviourName } from '../../../src/sandbox/behaviours/behaviour.ts';
import type { SandboxPartner } from '../../../src/sandbox/partners/sandbox-partner.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server/sandbox-server.ts';
import { virtualRuntime } from '../../support/virtual-runtime.ts';
import { plainPartner, type PlainPartnerOptions } from './plain-partner.ts';
import { httpBytes, rawClient } from './raw-client.ts';

const open: Sandbox[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()));
});

describe('the server', () => {
  it('hands the raw path below the prefix to the partner, byte for byte', async () => {
    const { client } = await started();

    client.send(httpBytes('PUT', '/plain/a%2Fb/../c?x=%E5%BC%A0&y=1%202', 'body'));
    await client.until('body');

    expect(client.received()).toContain('PUT /a%2Fb/../c?x=%E5%BC%A0&y=1%202 body');
  });

  it('takes a prefix for a whole word only', async () => {
    const { client } = await started();

    client.send(httpBytes('GET', '/plainer/x'));
    await client.until('No such page');

    expect(client.received()).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('keeps a connection for the next request', async () => {
    const { client } = await started();

    client.send(httpBytes('GET', '/plain/one'));
    await client.until('GET /one');
    client.send(httpBytes('GET', '/plain/two'));
    await client.until('GET /two');

    expect(client.received().match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });

  it('refuses a body beyond the limit with 413 and closes', async () => {
    const { client, partner } = await started();

    client.send(httpBytes('POST', '/plain/submit/A', 'x'.repeat(1_100_000)));
    await client.until('The body is too long');

    expect(await client.ended).toBe('end');
    expect(partner.bank.find('A')).toBeNull();
  });

  it('answers 500 for a defect of a partner and lives on', async () => {
    const { client, lines } = await started();

    client.send(httpBytes('GET', '/plain/fail'));
    await client.until('The sandbox itself has failed');
    client.send(httpBytes('GET', '/plain/on'));
    await client.until('GET /on');

    expect(lines.join()).toContain('a defect of the partner');
    expect(client.received()).not.toContain('a defect of the partner');
  });

  it('rejects with the code of the system when the port is taken', async () => {
    const { sandbox } = await started();

    const second = startSandbox({
      port: sandbox.port,
      host: '127.0.0.1',
      partners: [],
      runtime: systemRuntime,
      log: () => {},
    });

    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('frees its port and ends its connections when it is closed', async () => {
    const { client, sandbox } = await started();
    client.send(httpBytes('GET', '/plain/one'));
    await client.until('GET /one');

    await sandbox.close();

    await client.ended;
    await expect(rawAnswer(sandbox.url)).rejects.toThrow('fetch failed');
  });
});

describe('on the wire', () => {
  it.each([
    ['resetBeforeExecution', null],
    ['resetAfterExecution', 'accepted'],
    ['down', null],
  ] as const)('%s is a TCP reset without a byte', async (name, status) => {
    const { client, partner } = await started();
    arm(partner, name);

    client.send(httpBytes('POST', '/plain/submit/A'));

    expect(await client.ended).toBe('ECONNRESET');
    expect(client.received()).toBe('');
    expect(partner.bank.find('A')?.status ?? null).toBe(status);
  });

  it('silence keeps the connection open without a byte until the client leaves', async () => {
    const runtime = virtualRuntime(1);
    const { client, partner, sandbox } = await started({}, runtime);
    arm(partner, 'silentAfterExecution');

    client.send(httpBytes('POST', '/plain/submit/A'));
    await eventually(() => partner.bank.find('A') !== null);
    await runtime.advance(500_000);
    const health = await rawAnswer(`${sandbox.url}/health`);

    expect(health).toContain('ok');
    expect(client.received()).toBe('');
    expect(client.socket.closed).toBe(false);
    client.socket.destroy();
    await eventually(() => runtime.pendingTimers() === 0);
  });

  it('silence ends after ten minutes, for a client that never leaves', async () => {
    const runtime = virtualRuntime(1);
    const { client, partner } = await started({}, runtime);
    arm(partner, 'silentAfterExecution');
    client.send(httpBytes('POST', '/plain/submit/A'));
    await eventually(() => partner.bank.find('A') !== null);

    await runtime.advance(600_000);

    expect(await client.ended).toBe('end');
    expect(client.received()).toBe('');
  });

  it('a partial reply is its head, its first bytes, and a reset', async () => {
    const { client } = await started();

    client.send(httpBytes('GET', '/plain/partial'));

    expect(await client.ended).toBe('ECONNRESET');
    expect(client.received()).toMatch(/content-length: 10\r\n[^]*\r\n\r\n0123$/);
  });

  it('closeKeepAlive promises keep-alive, answers, and closes', async () => {
    const { client, partner } = await started();
    arm(partner, 'closeKeepAlive');

    client.send(httpBytes('POST', '/plain/submit/A'));
    await client.until('taken');

    expect(await client.ended).toBe('end');
    expect(client.received()).toMatch(/connection: keep-alive/i);
  });

  it('a late answer comes after its delay and not before', async () => {
    const runtime = virtualRuntime(1);
    const { client, partner, sandbox } = await started({}, runtime);
    arm(partner, 'answerLate', 'submit:8000');

    client.send(httpBytes('POST', '/plain/submit/A'));
    await eventually(() => partner.bank.find('A') !== null);
    await runtime.advance(7_999);
    await rawAnswer(`${sandbox.url}/health`);
    const before = client.received();
    await runtime.advance(1);
    await client.until('taken');

    expect(before).toBe('');
  });

  it('a client that leaves while its answer is delayed leaves nothing behind', async () => {
    const runtime = virtualRuntime(1);
    const { client, partner } = await started({}, runtime);
    arm(partner, 'answerLate', 'submit:8000');
    client.send(httpBytes('POST', '/plain/submit/A', 'sim:stuck'));
    await eventually(() => partner.bank.find('A') !== null);
    await runtime.advance(0);
    await eventually(() => runtime.pendingTimers() === 1);

    client.socket.destroy();
    await eventually(() => runtime.pendingTimers() === 0);

    expect(partner.bank.find('A')?.status).toBe('accepted');
  });
});

describe('a callback over HTTP', () => {
  it('reaches the receiver with its bytes and is taken by the right answer', async () => {
    const seen: string[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Uint8Array) => (body += Buffer.from(chunk).toString()));
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${body}`);
        response.end('taken');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const callbackUrl = `http://127.0.0.1:${port}/callbacks/plain?n=1`;
    const { client, sandbox } = await started({ callbackUrl });

    client.send(httpBytes('POST', '/plain/submit/A', 'sim:payAtOnce'));
    await eventually(() => seen.length > 0);
    const page = async () => rawAnswer(`${sandbox.url}/admin/callbacks?partner=plain`);
    await eventually(async () => (await page()).includes('"outcome":"taken"'));

    expect(seen).toEqual(['POST /callbacks/plain?n=1 A executed']);
    await new Promise((resolve) => receiver.close(resolve));
  });

  it('to a receiver that is not there is a failure in the log, and is repeated', async () => {
    const callbackUrl = 'http://127.0.0.1:1/nobody';
    const { client, sandbox } = await started({ callbackUrl, callbackRetryMs: [1] });

    client.send(httpBytes('POST', '/plain/submit/A', 'sim:payAtOnce'));
    const page = async () => rawAnswer(`${sandbox.url}/admin/callbacks`);
    await eventually(async () => (await page()).includes('"outcome":"givenUp"'));

    expect(await page()).toContain('"attempt":1');
    expect(await page()).toContain('"attempt":2');
  });
});

async function started(options: PlainPartnerOptions = {}, runtime = systemRuntime) {
  const partner = plainPartner(runtime, options);
  const lines: string[] = [];
  const sandbox = await startSandbox({
    port: 0,
    host: '127.0.0.1',
    partners: [partner],
    runtime,
    log: (line) => lines.push(line),
  });
  open.push(sandbox);
  return { sandbox, partner, lines, client: await rawClient(sandbox.port) };
}

function arm({ bank }: SandboxPartner, name: BehaviourName, value: string | null = null): void {
  bank.behaviours.arm({ name, rate: 1, times: null, endsAtMs: null, value });
}

async function rawAnswer(url: string): Promise<string> {
  const response = await fetch(url);
  return response.text();
}

/** Waits for a condition that the event loop will bring about; the test's own limit ends it. */
async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Goal: a caller's webhook URL reaches the public internet or nothing: no address of ours, however
 * it is spelled, gets a connection (SSRF), no redirect leads there, and a slow receiver costs a
 * bounded time.
 * Method: real sockets. A server on loopback counts connections; the hostile spellings name that
 * very server, so that a hole would show as a connection.
 */
import { afterEach, describe, expect, it } from 'vitest';

import { createWebhookPost } from '../../src/transport/webhook-post.ts';
import { type CountingServer, freePort, httpReply, plainServer } from './counting-server.ts';

const BODY = '{"type":"payout.paid"}';
const ALLOWED = new Set(['127.0.0.1']);
const NOBODY: ReadonlySet<string> = new Set();
const open: CountingServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

/** A receiver that answers each request with this reply. */
async function receiver(reply: Buffer = httpReply('200 OK', '')): Promise<CountingServer> {
  const server = await plainServer({ onRequest: (socket) => void socket.write(reply) });
  open.push(server);
  return server;
}

/** A port whose every connection is reset at once. */
async function resettingPort(): Promise<number> {
  const server = await plainServer({ onConnection: (socket) => void socket.resetAndDestroy() });
  open.push(server);
  return server.port;
}

function postTo(url: string, privateHostsAllowed: ReadonlySet<string> = NOBODY, timeoutMs = 2_000) {
  const post = createWebhookPost({ timeoutMs, privateHostsAllowed });
  return post(url, { 'content-type': 'application/json', 'webhook-id': 'msg_1' }, BODY);
}

describe('an address of ours', () => {
  it.each([
    ['loopback', '127.0.0.1'],
    ['another loopback', '127.8.9.10'],
    ['loopback by name', 'localhost'],
    ['loopback as one number', '2130706433'],
    ['loopback in hexadecimal', '0x7f000001'],
    ['loopback in octal', '0177.0.0.1'],
    ['loopback, shortened', '127.1'],
    ['the unspecified address, which is this machine', '0.0.0.0'],
    ['loopback in IPv6', '[::1]'],
    ['the unspecified address in IPv6', '[::]'],
    ['loopback mapped into IPv6', '[::ffff:127.0.0.1]'],
    ['loopback mapped into IPv6, in hexadecimal', '[::ffff:7f00:1]'],
    ['loopback in the old IPv4-compatible form', '[::127.0.0.1]'],
    ['loopback through NAT64', '[64:ff9b::7f00:1]'],
    ['loopback through a local NAT64', '[64:ff9b:1::7f00:1]'],
    ['loopback through 6to4', '[2002:7f00:1::]'],
  ])('is refused without a connection: %s', async (_what, host) => {
    const server = await receiver();

    const outcome = await postTo(`https://${host}:${server.port}/hook`);

    expect(outcome).toEqual({ kind: 'refused', detail: 'the host has a private address' });
    expect(server.connections()).toBe(0);
  });

  it.each([
    ['private, class A', '10.1.2.3'],
    ['private, class B', '172.16.0.1'],
    ['the end of private class B', '172.31.255.255'],
    ['private, class C', '192.168.1.1'],
    ['shared by carriers', '100.64.0.1'],
    ['link-local', '169.254.1.1'],
    ['the metadata service of the clouds', '169.254.169.254'],
    ['the metadata service mapped into IPv6', '[::ffff:169.254.169.254]'],
    ['the metadata service in IPv6', '[fd00:ec2::254]'],
    ['unique local', '[fc00::1]'],
    ['link-local in IPv6', '[fe80::1]'],
    ['site-local, deprecated', '[fec0::1]'],
    ['multicast', '224.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['multicast in IPv6', '[ff02::1]'],
    ['a Teredo tunnel', '[2001::1]'],
    ['documentation', '192.0.2.1'],
    ['benchmarking', '198.18.0.1'],
  ])('is refused before anything is dialled: %s', async (_what, host) => {
    const outcome = await postTo(`https://${host}/hook`, NOBODY, 250);

    expect(outcome).toEqual({ kind: 'refused', detail: 'the host has a private address' });
  });

  /** The last address of each range of RFC 6890 that holds no host of the public Internet. */
  it.each([
    '0.255.255.255',
    '10.255.255.255',
    '100.127.255.255',
    '127.255.255.255',
    '169.254.255.255',
    '172.31.255.255',
    '192.0.0.255',
    '192.0.2.255',
    '192.168.255.255',
    '198.19.255.255',
    '198.51.100.255',
    '203.0.113.255',
    '255.255.255.255',
    '[::ffff:ffff]',
    '[64:ff9b::ffff:ffff]',
    '[64:ff9b:1:ffff:ffff:ffff:ffff:ffff]',
    '[100::ffff:ffff:ffff:ffff]',
    '[2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff]',
    '[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]',
    '[2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff]',
    '[fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]',
    '[febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff]',
    '[feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]',
    '[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]',
  ])('is refused to the end of its range: %s', async (host) => {
    const outcome = await postTo(`https://${host}/hook`, NOBODY, 250);

    expect(outcome).toEqual({ kind: 'refused', detail: 'the host has a private address' });
  });

  it.each([
    ['plain http', 'http', '127.0.0.1'],
    ['plain http to a name', 'http', 'localhost'],
  ])('is refused over %s as well', async (_what, scheme, host) => {
    const server = await receiver();

    const outcome = await postTo(`${scheme}://${host}:${server.port}/hook`);

    expect(outcome.kind).toBe('refused');
    expect(server.connections()).toBe(0);
  });

  it('is refused even where another private host is allowed', async () => {
    const server = await receiver();

    const outcome = await postTo(`https://localhost:${server.port}/hook`, ALLOWED);

    expect(outcome.kind).toBe('refused');
    expect(server.connections()).toBe(0);
  });
});

describe('a URL that is none', () => {
  it.each(['file:///etc/passwd', 'ftp://example.com/', 'gopher://127.0.0.1/', 'no url', ''])(
    'is refused: %s',
    async (url) => {
      expect(await postTo(url, ALLOWED)).toEqual({
        kind: 'refused',
        detail: 'the URL is not http or https',
      });
    },
  );

  it('over plain http to a public host is refused: the body would be readable on the way', async () => {
    expect(await postTo('http://8.8.8.8/hook', NOBODY, 250)).toEqual({
      kind: 'refused',
      detail: 'plain http is only for allowed hosts',
    });
  });
});

describe('an allowed host', () => {
  it('gets the exact body and headers, and its answer comes back', async () => {
    const server = await receiver(httpReply('202 Accepted', 'thank you'));

    const outcome = await postTo(`http://127.0.0.1:${server.port}/hook?tenant=1`, ALLOWED);

    expect(outcome).toEqual({ kind: 'answered', status: 202, retryAfterMs: null });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.head).toMatch(/^POST \/hook\?tenant=1 HTTP\/1.1\r\n/);
    expect(server.requests[0]?.head).toContain('webhook-id: msg_1');
    expect(server.requests[0]?.body).toBe(BODY);
  });

  it.each([
    ['seconds', '120', 120_000],
    ['a date, which is ignored', 'Tue, 24 Nov 2026 09:00:00 GMT', null],
    ['nonsense', '-5', null],
    ['more digits than any wait has', '99999999', null],
  ])('may ask to be left alone: %s', async (_what, value, retryAfterMs) => {
    const reply = httpReply('503 Service Unavailable', '', { 'retry-after': value });
    const server = await receiver(reply);

    const outcome = await postTo(`http://127.0.0.1:${server.port}/`, ALLOWED);

    expect(outcome).toEqual({ kind: 'answered', status: 503, retryAfterMs });
  });

  it.each([301, 302, 303, 307, 308])('is not followed elsewhere by a %i', async (status) => {
    const target = await receiver();
    const location = `http://127.0.0.1:${target.port}/`;
    const server = await receiver(httpReply(`${status} Moved`, '', { location }));

    const outcome = await postTo(`http://127.0.0.1:${server.port}/`, ALLOWED);

    expect(outcome).toEqual({ kind: 'answered', status, retryAfterMs: null });
    expect(target.connections()).toBe(0);
  });

  it('is asked directly, whatever proxy the environment names', async () => {
    const [proxy, server] = [await receiver(), await receiver()];
    const before = { ...process.env };
    Object.assign(process.env, {
      HTTP_PROXY: `http://127.0.0.1:${proxy.port}`,
      NODE_USE_ENV_PROXY: '1',
    });

    const outcome = await postTo(`http://127.0.0.1:${server.port}/`, ALLOWED);
    process.env = before;

    expect(outcome.kind).toBe('answered');
    expect(proxy.connections()).toBe(0);
  });
});

describe('a long answer', () => {
  it('is read to its end, so that the receiver never sees its connection reset', async () => {
    const ends: boolean[] = [];
    const server = await plainServer({
      onConnection: (socket) => void socket.on('close', (wasReset) => ends.push(wasReset)),
      onRequest: (socket) => void socket.write(httpReply('200 OK', 'x'.repeat(100_000))),
    });
    open.push(server);

    const outcome = await postTo(`http://127.0.0.1:${server.port}/hook`, ALLOWED, 60_000);
    await server.drained();

    expect(outcome).toMatchObject({ kind: 'answered', status: 200 });
    expect(ends).toEqual([false]);
  });
});

describe('a receiver in trouble', () => {
  it('that never answers is given up after the budget', async () => {
    const server = await plainServer({});
    open.push(server);

    const outcome = await postTo(`http://127.0.0.1:${server.port}/`, ALLOWED, 150);

    expect(outcome.kind).toBe('unreachable');
    expect(server.requests).toHaveLength(1);
    await server.drained(); // Our side closed the connection.
  });

  it('but trickles a body for ever is cut off after the budget, and its status counts', async () => {
    const server = await plainServer({
      onRequest(socket) {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
        const timer = setInterval(() => socket.write('1\r\nx\r\n'), 20);
        socket.on('close', () => clearInterval(timer));
      },
    });
    open.push(server);

    const outcome = await postTo(`http://127.0.0.1:${server.port}/`, ALLOWED, 150);

    expect(outcome).toEqual({ kind: 'answered', status: 200, retryAfterMs: null });
    await server.drained().catch(() => undefined); // Closed, or reset: both end it.
  });

  it('whose body is endless costs no memory: it is cut off, and its status counts', async () => {
    const megabyte = 'x'.repeat(1_048_576);
    const server = await receiver(httpReply('200 OK', megabyte.repeat(8)));

    const outcome = await postTo(`http://127.0.0.1:${server.port}/`, ALLOWED);

    expect(outcome).toEqual({ kind: 'answered', status: 200, retryAfterMs: null });
    await server.drained().catch(() => undefined);
  });

  it.each([
    ['refuses the connection', freePort],
    ['resets it', resettingPort],
  ])('that %s is unreachable, by its code alone', async (_what, openPort) => {
    const port = await openPort();

    const outcome = await postTo(`http://127.0.0.1:${port}/`, ALLOWED);

    expect(outcome.kind).toBe('unreachable');
    expect(JSON.stringify(outcome)).toMatch(/ECONNREFUSED|ECONNRESET|UND_ERR_SOCKET/);
    expect(JSON.stringify(outcome)).not.toContain(BODY);
  });
});

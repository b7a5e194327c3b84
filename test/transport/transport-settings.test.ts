/**
 * Goal: a base URL that would put a secret, or half a path, where nobody looks for it stops the
 * start; limits that make no sense do too; and the limits nobody sets are those that are written.
 *
 * Method: the reader of base URLs and the exchange's construction alone; no socket is opened but
 * those that are counted.
 */
import { expect, test, vi } from 'vitest';

import { parseHost } from '../../src/transport/transport-settings.ts';
import { openWire, plain, send, urlOf } from './wire-fixture.ts';

/** A wait is for an event; a busy machine takes its time. */
const PATIENT = { timeout: 60_000 };

test.each([
  ['a user', 'https://user@bank.example', 'no credentials'],
  ['a password', 'https://:secret@bank.example', 'no credentials'],
  ['both', 'https://user:secret@bank.example', 'no credentials'],
  ['a query', 'https://bank.example/?key=1', 'no query'],
  ['a fragment', 'https://bank.example/#v1', 'no fragment'],
  ['another protocol', 'ftp://bank.example', 'http or https'],
])('a base URL with %s is refused', (_what, url, why) => {
  expect(() => parseHost(url)).toThrow(why);
});

test('a base URL is taken apart, without its last slash', () => {
  expect(parseHost('https://bank.example:8443/v1/pay//')).toEqual({
    origin: 'https://bank.example:8443',
    pathPrefix: '/v1/pay',
  });
  expect(parseHost('http://bank.example/')).toEqual({
    origin: 'http://bank.example',
    pathPrefix: '',
  });
});

test('an exchange that may last no longer than connecting is refused', () => {
  const open = (exchangeMsMax: number) =>
    openWire('http://127.0.0.1:1', { connectTimeoutMs: 1_000, exchangeMsMax });

  expect(() => open(1_000)).toThrow('longer than connecting');
  expect(() => open(1_001)).not.toThrow();
});

test('at most 256 sockets are open to a host where nobody says otherwise', async () => {
  const server = await plain({ onRequest: () => undefined });
  const wire = openWire(urlOf(server));

  const sending = Array.from({ length: 258 }, () => send(wire));
  await vi.waitUntil(() => server.requests.length === 256, PATIENT);
  const connections = server.connections();
  const beyond = server.requests.length;
  await wire.close();
  const ends = await Promise.all(sending);

  expect([connections, beyond]).toEqual([256, 256]);
  expect(ends.filter(({ error }) => error?.phase === 'unsent')).toHaveLength(2);
});

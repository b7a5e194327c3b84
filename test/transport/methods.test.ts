/**
 * Goal: a partner's interface may use any of the five methods, with a body or without, and what the
 * adapter wrote is what goes out: a PUT never leaves as a POST, a DELETE keeps its body.
 *
 * Method: real sockets and a server that keeps every byte, for both ways to the wire.
 */
import { describe, expect, test } from 'vitest';

import { PARTNER_METHODS, type PartnerRequest } from '../../src/contract/exchange.ts';
import { httpReply } from './counting-server.ts';
import { ADAPTERS, openWire, plain, send, urlOf } from './wire-fixture.ts';

const OK = httpReply('200 OK', '{"state":"SUCCESS"}');
const BODY = '{"out_bill_no":"K1"}';
const PATH = '/v3/transfers/K1?x=1';

describe.each(ADAPTERS)('over %s', (adapter) => {
  test.each(PARTNER_METHODS)('%s goes out as it was written', async (method) => {
    const server = await plain({ onRequest: (socket) => socket.write(OK) });
    const wire = openWire(urlOf(server), { adapter });
    const bare: PartnerRequest = { method, path: PATH, headers: {} };
    const full: PartnerRequest = {
      method,
      path: PATH,
      headers: { 'content-type': 'application/json' },
      body: BODY,
    };

    const ends = [await send(wire, { request: bare }), await send(wire, { request: full })];

    expect(ends.map(({ reply, phases }) => [reply?.status, phases.join()])).toEqual([
      [200, 'sent,headers,body'],
      [200, 'sent,headers,body'],
    ]);
    expect(server.requests.map(({ head }) => head.split('\r\n')[0])).toEqual([
      `${method} ${PATH} HTTP/1.1`,
      `${method} ${PATH} HTTP/1.1`,
    ]);
    expect(server.requests.map(({ body }) => body)).toEqual(['', BODY]);
  });

  test.each(PARTNER_METHODS)('%s is sent once, also when its socket dies', async (method) => {
    const server = await plain({ onRequest: (socket) => socket.destroy() });
    const wire = openWire(urlOf(server), { adapter });

    const { error } = await send(wire, { request: { method, path: PATH, headers: {} } });

    expect(error).toMatchObject({ phase: 'sent' });
    expect(server.requests).toHaveLength(1);
  });

  test('a kept socket that dies under a PUT or DELETE brings no second copy', async () => {
    const server = await plain({
      onRequest: (socket, _request, index) =>
        index === 0 ? socket.write(OK) : socket.resetAndDestroy(),
    });
    const wire = openWire(urlOf(server), { adapter });
    await send(wire, { request: { method: 'PUT', path: PATH, headers: {} } });

    const { error } = await send(wire, { request: { method: 'DELETE', path: PATH, headers: {} } });

    expect(error).toMatchObject({ phase: 'sent' });
    expect(server.requests).toHaveLength(2);
  });
});

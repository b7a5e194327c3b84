/**
 * Goal: whatever arrives complete is handed over as it is, for the partner's reader to judge; the
 * transport neither follows, nor repairs, nor interprets a reply.
 *
 * Method: real servers answer with what banks and the proxies before them really answer; each row
 * states the reply that must come out and what a strict reader makes of it.
 */
import { gzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import type { ExchangeOutcome } from '../../src/contract/events.ts';
import type { PartnerReply } from '../../src/contract/exchange.ts';
import { parseJsonObject, stringField } from '../../src/contract/read.ts';
import type { Verdict } from '../../src/contract/verdict.ts';
import { attribute } from '../../src/resilience/try/attribution.ts';
import { httpReply } from './counting-server.ts';
import { ADAPTERS, openWire, plain, send, urlOf } from './wire-fixture.ts';

const PAID = '{"state":"SUCCESS","out_bill_no":"K1"}';
const PAGE = '<html><h1>Scheduled maintenance</h1></html>';

interface ReplyRow {
  readonly name: string;
  readonly wire: Buffer | string;
  readonly reply: { readonly status: number; readonly body: string };
  readonly verdict: Verdict['kind'];
  readonly outcome: ExchangeOutcome;
}

const ROWS: readonly ReplyRow[] = [
  {
    name: 'a paid answer',
    wire: httpReply('200 OK', PAID),
    reply: { status: 200, body: PAID },
    verdict: 'executed',
    outcome: 'ok',
  },
  {
    name: 'a paid answer in gzip',
    wire: httpReply('200 OK', gzipSync(PAID), { 'content-encoding': 'gzip' }),
    reply: { status: 200, body: PAID },
    verdict: 'executed',
    outcome: 'ok',
  },
  ...['utf-8', 'UTF-8', 'none', 'identity', 'identity, utf8', 'GB18030', '8bit'].map((coding) => ({
    name: `a paid answer whose content coding is named ${coding} and is none`,
    wire: httpReply('200 OK', PAID, { 'content-encoding': coding }),
    reply: { status: 200, body: PAID },
    verdict: 'executed' as const,
    outcome: 'ok' as const,
  })),
  {
    name: 'an answer after early hints',
    wire: `HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n${httpReply('200 OK', PAID).toString()}`,
    reply: { status: 200, body: PAID },
    verdict: 'executed',
    outcome: 'ok',
  },
  {
    name: 'JSON cut short but framed as complete',
    wire: httpReply('200 OK', PAID.slice(0, 20)),
    reply: { status: 200, body: PAID.slice(0, 20) },
    verdict: 'unknown',
    outcome: 'unreadable',
  },
  {
    name: 'a maintenance page with status 200',
    wire: httpReply('200 OK', PAGE, { 'content-type': 'text/html' }),
    reply: { status: 200, body: PAGE },
    verdict: 'unknown',
    outcome: 'unreadable',
  },
  {
    name: 'an empty 200',
    wire: httpReply('200 OK', ''),
    reply: { status: 200, body: '' },
    verdict: 'unknown',
    outcome: 'unreadable',
  },
  {
    name: 'a 204',
    wire: 'HTTP/1.1 204 No Content\r\n\r\n',
    reply: { status: 204, body: '' },
    verdict: 'unknown',
    outcome: 'unreadable',
  },
  {
    name: 'a proxy 503 in HTML',
    wire: httpReply('503 Service Unavailable', PAGE),
    reply: { status: 503, body: PAGE },
    verdict: 'unknown',
    outcome: 'server_error',
  },
  {
    name: 'a proxy 504 in HTML',
    wire: httpReply('504 Gateway Time-out', PAGE),
    reply: { status: 504, body: PAGE },
    verdict: 'unknown',
    outcome: 'server_error',
  },
  {
    name: 'a 404 from somebody on the way',
    wire: httpReply('404 Not Found', PAGE),
    reply: { status: 404, body: PAGE },
    verdict: 'unknown',
    outcome: 'client_error',
  },
  {
    name: 'a 429 without a word',
    wire: httpReply('429 Too Many Requests', ''),
    reply: { status: 429, body: '' },
    verdict: 'unknown',
    outcome: 'throttled',
  },
  {
    name: 'a 302 to elsewhere',
    wire: httpReply('302 Found', '', { location: '/elsewhere' }),
    reply: { status: 302, body: '' },
    verdict: 'unknown',
    outcome: 'unreadable',
  },
  {
    name: 'a 307 to elsewhere',
    wire: httpReply('307 Temporary Redirect', '', { location: '/elsewhere' }),
    reply: { status: 307, body: '' },
    verdict: 'unknown',
    outcome: 'unreadable',
  },
];

/** A reader as strict as an adapter must be: one documented field, or doubt. */
function readState(reply: PartnerReply): Verdict {
  const json = parseJsonObject(reply.body);
  if (json !== null && stringField(json, 'state') === 'SUCCESS') {
    return { kind: 'executed', finality: 'executed', echo: {} };
  }
  return { kind: 'unknown', failure: 'technical.thirdparty.contract', detail: 'unreadable' };
}

describe.each(ADAPTERS)('over the %s adapter', (adapter) => {
  test.each(ROWS)('$name is handed over and judged by the reader alone', async (row) => {
    const server = await plain({ onRequest: (socket) => socket.write(row.wire) });
    const wire = openWire(urlOf(server), { adapter });

    const ended = await send(wire);

    expect(ended.reply).toMatchObject(row.reply);
    expect(server.requests).toHaveLength(1);
    const reply = ended.reply ?? { status: 0, headers: {}, body: '' };
    const verdict = readState(reply);
    expect(verdict.kind).toBe(row.verdict);
    expect(attribute(verdict, reply.status).outcome).toBe(row.outcome);
  });

  test('header names come in lower case, and repeated ones are joined', async () => {
    const server = await plain({
      onRequest(socket) {
        socket.write(
          'HTTP/1.1 200 OK\r\nWechatpay-Serial: A1\r\nX-Trace: one\r\nx-trace: two\r\n' +
            'content-length: 0\r\n\r\n',
        );
      },
    });
    const wire = openWire(urlOf(server), { adapter });

    const { reply } = await send(wire);

    expect(reply?.headers).toMatchObject({ 'wechatpay-serial': 'A1', 'x-trace': 'one, two' });
  });

  test('the body keeps every byte that a signature covers, the byte order mark too', async () => {
    const body = '\uFEFF{ "name" : "张三",\r\n "n":12345678901234567890 }\n';
    const server = await plain({ onRequest: (socket) => socket.write(httpReply('200 OK', body)) });
    const wire = openWire(urlOf(server), { adapter });

    const { reply } = await send(wire);

    expect(reply?.body).toBe(body);
  });
});

test('a body that ends with its connection is taken as it stands, even when a reset ended it', async () => {
  // Without a length nobody can tell (RFC 9112, 6.3): only the signature or the parser will.
  const server = await plain({
    onRequest: (socket) => socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{"state":'),
  });
  const wire = openWire(urlOf(server));

  const { reply } = await send(wire, {
    onPhase: (phase) => phase === 'body' && setImmediate(() => server.resetAll()),
  });

  expect(reply).toMatchObject({ status: 200, body: '{"state":' });
});

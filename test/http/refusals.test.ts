/**
 * Goal: every refusal has the right status, says what to do, says nothing false about money,
 * reaches the engine never and shows a stack trace never.
 * Method: real HTTP against a scripted service that writes down what reaches it.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';

import { JournalError } from '../../src/journal/port.ts';
import { QUEUED_EXAMPLE } from '../../src/http/payouts/payout-examples.ts';
import type { PayoutService } from '../../src/payouts/service.ts';
import { GOOD_BODY, problemOf, startGateway } from './serve-app.ts';

/** A wait is for an event; a busy machine takes its time. */
const PATIENT = { timeout: 60_000 };

const KIB = 1024;

describe('a bad POST /v1/payouts', () => {
  it.each<[string, string, Record<string, string>, number, string]>([
    ['broken JSON', '{"amount":', {}, 400, 'malformed_json'],
    ['no body', '', {}, 400, 'malformed_json'],
    ['an amount given twice', '{"amount":1,"amount":2}', {}, 400, 'malformed_json'],
    ['another shape', '{}', {}, 400, 'validation_failed'],
    ['an empty key', GOOD_BODY, { 'idempotency-key': '' }, 400, 'idempotency_key_missing'],
    [
      'a long key',
      GOOD_BODY,
      { 'idempotency-key': 'k'.repeat(65) },
      400,
      'idempotency_key_invalid',
    ],
    ['65 KiB', padded(65), {}, 413, 'body_too_large'],
    ['2 MiB', padded(2 * KIB), {}, 413, 'body_too_large'],
    [
      'a form',
      'a=1',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported_media_type',
    ],
    [
      'another charset',
      GOOD_BODY,
      { 'content-type': 'application/json; charset=gbk' },
      415,
      'unsupported_media_type',
    ],
    ['a compressed body', GOOD_BODY, { 'content-encoding': 'gzip' }, 415, 'unsupported_media_type'],
    ['no key of ours', GOOD_BODY, { authorization: 'Bearer bw_wrong' }, 401, 'unauthorized'],
    ['another scheme', GOOD_BODY, { authorization: 'Basic ZGVtbzpkZW1v' }, 401, 'unauthorized'],
  ])(
    'with %s is refused before the engine hears of it',
    async (_what, body, headers, status, code) => {
      const { post, service } = await startGateway();

      const answer = await post(body, headers);
      const problem = await problemOf(answer);

      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(problem).toMatchObject({ status, code, retryable: 'no', moneyMoved: 'no' });
      expect(problem.request_id).toBe(answer.headers.get('request-id'));
      expect(problem.type).toBe(`https://breakwater.dev/problems/${code}`);
      expect(service.calls).toEqual([]);
    },
  );

  it('without a key is refused, and with ?dryRun=true needs none', async () => {
    const { ask, service } = await startGateway();
    const request = { body: GOOD_BODY, headers: { 'content-type': 'application/json' } };

    const missing = await ask('POST', '/v1/payouts', request);
    const dry = await ask('POST', '/v1/payouts?dryRun=true', request);

    expect([missing.status, dry.status]).toEqual([400, 200]);
    expect(await problemOf(missing)).toMatchObject({ code: 'idempotency_key_missing' });
    expect(service.calls.map((call) => call.name)).toEqual(['dryRun']);
  });

  it('with ?dryRun=false pays, and with another word is refused', async () => {
    const { ask, service } = await startGateway();
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'k' };
    const post = (query: string) =>
      ask('POST', `/v1/payouts?dryRun=${query}`, { body: GOOD_BODY, headers });

    const statuses = [(await post('false')).status, (await post('no')).status];

    expect(statuses).toEqual([202, 400]);
    expect(service.calls.map((call) => call.name)).toEqual(['accept']);
  });

  it('with a misspelt dryRun is refused: it would have paid', async () => {
    const { ask, service } = await startGateway();
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'k' };

    const answer = await ask('POST', '/v1/payouts?dry_run=true', { body: GOOD_BODY, headers });

    expect((await problemOf(answer)).errors?.[0]?.message).toMatch(/did you mean "dryRun"/);
    expect(service.calls).toEqual([]);
  });

  it('says where broken JSON breaks', async () => {
    const { post } = await startGateway();

    const problem = await problemOf(await post('{"obligation": "x",\n  "amount": }'));

    expect(problem.detail).toContain('line 2, column 13');
  });

  it('takes a body of exactly 64 KiB for what it is', async () => {
    const { post } = await startGateway();

    expect(await problemOf(await post(padded(64)))).toMatchObject({ code: 'validation_failed' });
  });
});

describe('what the engine says', () => {
  it('"accepted" is 202 with the place of the payout', async () => {
    const { post, service } = await startGateway();

    const answer = await post(GOOD_BODY);

    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/v1/payouts/${QUEUED_EXAMPLE.id}`);
    expect(answer.headers.get('etag')).toBeNull();
    expect(await answer.json()).toEqual(QUEUED_EXAMPLE);
    expect(service.calls[0]).toMatchObject({ name: 'accept', args: [{ caller: 'caller-of-all' }] });
  });

  it.each(['no', 'unknown'] as const)(
    '"not accepted" is 503: stored %s, and so is what is said of money; the same key answers it',
    async (stored) => {
      const { post } = await startGateway({
        accept: async () => ({
          kind: 'notAccepted',
          failure: 'technical.overload.gateway',
          stored,
          detail: 'the disk is full',
          retryAfterMs: 2_500,
        }),
      });

      const answer = await post(GOOD_BODY);

      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('3');
      expect(await problemOf(answer)).toMatchObject({
        type: 'https://breakwater.dev/failures/technical.overload.gateway',
        code: 'technical.overload.gateway',
        moneyMoved: stored,
        retryable: 'same_key_only',
        detail: expect.stringContaining('The same Idempotency-Key'),
        title: expect.not.stringContaining('nothing was stored'),
      });
    },
  );

  it('"invalid" is 422 with the field', async () => {
    const errors = [{ pointer: '/amount/value', message: 'is more than any partner takes' }];
    const { post } = await startGateway({ accept: async () => ({ kind: 'invalid', errors }) });

    const answer = await post(GOOD_BODY);

    expect(answer.status).toBe(422);
    expect(await problemOf(answer)).toMatchObject({
      code: 'not_payable',
      errors,
      moneyMoved: 'no',
    });
  });

  it('a defect is 500 without its words, reported as a bug, and money may have moved', async () => {
    const { post, events } = await startGateway({
      accept: async () => {
        throw new TypeError('cannot pay 王小明\n    at 6222020200112233445');
      },
    });

    const answer = await post(GOOD_BODY);
    const body = await answer.text();

    expect(answer.status).toBe(500);
    expect(JSON.parse(body)).toMatchObject({
      code: 'internal',
      moneyMoved: 'unknown',
      retryable: 'same_key_only',
    });
    expect(body + JSON.stringify(events)).not.toMatch(/王小明|6222/);
    expect(body).not.toMatch(/TypeError|\bat .*\.ts/);
    expect(events.find((event) => event.kind === 'bug')).toMatchObject({
      where: 'http POST /v1/payouts',
      detail: expect.stringMatching(/^TypeError at .*refusals\.test\.ts/),
    });
  });

  it('a defect while reading is safe to repeat and says nothing about money', async () => {
    const { ask } = await startGateway({ get: () => Promise.reject(new Error('x')) });

    const problem = await problemOf(await ask('GET', '/v1/payouts/po_1'));

    expect(problem).toMatchObject({ status: 500, retryable: 'yes' });
    expect(problem.moneyMoved).toBeUndefined();
  });

  it.each<[string, string, keyof PayoutService, unknown]>([
    ['GET', '/v1/payouts/po_1', 'get', null],
    ['GET', '/v1/payouts/po_1/events', 'events', null],
    ['GET', '/v1/payouts/po_1/explain', 'explain', null],
    ['POST', '/v1/payouts/po_1/cancel', 'cancel', { kind: 'notFound' }],
    ['POST', '/v1/partners/acme/restore', 'restore', false],
    ['POST', '/v1/webhooks/evt_1/redeliver', 'redeliver', false],
    ['POST', '/callbacks/acme', 'callback', null],
  ])('%s %s is 404 when the engine knows nothing of it', async (method, path, name, nothing) => {
    const { ask } = await startGateway({ [name]: async () => nothing });

    const answer = await ask(method, path);

    expect(answer.status).toBe(404);
    expect(await problemOf(answer)).toMatchObject({ code: 'not_found', retryable: 'no' });
  });

  it('an action that the state does not allow is 409 with the payout', async () => {
    const payout = { ...QUEUED_EXAMPLE, state: 'PAID', moneyMoved: 'yes' } as const;
    const detail = 'It is paid.';
    const { ask } = await startGateway({
      cancel: async () => ({ kind: 'refused', detail, payout }),
    });

    const answer = await ask('POST', `/v1/payouts/${payout.id}/cancel`);

    expect(answer.status).toBe(409);
    expect(await problemOf(answer)).toMatchObject({
      code: 'action_refused',
      detail,
      moneyMoved: 'yes',
      payout: { state: 'PAID' },
    });
  });
});

describe('any request', () => {
  it.each<[keyof PayoutService, string, string, unknown]>([
    ['get', 'GET', '/v1/payouts/po_1', undefined],
    ['list', 'GET', '/v1/payouts', undefined],
    ['events', 'GET', '/v1/payouts/po_1/events', undefined],
    ['explain', 'GET', '/v1/payouts/po_1/explain', undefined],
    ['cancel', 'POST', '/v1/payouts/po_1/cancel', undefined],
    ['dryRun', 'POST', '/v1/payouts?dryRun=true', JSON.parse(GOOD_BODY)],
    ['partners', 'GET', '/v1/partners', undefined],
    ['isolate', 'POST', '/v1/partners/alipay/isolate', { reason: 'r', ttlSeconds: 60 }],
    ['restore', 'POST', '/v1/partners/alipay/restore', undefined],
    ['redeliver', 'POST', '/v1/webhooks/evt_1/redeliver', undefined],
  ])('whose %s meets a journal that fails is 503 and no bug', async (name, method, path, json) => {
    const fail = async () => {
      throw new JournalError('io', 'no', 'secret detail');
    };
    const { ask, events } = await startGateway({ [name]: fail });

    const headers = { 'content-type': 'application/json' };
    const init = json === undefined ? {} : { headers, body: JSON.stringify(json) };

    const answer = await ask(method, path, init);

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ code: 'technical.overload.gateway', status: 503 });
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(events).not.toContainEqual(expect.objectContaining({ kind: 'bug' }));
  });

  it.each([
    ['GET', '/v1/payouts/..%2f..%2fetc', 404, 'not_found'],
    ['GET', '/v1/payouts/%ZZ', 400, 'bad_request'],
    ['GET', '/V1/payouts', 404, 'not_found'],
    ['GET', '/nowhere', 404, 'not_found'],
    ['GET', '/v1/payouts?limit=0', 400, 'validation_failed'],
    ['GET', '/v1/payouts?limit=101', 400, 'validation_failed'],
    ['GET', '/v1/payouts?limit=5&limit=6', 400, 'validation_failed'],
    ['GET', '/v1/payouts?state=LOST', 400, 'validation_failed'],
    ['GET', '/v1/payouts?created[gte]=yesterday', 400, 'validation_failed'],
    ['GET', '/v1/payouts/po_1?expand=all', 400, 'validation_failed'],
    ['GET', '/v1/payouts/po_1/events?after=-1', 400, 'validation_failed'],
  ])('%s %s is %i', async (method, path, status, code) => {
    const { ask, service } = await startGateway();

    const answer = await ask(method, path);

    expect(answer.status).toBe(status);
    expect(await problemOf(answer)).toMatchObject({ status, code });
    expect(service.calls).toEqual([]);
  });

  it.each([
    ['PUT', '/v1/payouts', 'GET, HEAD, POST'],
    ['DELETE', '/v1/payouts/po_1', 'GET, HEAD'],
    ['GET', '/v1/payouts/po_1/cancel', 'POST'],
    ['OPTIONS', '/callbacks/alipay', 'POST'],
  ])('%s %s is 405 with Allow: %s', async (method, path, allow) => {
    const { ask } = await startGateway();

    const answer = await ask(method, path);

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('gives back a sane Request-Id, makes one otherwise, and reports it', async () => {
    const { ask, events } = await startGateway();

    const given = await ask('GET', '/livez', { headers: { 'request-id': 'trace-0815.a' } });
    const odd = await ask('GET', '/livez', { headers: { 'request-id': 'a b <script>' } });

    expect(given.headers.get('request-id')).toBe('trace-0815.a');
    expect(odd.headers.get('request-id')).toMatch(/^req_[0-9a-f]{24}$/);
    await vi.waitFor(() => expect(events).toHaveLength(2), PATIENT);
    expect(events[0]).toMatchObject({ kind: 'http.answered', requestId: 'trace-0815.a' });
  });

  it('forbids caching, sniffing and framing, and does not say what it runs on', async () => {
    const { ask } = await startGateway();

    const { headers } = await ask('GET', '/v1/payouts/po_1');

    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
  });

  it('is reported once, by the template of its route and the code of its problem', async () => {
    const { ask, post, events } = await startGateway();

    await ask('GET', '/v1/payouts/po_6222020200112233445/explain');
    await post('{}');
    await ask('GET', '/6222020200112233445');

    await vi.waitFor(() => expect(events).toHaveLength(3), PATIENT);
    expect(events).toMatchObject([
      { method: 'GET', route: '/v1/payouts/:id/explain', status: 200 },
      { method: 'POST', route: '/v1/payouts', status: 400, problem: 'validation_failed' },
      { method: 'GET', route: 'unmatched', status: 404, problem: 'not_found' },
    ]);
    expect(JSON.stringify(events)).not.toContain('6222020200112233445');
  });

  it('given up half-way reaches nobody, breaks nothing, and is reported as 499', async () => {
    const { port, events, service, ask } = await startGateway();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const head = 'POST /callbacks/alipay HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n';
    socket.write(`${head}notify_id=1`, () => socket.destroy());

    await vi.waitFor(() => expect(events).toHaveLength(1), PATIENT);
    const after = await ask('GET', '/livez');

    expect(events[0]).toMatchObject({ route: '/callbacks/:partner', status: 499 });
    expect(service.calls).toEqual([]);
    expect(after.status).toBe(200);
  });

  it('with an endless body is cut off, and the limit is the memory it takes', async () => {
    const { port, service } = await startGateway();
    // Where the reset overtakes the answer, the client heard nothing and asks again.
    let answer = '';
    while (answer === '') answer = await heardOfEndlessBody(port);

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('Connection: close');
    expect(service.calls).toEqual([]);
  });
});

/** What the gateway says to a body without an end before it hangs up. */
async function heardOfEndlessBody(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
  const pump = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', pump);
  socket.on('data', (data) => {
    heard += data.toString();
    if (heard.includes('body_too_large')) socket.destroy();
  });
  socket.on('error', () => undefined);
  socket.write('POST /callbacks/alipay HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
  pump();
  return await once(socket, 'close').then(() => heard);
}

function padded(kib: number): string {
  const open = '{"obligation":"';
  return `${open}${'x'.repeat(kib * KIB - open.length - 2)}"}`;
}

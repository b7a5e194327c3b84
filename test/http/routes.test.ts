/**
 * Goal: each route does what its row says: asks the engine the right question, gives its answer
 * back whole, and lets in those keys and no others that hold its scope.
 * Method: real HTTP. The key matrix is run over the table itself, so a new route is in it.
 */
import { describe, expect, it } from 'vitest';

import { API_SCOPES } from '../../src/http/api-keys.ts';
import { IN_DOUBT_EXAMPLE, QUEUED_EXAMPLE } from '../../src/http/payouts/payout-examples.ts';
import { payoutViewSchema } from '../../src/http/payouts/payout-views.ts';
import { GOOD_BODY, keyOf, problemOf, type RunningGateway, startGateway } from './serve-app.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** The rule, written down a second time on purpose: a slip in the table must not pass. */
const WHO_MAY = {
  'post /v1/payouts': 'payouts:write',
  'get /v1/payouts': 'payouts:read or ops',
  'get /v1/payouts/:id': 'payouts:read or ops',
  'get /v1/payouts/:id/events': 'payouts:read or ops',
  'get /v1/payouts/:id/explain': 'payouts:read or ops',
  'post /v1/payouts/:id/cancel': 'payouts:write or ops',
  'post /v1/payouts/:id/review': 'ops',
  'post /v1/payouts/:id/resolve': 'ops',
  'get /v1/partners': 'ops',
  'post /v1/partners/:partner/isolate': 'ops',
  'post /v1/partners/:partner/restore': 'ops',
  'get /v1/payees': 'ops',
  'post /v1/payees/:payee/release': 'ops',
  'get /v1/partners/:partner/news': 'ops',
  'post /v1/partners/:partner/news/:id/close': 'ops',
  'post /v1/webhooks/:id/redeliver': 'ops',
  'post /callbacks/:partner': 'anybody',
  'get /livez': 'anybody',
  'get /healthz': 'anybody',
  'get /readyz': 'anybody',
  'get /metrics': 'anybody',
  'get /version': 'anybody',
  'get /openapi.json': 'anybody',
};

describe('keys', () => {
  it('open exactly the routes of their scopes', async () => {
    const gateway = await startGateway();
    const found = new Map<string, string>();

    for (const route of gateway.routes) {
      const statuses = new Map<string, number>();
      for (const name of [...API_SCOPES, 'none']) {
        const authorization = `Bearer ${keyOf(name)}`;
        statuses.set(name, (await visit(gateway, route, { authorization })).status);
      }
      const anonymous = (await visit(gateway, route, { authorization: '' })).status;
      const allowed = API_SCOPES.filter((scope) => (statuses.get(scope) ?? 500) < 300);
      const refused = [...API_SCOPES, 'none'].filter((scope) => statuses.get(scope) === 403);
      const closed = anonymous === 401 && allowed.length + refused.length === 5;
      const open = [...statuses.values(), anonymous].every((status) => status === 200);
      const who = open ? 'anybody' : closed ? allowed.join(' or ') : 'neither';
      found.set(`${route.method} ${route.path}`, who);
    }

    expect(Object.fromEntries(found)).toEqual(WHO_MAY);
  });

  it('are asked for as RFC 6750 says', async () => {
    const { ask } = await startGateway();
    const challengeOf = async (authorization: string) => {
      const answer = await ask('GET', '/v1/partners', { headers: { authorization } });
      return answer.headers.get('www-authenticate');
    };

    expect(await challengeOf('')).toBe('Bearer realm="breakwater"');
    expect(await challengeOf('Bearer bw_wrong')).toContain('error="invalid_token"');
    expect(await challengeOf(`Bearer ${keyOf('payouts:read')}`)).toBe(
      'Bearer realm="breakwater", error="insufficient_scope", scope="ops"',
    );
  });

  it('that lack a scope are told which', async () => {
    const { ask } = await startGateway();
    const headers = { authorization: `Bearer ${keyOf('payouts:read')}` };

    const problem = await problemOf(await ask('POST', '/v1/payouts', { headers }));

    expect(problem).toMatchObject({ status: 403, requiredScopes: ['payouts:write'] });
    expect(problem.detail).toContain('payouts:write');
  });

  it('without ops see their own caller’s payouts; with ops everybody’s', async () => {
    const { ask, service } = await startGateway();

    for (const name of ['payouts:read', 'ops']) {
      const headers = { authorization: `Bearer ${keyOf(name)}` };
      await ask('GET', '/v1/payouts/po_1', { headers });
    }

    expect(service.calls.map((call) => call.args[0])).toEqual([
      { caller: 'caller-of-payouts:read', by: 'payouts:read' },
      { caller: null, by: 'ops' },
    ]);
  });

  it('include the demo key where it is allowed', async () => {
    const { ask } = await startGateway();

    const answer = await ask('GET', '/v1/partners', { headers: { authorization: 'Bearer demo' } });

    expect(answer.status).toBe(200);
  });
});

describe('reading payouts', () => {
  it('pages with the last id as the cursor', async () => {
    const data = ['po_3', 'po_2'].map((id) => ({ ...QUEUED_EXAMPLE, id }));
    const { ask, service } = await startGateway({ list: async () => ({ data, hasMore: true }) });
    const query =
      'state=QUEUED&partner=alipay&obligation=loan-1&cursor=po_4&limit=2' +
      '&created[gte]=2026-11-24T08:00:00%2B08:00&created%5Blte%5D=2026-11-24T00:00:01Z';

    const page: unknown = await (await ask('GET', `/v1/payouts?${query}`)).json();

    expect(page).toMatchObject({ object: 'list', has_more: true, next_cursor: 'po_2' });
    expect(service.calls[0]?.args[1]).toEqual({
      state: 'QUEUED',
      partner: 'alipay',
      obligation: 'loan-1',
      cursor: 'po_4',
      limit: 2,
      createdFromMs: Date.UTC(2026, 10, 24),
      createdToMs: Date.UTC(2026, 10, 24, 0, 0, 1),
    });
  });

  it('ends the list without a cursor', async () => {
    const { ask } = await startGateway();

    const page: unknown = await (await ask('GET', '/v1/payouts')).json();

    expect(page).toMatchObject({ has_more: false, next_cursor: null });
  });

  it('gives one payout as the engine shows it', async () => {
    const { ask } = await startGateway({ get: async () => IN_DOUBT_EXAMPLE });

    const payout: unknown = await (await ask('GET', `/v1/payouts/${IN_DOUBT_EXAMPLE.id}`)).json();

    expect(payout).toEqual(IN_DOUBT_EXAMPLE);
    expect(payoutViewSchema.parse(payout)).toEqual(IN_DOUBT_EXAMPLE);
  });

  it('pages a timeline by asking for one entry more than it shows', async () => {
    const timeline = [1, 2, 3].map((seq) => ({ seq, at: 'x', kind: 'moved', data: {} }));
    const { ask, service } = await startGateway({
      events: async (_scope, _id, after, limit) => timeline.slice(after, after + limit),
    });

    const first: unknown = await (await ask('GET', '/v1/payouts/po_1/events?limit=2')).json();
    const rest: unknown = await (await ask('GET', '/v1/payouts/po_1/events?after=2')).json();

    expect(first).toMatchObject({ data: [{ seq: 1 }, { seq: 2 }], has_more: true, next_after: 2 });
    expect(rest).toMatchObject({ data: [{ seq: 3 }], has_more: false, next_after: 3 });
    expect(service.calls[0]?.args.slice(1)).toEqual(['po_1', 0, 3]);
  });
});

describe('operators', () => {
  it('review and resolve under the name of their key', async () => {
    const { ask, service } = await startGateway();
    const send = (path: string, body: object) =>
      ask('POST', path, { headers: JSON_HEADERS, body: JSON.stringify(body) });
    const review = { decision: 'refuse', reason: 'case 4711' };
    const resolution = { attemptNo: 2, verdict: 'neverExecuted', evidence: 'letter of 24 Nov' };

    const reviewed = await send('/v1/payouts/po_1/review', review);
    const resolved = await send('/v1/payouts/po_1/resolve', resolution);

    expect([reviewed.status, resolved.status]).toEqual([200, 200]);
    expect(service.calls.map((call) => call.args)).toEqual([
      ['po_1', { ...review, by: 'all' }],
      ['po_1', { ...resolution, by: 'all' }],
    ]);
  });

  it('cannot sign with another name, or without evidence', async () => {
    const { ask, service } = await startGateway();
    const body = { attemptNo: 1, verdict: 'executed', evidence: ' ', by: 'somebody else' };
    const request = { headers: JSON_HEADERS, body: JSON.stringify(body) };

    const problem = await problemOf(await ask('POST', '/v1/payouts/po_1/resolve', request));

    expect(problem.errors?.map((error) => error.pointer)).toEqual(['/evidence', '/by']);
    expect(service.calls).toEqual([]);
  });

  it('hold a partner for so long, and restore it', async () => {
    const { ask, service } = await startGateway();
    const body = JSON.stringify({ reason: 'maintenance', ttlSeconds: 60 });
    const beforeMs = Date.now();

    const held = await ask('POST', '/v1/partners/alipay/isolate', { headers: JSON_HEADERS, body });
    const restored = await ask('POST', '/v1/partners/alipay/restore');

    expect([held.status, restored.status]).toEqual([200, 200]);
    expect(await held.json()).toMatchObject({ partner: 'alipay' });
    const isolation = service.calls[0]?.args[1] as { expiresAtMs: number; owner: string };
    expect(isolation).toMatchObject({ owner: 'all', reason: 'maintenance' });
    expect(isolation.expiresAtMs - beforeMs).toBeGreaterThanOrEqual(60_000);
    expect(isolation.expiresAtMs - Date.now()).toBeLessThanOrEqual(60_000);
  });

  it.each([
    ['partners/alipay/isolate', { reason: 'r', ttlSeconds: 60 }, 'isolate', '"owner":"ann"'],
    ['partners/alipay/restore?reason=r', undefined, 'restore', '"ann"'],
    ['partners/alipay/news/1f/close', { reason: 'r' }, 'closeNews', '"by":"ann"'],
    [`payees/${'0'.repeat(64)}/release`, { reason: 'r' }, 'releasePayee', '"ann"'],
  ] as const)('are signed by the person who holds the key: %s', async (path, body, name, said) => {
    const { ask, service } = await startGateway();
    const headers = { ...JSON_HEADERS, authorization: `Bearer ${keyOf('night-shift')}` };

    await ask('POST', `/v1/${path}`, {
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

    const call = service.calls.find((each) => each.name === name);
    expect(JSON.stringify(call?.args)).toContain(said);
  });

  it('cannot hold a partner without an end', async () => {
    const { ask, service } = await startGateway();
    const request = { headers: JSON_HEADERS, body: '{"reason":"x"}' };

    const problem = await problemOf(await ask('POST', '/v1/partners/alipay/isolate', request));

    expect(problem.errors?.[0]?.pointer).toBe('/ttlSeconds');
    expect(service.calls).toEqual([]);
  });
});

describe('callbacks', () => {
  it('hand the adapter the bytes and headers as they came, and its answer back', async () => {
    const answer = { status: 401, contentType: 'application/json', body: '{"code":"FAIL"}' };
    const { ask, service } = await startGateway({ callback: async () => answer });
    const body = '\ufeff{"resource": "ä/\\/"}\r\n ';
    const headers = { 'content-type': 'application/json', 'Wechatpay-Signature': 'abc==' };

    const reply = await ask('POST', '/callbacks/wechat', { body, headers });

    expect([reply.status, reply.headers.get('content-type')]).toEqual([401, 'application/json']);
    expect(await reply.text()).toBe(answer.body);
    expect(service.calls[0]?.args).toMatchObject([
      'wechat',
      { body, headers: { 'wechatpay-signature': 'abc==' } },
    ]);
  });

  it('take 256 KiB and no more', async () => {
    const { ask, service } = await startGateway();

    const most = await ask('POST', '/callbacks/alipay', { body: 'a'.repeat(256 * 1024) });
    const more = await ask('POST', '/callbacks/alipay', { body: 'a'.repeat(256 * 1024 + 1) });

    expect([most.status, more.status]).toEqual([200, 413]);
    expect(await more.text()).toContain('at most 256 KiB');
    expect(service.calls).toHaveLength(1);
  });
});

describe('system pages', () => {
  it('say alive without asking anybody', async () => {
    const { ask, service } = await startGateway();

    expect([(await ask('GET', '/livez')).status, (await ask('GET', '/healthz')).status]).toEqual([
      200, 200,
    ]);
    expect(service.calls).toEqual([]);
  });

  it('say unready with 503 and the reason', async () => {
    const readiness = { ready: false, checks: [{ name: 'journal', ok: false, detail: 'full' }] };
    const { ask } = await startGateway({ readiness: () => readiness });

    const answer = await ask('GET', '/readyz');

    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual(readiness);
  });

  it('give the scrape as it is, and 500 when there is none', async () => {
    const { ask } = await startGateway();
    const broken = await startGateway({}, { metrics: () => Promise.reject(new Error('x')) });

    const scrape = await ask('GET', '/metrics');

    expect(scrape.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    expect(await scrape.text()).toBe('up 1\n');
    expect((await broken.ask('GET', '/metrics')).status).toBe(500);
  });

  it('answer HEAD without a body', async () => {
    const { ask } = await startGateway();

    const answer = await ask('HEAD', '/livez');

    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('warn that chaos is on, everywhere and in the version, only when it is', async () => {
    const on = await startGateway({}, { chaosHint: true });
    const off = await startGateway();

    expect((await on.ask('GET', '/nowhere')).headers.get('breakwater-chaos')).toBe('on');
    expect((await off.ask('GET', '/nowhere')).headers.get('breakwater-chaos')).toBeNull();
    expect(await (await on.ask('GET', '/version')).json()).toMatchObject({ chaos: true });
    expect(await (await off.ask('GET', '/version')).json()).toMatchObject({ chaos: false });
  });
});

/** Calls a route with a request that is good in everything but, perhaps, its key. */
function visit(
  gateway: RunningGateway,
  route: RunningGateway['routes'][number],
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const path = route.path
    .replace(':partner', 'alipay')
    .replace(':payee', 'f'.repeat(64))
    .replace(':id', 'po_1');
  if (route.keyed) return gateway.post(GOOD_BODY, headers);
  const body = route.body.kind === 'json' ? JSON.stringify(route.body.example) : null;
  return gateway.ask(route.method.toUpperCase(), path, {
    body,
    headers: { ...JSON_HEADERS, ...headers },
  });
}

/**
 * Goal: the levers of chaos work over HTTP, for keys with the scope `chaos` only, and a mistake in
 * a fault comes back with its field.
 * Method: real HTTP against a scripted chaos module; the module itself is tested in test/chaos.
 */
import { describe, expect, it } from 'vitest';

import { createKeyRing } from '../../../src/http/api-keys.ts';
import { createChaosApp } from '../../../src/http/chaos/chaos-app.ts';
import { systemRuntime } from '../../../src/runtime/system-runtime.ts';
import { keyOf, listen, problemOf, TEST_KEYS } from '../serve-app.ts';
import { scriptedChaos } from './scripted-chaos.ts';

const FAULT = { fault: 'delay', ttl: '30s', on: { partner: 'alipay', op: 'submit' } };

describe('chaos control', () => {
  it('opens no route but its document to a key without the scope chaos', async () => {
    const { routes, ask } = await startChaos();
    const opened: string[] = [];

    for (const route of routes) {
      const path = route.path.replace(/(?<=\/):id/, 'f1');
      const method = route.method.toUpperCase();
      for (const name of ['ops', 'payouts:write', 'payouts:read', 'none']) {
        const { status } = await ask(method, path, undefined, keyOf(name));
        if (status !== 403) opened.push(`${method} ${path}`);
      }
    }

    expect(new Set(opened)).toEqual(new Set(['GET /openapi.json']));
  });

  it('arms, shows, lists and disarms a fault', async () => {
    const { ask } = await startChaos();

    const armed = await ask('POST', '/chaos/v1/faults', FAULT);
    const place = armed.headers.get('location') ?? '';
    const shown: unknown = await (await ask('GET', place)).json();
    const listed: unknown = await (await ask('GET', '/chaos/v1/faults')).json();
    const disarmed = await ask('DELETE', place);
    const again = await ask('DELETE', place);

    expect([armed.status, place]).toEqual([201, '/chaos/v1/faults/f1']);
    expect(shown).toEqual({ ...FAULT, id: 'f1', by: 'chaos' });
    expect(listed).toEqual({ catalogue: [{ fault: 'delay' }], armed: [shown] });
    expect([disarmed.status, again.status]).toEqual([200, 404]);
    expect((await ask('GET', place)).status).toBe(404);
  });

  it('gives the module’s field errors back as a problem', async () => {
    const { ask } = await startChaos();

    const answer = await ask('POST', '/chaos/v1/faults', { fault: 'delay' });

    expect(answer.status).toBe(400);
    expect((await problemOf(answer)).errors).toEqual([{ pointer: '/ttl', message: 'is required' }]);
  });

  it('reads the fault as strictly as a payout', async () => {
    const { url } = await startChaos();
    const send = (body: string) =>
      fetch(`${url}/chaos/v1/faults`, {
        method: 'POST',
        body,
        headers: { authorization: `Bearer ${keyOf('chaos')}`, 'content-type': 'application/json' },
      });

    expect((await problemOf(await send('{"rate":0.1,"rate":1,"ttl":"1h"}'))).code).toBe(
      'malformed_json',
    );
  });

  it('disarms everything at once and says how many', async () => {
    const { ask } = await startChaos();
    await ask('POST', '/chaos/v1/faults', FAULT);
    await ask('POST', '/chaos/v1/faults', FAULT);

    expect(await (await ask('DELETE', '/chaos/v1/faults')).json()).toEqual({ disarmed: 2 });
    expect(await (await ask('GET', '/chaos/v1/status')).json()).toEqual({ mode: 'lab', armed: 0 });
  });

  it('pulls the panic lever and releases it, by name of the key', async () => {
    const { ask, control } = await startChaos();

    const panic = await ask('POST', '/chaos/v1/panic');
    const release = await ask('POST', '/chaos/v1/panic:release');

    expect([panic.status, release.status]).toEqual([200, 200]);
    expect(control.levers).toEqual(['panic by chaos', 'release by chaos']);
    expect((await ask('POST', '/chaos/v1/panicXrelease')).status).toBe(404);
  });
});

async function startChaos() {
  const control = scriptedChaos();
  const { app, routes } = createChaosApp({
    control,
    keys: createKeyRing(TEST_KEYS, { allowDemo: false }),
    runtime: systemRuntime,
    emit: () => undefined,
    isStopping: () => false,
  });
  const { url } = await listen(app);
  const ask = (method: string, path: string, body?: object, key = keyOf('chaos')) =>
    fetch(url + path, {
      method,
      body: body === undefined ? null : JSON.stringify(body),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });
  return { url, routes, control, ask };
}

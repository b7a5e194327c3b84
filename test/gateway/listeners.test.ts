/**
 * Goal: health, metrics and callbacks are on ports of their own where the operator says so, and nowhere
 * else then; otherwise they are on the API's.
 * Method: the whole gateway on real sockets.
 */
import { afterEach, expect, it } from 'vitest';

import { type GatewayWorld, openGateway } from '../support/world.ts';

let world: GatewayWorld | null = null;
afterEach(async () => {
  await world?.close();
});

const OPS = ['/livez', '/healthz', '/readyz', '/metrics'];
const statuses = (url: string, paths: readonly string[], method = 'GET') =>
  Promise.all(paths.map(async (path) => (await fetch(url + path, { method })).status));

async function open(env: Readonly<Record<string, string>>) {
  world = await openGateway({ sandboxUrl: 'http://127.0.0.1:9', env });
  return world.gateway;
}

it('serves everything on the port of the API where no other is named', async () => {
  const { url, opsUrl, callbackUrl } = await open({});

  expect([opsUrl, callbackUrl]).toEqual([url, url]);
  expect(await statuses(url, OPS)).toEqual([200, 200, 200, 200]);
});

it('serves health and metrics on OPS_PORT, and nothing else there', async () => {
  const { url, opsUrl } = await open({ OPS_PORT: '0' });

  expect(opsUrl).not.toBe(url);
  expect(await statuses(opsUrl, [...OPS, '/v1/payouts'])).toEqual([200, 200, 200, 200, 404]);
  expect(await statuses(url, [...OPS, '/v1/payouts'])).toEqual([404, 404, 404, 404, 401]);
});

it('takes callbacks on CALLBACK_PORT, and nothing else there', async () => {
  const { url, callbackUrl } = await open({ CALLBACK_PORT: '0' });
  const [there] = await statuses(callbackUrl, ['/callbacks/alipay'], 'POST');

  expect(there).not.toBe(404);
  expect(await statuses(callbackUrl, ['/v1/payouts', '/livez'])).toEqual([404, 404]);
  expect(await statuses(url, ['/callbacks/alipay'], 'POST')).toEqual([404]);
});

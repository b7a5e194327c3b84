import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { onTestFinished } from 'vitest';

import type { GatewayEvent } from '../../src/contract/events.ts';
import {
  API_SCOPES,
  type ApiScope,
  createKeyRing,
  type KeyEntry,
} from '../../src/http/api-keys.ts';
import { createHttpApp, type HttpApp } from '../../src/http/http-app.ts';
import { PAYOUT_BODY_EXAMPLE } from '../../src/http/payouts/payout-examples.ts';
import type { PayoutService } from '../../src/payouts/service.ts';
import { systemRuntime } from '../../src/runtime/system-runtime.ts';
import { type ScriptedService, scriptedService } from './scripted-service.ts';

/** A body that every check lets through. */
export const GOOD_BODY = JSON.stringify(PAYOUT_BODY_EXAMPLE);

/** The gateway's API on a loopback port, over a scripted service, until the test ends. */
export interface RunningGateway extends HttpApp {
  readonly url: string;
  readonly port: number;
  readonly service: ScriptedService;
  readonly events: readonly GatewayEvent[];
  /** `POST /v1/payouts` with a key of its own, unless `headers` say otherwise. */
  post(body: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Any request, with the key `all` unless `headers` say otherwise. */
  ask(method: string, path: string, init?: RequestInit): Promise<Response>;
}

/** Keys of the tests: one with all scopes, one per scope, one with none, and one of a named person. */
export const keyOf = (name: string) => `bw_test_key_of_${name.replace(':', '_')}_0123456789`;

export const TEST_KEYS: readonly KeyEntry[] = [
  entry('all', API_SCOPES),
  entry('none', []),
  { ...entry('night-shift', API_SCOPES), person: 'Ann' },
  ...API_SCOPES.map((scope) => entry(scope, [scope])),
];

export async function startGateway(
  script: Partial<PayoutService> = {},
  options: {
    readonly chaosHint?: boolean;
    readonly isStopping?: () => boolean;
    readonly metrics?: () => Promise<{ contentType: string; body: string }>;
  } = {},
): Promise<RunningGateway> {
  const service = scriptedService(script);
  const events: GatewayEvent[] = [];
  const http = createHttpApp({
    service,
    keys: createKeyRing(TEST_KEYS, { allowDemo: true }),
    runtime: systemRuntime,
    emit: (event) => events.push(event),
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4', body: 'up 1\n' }),
    version: '0.0.0-test',
    ...options,
  });
  const { url, port } = await listen(http.app);
  let keys = 0;
  const ask: RunningGateway['ask'] = (method, path, init = {}) =>
    fetch(url + path, {
      ...init,
      method,
      headers: { authorization: `Bearer ${keyOf('all')}`, ...init.headers },
    });
  return {
    ...http,
    url,
    port,
    service,
    events,
    ask,
    post: (body, headers = {}) =>
      ask('POST', '/v1/payouts', {
        body,
        headers: {
          'content-type': 'application/json',
          'idempotency-key': `k-${++keys}`,
          ...headers,
        },
      }),
  };
}

/** Listens on a free loopback port until the test ends. */
export async function listen(app: Express): Promise<{ url: string; port: number }> {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port };
}

/** A problem document, read without trusting its shape more than a test must. */
export async function problemOf(response: Response) {
  return (await response.json()) as {
    readonly type: string;
    readonly title: string;
    readonly status: number;
    readonly detail: string;
    readonly code: string;
    readonly request_id: string;
    readonly retryable: string;
    readonly moneyMoved?: string;
    readonly payoutId?: string;
    readonly requiredScopes?: readonly string[];
    readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
  };
}

function entry(name: string, scopes: readonly ApiScope[]): KeyEntry {
  const sha256 = createHash('sha256').update(keyOf(name)).digest('hex');
  return { name, caller: `caller-of-${name}`, sha256, scopes };
}

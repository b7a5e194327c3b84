/**
 * Goal: the document is true: every route is in it and nothing else is, it is valid OpenAPI 3.1,
 * its examples are real, and what it says about answers holds for answers.
 * Method: the document as served, against express's own router, an independent validator, the
 * schemas, and real answers.
 */
import { Validator } from '@seriousme/openapi-schema-validator';
import type { Express } from 'express';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { createChaosApp } from '../../src/http/chaos/chaos-app.ts';
import { createKeyRing } from '../../src/http/api-keys.ts';
import { documentPath, problemsOf } from '../../src/http/openapi/openapi-document.ts';
import { PROBLEMS } from '../../src/http/problems/problem-codes.ts';
import { problemSchema } from '../../src/http/openapi/problem-schema.ts';
import type { Route } from '../../src/http/serve/route.ts';
import { systemRuntime } from '../../src/runtime/system-runtime.ts';
import { scriptedChaos } from './chaos/scripted-chaos.ts';
import { GOOD_BODY, keyOf, listen, startGateway } from './serve-app.ts';

const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
});

describe.each([
  ['the gateway', startGateway],
  ['chaos control', startChaos],
])('the document of %s', (_name, start) => {
  it('is valid OpenAPI 3.1', async () => {
    const { text } = await documentOf(start);

    const specification = z.record(z.string(), z.unknown()).parse(JSON.parse(text));

    const result = await new Validator().validate(specification);

    expect(result).toEqual({ valid: true });
  });

  it('lists the routes that express serves, and only those', async () => {
    const { document, app } = await documentOf(start);
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );

    expect(documented.toSorted()).toEqual(servedBy(app).toSorted());
  });

  it('names each operation once', async () => {
    const { document } = await documentOf(start);
    const ids = Object.values(document.paths)
      .flatMap((operations) => Object.values(operations))
      .map((operation) => operation.operationId);

    expect(ids).toEqual([...new Set(ids)]);
  });

  it('has examples that fit their schemas', async () => {
    const { routes } = await start();
    const samples = routes.flatMap(examplesOf);

    expect(samples.length).toBeGreaterThan(0);
    for (const { where, schema, example } of samples) {
      const { error } = schema.safeParse(example);
      expect({ where, issues: error?.issues ?? [] }).toEqual({ where, issues: [] });
    }
  });
});

describe('the document', () => {
  it('lets no unknown field into a body or out of an answer', async () => {
    const { text } = await documentOf(startGateway);
    const { components } = z
      .object({ components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }) })
      .parse(JSON.parse(text));

    const open = Object.entries(components.schemas)
      .filter(([, schema]) => schema['type'] === 'object')
      .filter(([, schema]) => schema['additionalProperties'] !== false)
      .map(([name]) => name);

    expect(open).toEqual([]);
    expect(Object.keys(components.schemas)).not.toContainEqual(expect.stringMatching(/Output$/));
  });

  it('tells each problem there is for some route', async () => {
    const { routes } = await startGateway();
    const told = new Set(routes.flatMap((route) => problemsOf(route)));
    // Every path answers other methods with 405; no operation documents that.
    const codes = Object.keys(PROBLEMS).filter((code) => code !== 'method_not_allowed');

    expect([...told].toSorted()).toEqual(codes.toSorted());
  });

  it('describes the answers that come', async () => {
    const gateway = await startGateway();
    for (const route of gateway.routes) {
      const { operationId: where, answers } = route;
      const answer = await goodRequest(gateway, route);
      const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
      const value: unknown = isJson ? await answer.json() : await answer.text();
      const { error } = answers[answer.status]?.schema?.safeParse(value) ?? {};

      expect(Object.keys(answers)).toContain(String(answer.status));
      expect({ where, issues: error?.issues ?? [] }).toEqual({ where, issues: [] });
    }
  });

  it('describes the problems that come', async () => {
    const gateway = await startGateway();
    const anonymous = { headers: { authorization: `Bearer ${keyOf('none')}` } };
    for (const route of gateway.routes.filter((candidate) => candidate.scopes !== null)) {
      const path = route.path.replaceAll(/:\w+/g, 'x');
      const answer = await gateway.ask(route.method.toUpperCase(), path, anonymous);

      expect(problemSchema.parse(await answer.json()).code).toBe('insufficient_scope');
    }
  });
});

async function startChaos() {
  const { app, routes } = createChaosApp({
    control: scriptedChaos(),
    keys: createKeyRing([], { allowDemo: true }),
    runtime: systemRuntime,
    emit: () => undefined,
    isStopping: () => false,
  });
  return { app, routes, ...(await listen(app)) };
}

async function documentOf(start: typeof startGateway | typeof startChaos) {
  const { url, app } = await start();
  const answer = await fetch(`${url}/openapi.json`);
  const text = await answer.text();
  return { app, text, document: documentSchema.parse(JSON.parse(text)) };
}

/** Asks express itself: every layer with a route, by the methods it was given. */
function servedBy(app: Express): string[] {
  return app.router.stack.flatMap(({ route }) => {
    if (route === undefined) return [];
    const methods = new Set(route.stack.map((layer) => layer.method));
    // `all` is our 405.
    const path = documentPath(route.path.replaceAll('\\:', ':'));
    return [...methods]
      .filter((method) => method !== undefined)
      .map((method) => `${method} ${path}`);
  });
}

function examplesOf(route: Route) {
  const body =
    route.body.kind === 'json' ? [{ where: `${route.operationId}: body`, ...route.body }] : [];
  const answers = Object.entries(route.answers).flatMap(([status, { schema, example }]) =>
    schema === undefined || example === undefined
      ? []
      : [{ where: `${route.operationId}: ${status}`, schema, example }],
  );
  return [...body, ...answers];
}

function goodRequest(gateway: Awaited<ReturnType<typeof startGateway>>, route: Route) {
  if (route.keyed) return gateway.post(GOOD_BODY);
  const path = route.path
    .replace(':partner', 'alipay')
    .replace(':payee', 'f'.repeat(64))
    .replace(':id', 'po_1');
  const body = route.body.kind === 'json' ? JSON.stringify(route.body.example) : null;
  const headers = { 'content-type': 'application/json' };
  return gateway.ask(route.method.toUpperCase(), path, { body, headers });
}

import * as z from 'zod';

import type { PayoutService, Readiness } from '../../payouts/service.ts';
import { json, text } from '../serve/answer.ts';
import { openRoute, type Route } from '../serve/route.ts';

/** The text of a scrape. */
export interface MetricsPage {
  readonly contentType: string;
  readonly body: string;
}

const TAG = 'System';

const liveSchema = z.strictObject({ status: z.literal('alive') }).meta({ id: 'Liveness' });

const readinessSchema = z
  .strictObject({
    ready: z.boolean(),
    checks: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: 'Readiness' }) satisfies z.ZodType<Readiness>;

const versionSchema = z
  .strictObject({
    name: z.literal('breakwater'),
    version: z.string(),
    api: z.literal('v1'),
    node: z.string(),
    chaos: z.boolean().meta({ description: 'true: chaos faults can be injected here.' }),
  })
  .meta({ id: 'Version' });

/**
 * `GET /livez` or its alias: the process answers. Deliberately blind to the disk and to partners:
 * a restart repairs neither, and would add an outage of ours to theirs.
 */
export function liveRoute(path: '/livez' | '/healthz'): Route {
  return openRoute({
    method: 'get',
    path,
    operationId: path === '/livez' ? 'live' : 'health',
    tag: TAG,
    summary: path === '/livez' ? 'Is the process alive?' : 'The same as /livez',
    answers: {
      200: {
        description: 'The process answers.',
        schema: liveSchema,
        example: { status: 'alive' },
      },
    },
    handle: () => json(200, { status: 'alive' }),
  });
}

/** `GET /readyz`: may traffic come? Open breakers do not matter: payouts are accepted and wait. */
export function readyRoute(service: PayoutService): Route {
  const example = { ready: true, checks: [{ name: 'journal', ok: true, detail: 'writes' }] };
  return openRoute({
    method: 'get',
    path: '/readyz',
    operationId: 'ready',
    tag: TAG,
    summary: 'Can payouts be accepted now?',
    answers: {
      200: { description: 'Ready.', schema: readinessSchema, example },
      503: {
        description: 'Not ready; the failed checks say why.',
        schema: readinessSchema,
        example: { ready: false, checks: [{ name: 'journal', ok: false, detail: 'disk full' }] },
      },
    },
    handle() {
      const readiness = service.readiness();
      return json(readiness.ready ? 200 : 503, readiness);
    },
  });
}

/** `GET /metrics`, in the Prometheus text format. */
export function metricsRoute(metrics: () => Promise<MetricsPage>): Route {
  return openRoute({
    method: 'get',
    path: '/metrics',
    operationId: 'metrics',
    tag: TAG,
    summary: 'Read the metrics, for Prometheus',
    answers: {
      200: { description: 'All metrics.', contentType: 'text/plain', schema: z.string() },
    },
    async handle() {
      const page = await metrics();
      return text(200, page.contentType, page.body);
    },
  });
}

/** `GET /version`. */
export function versionRoute(version: string, chaos: boolean): Route {
  const body = { name: 'breakwater', version, api: 'v1', node: process.version, chaos };
  return openRoute({
    method: 'get',
    path: '/version',
    operationId: 'version',
    tag: TAG,
    summary: 'Read the version',
    answers: {
      200: {
        description: 'Versions.',
        schema: versionSchema,
        example: { name: 'breakwater', version: '0.1.0', api: 'v1', node: 'v24.0.0', chaos: false },
      },
    },
    handle: () => json(200, body),
  });
}

/** `GET <path>`: the API document; written on the first request and kept. */
export function openApiRoute(path: string, document: () => object): Route {
  let written: string | null = null;
  return openRoute({
    method: 'get',
    path,
    operationId: 'openApi',
    tag: TAG,
    summary: 'Read this document',
    answers: {
      200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }) },
    },
    handle() {
      written ??= JSON.stringify(document());
      return text(200, 'application/json; charset=utf-8', written);
    },
  });
}

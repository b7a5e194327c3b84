import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';

import { meaningOf, PROBLEM_TYPE_BASE, type ProblemCode } from '../problems/problem-codes.ts';
import { problemBody } from '../problems/problem-body.ts';
import { Problem } from '../problems/problem.ts';
import { problemSchema } from './problem-schema.ts';
import { type AnswerDocument, changesSomething, type Route } from '../serve/route.ts';

/** The head of a document. */
export interface DocumentInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/**
 * Writes the OpenAPI 3.1 document of a table of routes, from the schemas that validate them: what
 * is documented is what is enforced, and the other way round.
 */
export function openApiDocument(routes: readonly Route[], info: DocumentInfo): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const [path, onPath] of Map.groupBy(routes, (route) => documentPath(route.path))) {
    paths[path] = Object.fromEntries(onPath.map((route) => [route.method, operation(route)]));
  }
  const document: ZodOpenApiObject = {
    openapi: '3.1.1',
    info: { ...info },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key of this gateway, such as bw_... Each route names its scopes.',
        },
      },
    },
    paths,
  };
  return createDocument(document, {
    override: ({ jsonSchema }) => {
      // The format says it; zod's pattern beside it is half a page of leap years.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
}

/** The template in the document's own form: `/v1/payouts/:id` is `/v1/payouts/{id}`. */
export function documentPath(template: string): string {
  return template.replaceAll(/(?<=\/):(\w+)/g, '{$1}');
}

/** Every way a route can refuse: its own, and those that follow from what it asks for. */
export function problemsOf(route: Route): readonly ProblemCode[] {
  const codes = new Set<ProblemCode>(route.problems);
  if (route.scopes !== null) codes.add('unauthorized').add('insufficient_scope');
  if (route.scopes !== null || route.query !== undefined) codes.add('validation_failed');
  // Behind every call of the API stands the journal, which may fail.
  if (route.scopes !== null && route.path.startsWith('/v1/')) codes.add('not_accepted');
  if (changesSomething(route)) codes.add('stopping');
  if (route.body.kind !== 'none') codes.add('body_too_large').add('unsupported_media_type');
  if (route.body.kind === 'json') codes.add('malformed_json');
  if (route.params !== undefined) codes.add('not_found').add('bad_request');
  return [...codes.add('internal')];
}

function operation(route: Route): ZodOpenApiOperationObject {
  const header = headerParameters(route);
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    security: security(route),
    requestParams: {
      ...(route.params === undefined ? {} : { path: route.params }),
      ...(route.query === undefined ? {} : { query: route.query }),
      header,
    },
    ...requestBody(route),
    responses: { ...answers(route), ...refusals(route) },
  };
}

/** One of the scopes is enough: each stands in a requirement of its own. */
function security(route: Route): Record<string, string[]>[] {
  return (route.scopes ?? []).map((scope) => ({ apiKey: [scope] }));
}

function headerParameters(route: Route) {
  const requestId = z.string().optional().meta({
    description: 'Yours for this request, 8 to 64 letters, digits or . _ -; otherwise we make one.',
  });
  const key = z
    .string()
    .optional()
    .meta({
      description:
        'Required unless `dryRun=true`. Yours for this payout: 1 to 64 printable ASCII ' +
        'characters, ' +
        'bare or as a quoted string. The same on every retry; it never expires.',
      example: '"9f1c3a52-6a0e-4c51-9d3a-0b6c1f7a2e11"',
    });
  return route.keyed
    ? z.object({ 'Request-Id': requestId, 'Idempotency-Key': key })
    : z.object({ 'Request-Id': requestId });
}

function requestBody(route: Route): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  const { body } = route;
  switch (body.kind) {
    case 'none':
      return {};
    case 'json':
      return {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: body.schema, example: body.example } },
        },
      };
    case 'bytes':
      return {
        requestBody: {
          required: true,
          description: `At most ${body.bytesMax / 1024} KiB.`,
          content: { '*/*': { schema: z.string() } },
        },
      };
  }
}

function answers(route: Route): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, answer]) => [status, response(answer)]),
  );
}

function response(answer: AnswerDocument) {
  const { schema, example, contentType = 'application/json' } = answer;
  const content = {
    ...(schema === undefined ? {} : { schema }),
    ...(example === undefined ? {} : { example }),
  };
  return {
    description: answer.description,
    headers: headers(answer.headers ?? {}),
    ...(schema === undefined ? {} : { content: { [contentType]: content } }),
  };
}

function headers(descriptions: Readonly<Record<string, string>>) {
  const all = {
    'Request-Id': 'The id of this request; quote it when you ask us about it.',
    ...descriptions,
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, description]) => [
      name,
      { description, schema: { type: 'string' as const } },
    ]),
  );
}

function refusals(route: Route): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(problemsOf(route), (code) => meaningOf(code).status);
  return Object.fromEntries(
    [...byStatus]
      // A route may answer a status itself, as /readyz does with 503.
      .filter(([status]) => !(status in route.answers))
      .map(([status, codes]) => [String(status), refusal(codes, route.keyed)]),
  );
}

function refusal(codes: readonly ProblemCode[], keyed: boolean) {
  const lines = codes.map((code) => `\`${code}\`: ${meaningOf(code).title}.`);
  return {
    description: lines.join(' '),
    headers: headers({}),
    content: {
      'application/problem+json': {
        schema: problemSchema,
        examples: Object.fromEntries(codes.map((code) => [code, { value: sample(code, keyed) }])),
      },
    },
  };
}

function sample(code: ProblemCode, keyed: boolean): object {
  const detail = `See ${PROBLEM_TYPE_BASE}${code}.`;
  return { ...problemBody(new Problem(code, { detail }), 'req_5f0c', keyed) };
}

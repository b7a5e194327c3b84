import express, { type Express, type Request, type Response } from 'express';
import helmet from 'helmet';

import type { Emit } from '../../contract/events.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { KeyRing } from '../api-keys.ts';
import { Problem, retryAfter } from '../problems/problem.ts';
import { problemBody } from '../problems/problem-body.ts';
import type { Answer } from './answer.ts';
import { authorize } from './authorize.ts';
import { createCallLog, type CallLog } from './call-log.ts';
import { readBody, RequestAborted } from './read-body.ts';
import { readJsonBody } from './read-json-body.ts';
import { changesSomething, type Route } from './route.ts';
import { toProblem } from './to-problem.ts';

/** What every app of ours stands on. */
export interface ServeSettings {
  readonly keys: KeyRing;
  readonly runtime: Runtime;
  readonly emit: Emit;
  /** Sent with every answer, such as the hint that chaos is on. */
  readonly headers: Readonly<Record<string, string>>;
  /** True from the moment when this process was told to end. */
  readonly isStopping: () => boolean;
}

/** By then another process may have taken its place. */
const STOPPING_RETRY_MS = 1_000;

/**
 * Builds an express app from a table of routes, and nothing but the table: what is not in it is
 * 404, another method on its paths is 405. Every answer carries `Request-Id`, forbids caching and
 * is reported as one `http.answered`; every refusal is a problem document, never a stack trace.
 */
export function mountRoutes(routes: readonly Route[], settings: ServeSettings): Express {
  const app = express();
  app.enable('case sensitive routing');
  const calls = createCallLog(settings.runtime, settings.emit);

  app.use(securityHeaders());
  app.use((request, response, next) => {
    const { requestId } = calls.begin(request, response);
    response.set({ ...settings.headers, 'Cache-Control': 'no-store', 'Request-Id': requestId });
    next();
  });
  for (const [path, onPath] of routesByPath(routes)) {
    for (const route of onPath) {
      app[route.method](expressPath(path), (request, response) =>
        serve(route, request, response, calls, settings),
      );
    }
    app.route(expressPath(path)).all((_request, response) => {
      calls.of(response).route = path;
      throw methodNotAllowed(onPath);
    });
  }
  app.use(() => {
    throw new Problem('not_found', {
      detail: 'This path does not exist. /openapi.json lists those that do.',
    });
  });
  // Express knows an error handler by its four parameters.
  app.use((error: unknown, request: Request, response: Response, _next: express.NextFunction) => {
    refuse(error, request, response, calls, settings);
  });
  return app;
}

async function serve(
  route: Route,
  request: Request,
  response: Response,
  calls: CallLog,
  settings: ServeSettings,
): Promise<void> {
  const record = calls.of(response);
  record.route = route.path;
  record.keyed = route.keyed;
  if (settings.isStopping() && changesSomething(route)) throw stopping();
  const { authorization } = request.headers;
  const key = route.scopes === null ? null : authorize(settings.keys, authorization, route.scopes);
  const { body } = route;
  const answer = await route.answer({
    key,
    params: request.params,
    query: request.query,
    json: body.kind === 'json' ? await readJsonBody(request) : null,
    bytes: body.kind === 'bytes' ? await readBody(request, body.bytesMax) : Buffer.alloc(0),
    header: (name) => request.headersDistinct[name] ?? [],
    headers: joinedHeaders(request),
  });
  send(response, answer, settings);
}

function stopping(): Problem {
  return new Problem('stopping', {
    detail:
      'This process ends and stored nothing of this request; what was accepted before stands. ' +
      'Send it again, a payout with the same Idempotency-Key.',
    headers: retryAfter(STOPPING_RETRY_MS),
  });
}

function refuse(
  error: unknown,
  request: Request,
  response: Response,
  calls: CallLog,
  settings: ServeSettings,
): void {
  if (error instanceof RequestAborted || response.destroyed) return;
  const record = calls.of(response);
  const problem = toProblem(error, `http ${request.method} ${record.route}`, settings.emit);
  if (response.headersSent) {
    // Half an answer is out; all that is left is to break the connection.
    response.destroy();
    return;
  }
  const body = problemBody(problem, record.requestId, record.keyed);
  record.problem = body.code;
  const answer = {
    status: problem.status,
    contentType: 'application/problem+json; charset=utf-8',
    body: JSON.stringify(body),
    headers: problem.options.headers ?? {},
  };
  send(response, answer, settings);
}

function send(response: Response, answer: Answer, { isStopping }: ServeSettings): void {
  response.status(answer.status).set(answer.headers);
  // Nobody's next request may meet a connection that is about to be closed.
  if (isStopping()) response.setHeader('Connection', 'close');
  // Not by express: it would add a charset to a partner's dialect and to the Prometheus format.
  response.setHeader('Content-Type', answer.contentType);
  // Not `send`: it would add an ETag, and a 304 would repeat an old answer about money.
  response.end(answer.body);
}

/** Nothing we serve is a page: no script, no frame, no source of anything. Hides express, too. */
function securityHeaders() {
  const none = ["'none'"];
  const directives = { defaultSrc: none, frameAncestors: none };
  return helmet({ contentSecurityPolicy: { useDefaults: false, directives } });
}

function routesByPath(routes: readonly Route[]): Map<string, Route[]> {
  return Map.groupBy(routes, (route) => route.path);
}

/** A colon begins a parameter for express only after a slash: `/panic:release` is a name. */
function expressPath(path: string): string {
  return path.replaceAll(/(?<!\/):/g, '\\:');
}

function methodNotAllowed(onPath: readonly Route[]): Problem {
  const methods = onPath.map((route) => route.method.toUpperCase());
  const allowed = methods.includes('GET') ? ['HEAD', ...methods] : methods;
  const list = allowed.toSorted().join(', ');
  return new Problem('method_not_allowed', {
    detail: `This path takes ${list}.`,
    headers: { Allow: list },
  });
}

function joinedHeaders(request: Request): Readonly<Record<string, string>> {
  const joined = Object.entries(request.headersDistinct).map(
    ([name, values = []]) => [name, values.join(', ')] as const,
  );
  return Object.fromEntries(joined);
}

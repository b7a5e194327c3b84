import type { KeyRing } from '../../http/api-keys.ts';
import { Problem } from '../../http/problems/problem.ts';
import { problemBody } from '../../http/problems/problem-body.ts';
import { authorize } from '../../http/serve/authorize.ts';
import type { Answer } from '../../http/serve/answer.ts';
import type { Route } from '../../http/serve/route.ts';
import { parseStrictJson } from '../../http/serve/strict-json.ts';
import { toProblem } from '../../http/serve/to-problem.ts';
import type { Door, DoorAnswer, DoorRequest } from './door.ts';

/**
 * Calls the API's own handlers without HTTP: the routes' keys, schemas, handlers, answers and
 * problems are those of production; Node's HTTP server and express, two thirds of the cost of a
 * call, are left out. Most seeds go in by this door, see `HTTP_EVERY`.
 */
export function openHandlerDoor(routes: readonly Route[], keys: KeyRing): Door {
  const table = Map.groupBy(
    routes.map((route) => ({ route, template: route.path.split('/') })),
    ({ route, template }) => `${route.method} ${template.length}`,
  );
  const broken = new Set<(reason: Error) => void>();

  async function answer(request: DoorRequest): Promise<Answer> {
    const [path = '', query = ''] = request.path.split('?');
    const segments = path.split('/');
    const found = table
      .get(`${request.method.toLowerCase()} ${segments.length}`)
      ?.find(({ template }) => fits(template, segments));
    if (found === undefined) throw new Error(`no route for ${request.method} ${request.path}`);
    const { route, template } = found;
    try {
      return await handle(route, paramsIn(template, segments), query, request);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return refusal(error, route);
    }
  }

  function handle(
    route: Route,
    params: Readonly<Record<string, string>>,
    query: string,
    { headers = {}, body = '' }: DoorRequest,
  ): Promise<Answer> {
    const key =
      route.scopes === null ? null : authorize(keys, headers['authorization'], route.scopes);
    return route.answer({
      key,
      params,
      query: query === '' ? {} : Object.fromEntries(new URLSearchParams(query)),
      json: route.body.kind === 'json' ? parseStrictJson(body) : null,
      bytes: route.body.kind === 'bytes' ? Buffer.from(body) : EMPTY,
      header: (name) => (headers[name] === undefined ? [] : [headers[name]]),
      headers,
    });
  }

  return {
    call: (request) =>
      new Promise<DoorAnswer>((resolve, reject) => {
        broken.add(reject);
        answer(request).then(
          (given) => {
            broken.delete(reject);
            resolve(shown(given));
          },
          (error: unknown) => reject(error instanceof Error ? error : new Error('no error')),
        );
      }),
    slam() {
      for (const reject of broken) reject(new Error('connection reset'));
      broken.clear();
    },
  };
}

const EMPTY = Buffer.alloc(0);

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => part.startsWith(':') || part === segments[index])
  );
}

function paramsIn(
  template: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    if (part.startsWith(':')) params[part.slice(1)] = segments[index] ?? '';
  }
  return params;
}

function refusal(error: Problem, route: Route): Answer {
  const problem = toProblem(error, route.path, () => undefined);
  return {
    status: problem.status,
    contentType: 'application/problem+json; charset=utf-8',
    body: JSON.stringify(problemBody(problem, 'req_simulated', route.keyed)),
    headers: problem.options.headers ?? {},
  };
}

function shown({ status, headers, body }: Answer): DoorAnswer {
  const lower = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return { status, headers: new Map(lower), body };
}

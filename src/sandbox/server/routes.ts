import type { SandboxReply, SandboxRequest } from '../partners/messages.ts';

/** The methods of partners' interfaces. Written out: the sandbox knows nothing of the gateway. */
type RouteMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One call of a partner's interface: its method, its path with the query as it stands on the wire,
 * and what answers it. Groups of the pattern follow the request; an absent one is empty text.
 */
export type Route = readonly [
  method: RouteMethod,
  path: string | RegExp,
  answer: (request: SandboxRequest, ...found: readonly string[]) => SandboxReply,
];

/** Answers a request by the first route that fits; `null` when none does. */
export function answerByRoute(
  routes: readonly Route[],
  request: SandboxRequest,
): SandboxReply | null {
  for (const [method, path, answer] of routes) {
    const found = method === request.method ? match(path, request.path) : null;
    if (found !== null) return answer(request, ...found);
  }
  return null;
}

function match(wanted: string | RegExp, path: string): readonly string[] | null {
  if (typeof wanted === 'string') return wanted === path ? [] : null;
  const found = wanted.exec(path);
  return found === null ? null : found.slice(1).map((group: string | undefined) => group ?? '');
}

import type { Emit } from '../../contract/events.ts';
import { isJournalFailure, notAccepted } from '../../payouts/accept/not-accepted.ts';
import { Problem, retryAfter } from '../problems/problem.ts';

/**
 * Turns whatever was thrown into a refusal. A journal that fails, whatever the route wanted of it, is
 * 503: its health has been reported, and the request may be sent again. What is neither a `Problem` nor the client's fault is
 * a defect of ours: reported as a `bug` and answered with 500, without a word of its message,
 * which may quote anything.
 */
export function toProblem(error: unknown, where: string, emit: Emit): Problem {
  if (error instanceof Problem) return error;
  if (isClientFault(error)) {
    const detail = 'The address of the request cannot be decoded.';
    return new Problem('bad_request', { detail }, error);
  }
  if (isJournalFailure(error)) {
    const { detail, failure, retryAfterMs } = notAccepted(error);
    return new Problem(
      'not_accepted',
      { detail, failure, headers: retryAfter(retryAfterMs) },
      error,
    );
  }
  emit({ kind: 'bug', where, detail: describeBug(error) });
  return new Problem(
    'internal',
    { detail: 'The gateway failed and reported it. Quote the request_id when you ask us.' },
    error,
  );
}

/** Express marks a path it cannot decode (`/v1/payouts/%ZZ`) with a status of its own. */
function isClientFault(error: unknown): boolean {
  return error instanceof URIError && 'status' in error && error.status === 400;
}

/** Names the kind of error and the line that threw it; never its message (it may hold names). */
export function describeBug(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const { stack = '', message } = error;
  const frames = stack.slice(stack.indexOf(message) + message.length);
  const frame = /^[ \t]+at (.*)$/m.exec(frames)?.[1] ?? 'nowhere known';
  return `${error.name}${code} at ${frame}`;
}

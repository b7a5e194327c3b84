import type { SandboxReply } from '../partners/messages.ts';

/** One wrong part of an admin request, named by JSON pointer (RFC 6901) or query parameter. */
export interface FieldMistake {
  readonly pointer: string;
  readonly detail: string;
}

/** A JSON answer of the sandbox's own pages. Bigints become decimal strings. */
export function json(status: number, value: unknown): SandboxReply {
  return answer(status, 'application/json; charset=utf-8', value);
}

/** A refusal in the form of RFC 9457, with the wrong fields named when there are any. */
export function problem(
  status: number,
  title: string,
  errors: readonly FieldMistake[] = [],
): SandboxReply {
  const body = { type: 'about:blank', title, status, ...(errors.length > 0 ? { errors } : {}) };
  return answer(status, 'application/problem+json; charset=utf-8', body);
}

function answer(status: number, contentType: string, value: unknown): SandboxReply {
  const plain = (_key: string, part: unknown) => (typeof part === 'bigint' ? String(part) : part);
  const body = `${JSON.stringify(value, plain)}\n`;
  return {
    kind: 'answer',
    status,
    headers: { 'content-type': contentType, 'cache-control': 'no-store' },
    body,
  };
}

/**
 * What may be kept of an error from a socket, from TLS, from undici or from axios.
 *
 * A closed list: an axios error carries the request's `Authorization` header and body, and system
 * errors carry addresses and host names in their message (docs/RESILIENCE.md A8).
 */
export interface ProjectedError {
  /** The class name, such as `SocketError`; for people, never for a decision (trap A9). */
  readonly name: string;
  readonly code: string;
  /** The failing system call, such as `connect` or `getaddrinfo`, where there was one. */
  readonly syscall: string | undefined;
}

/** The deepest chain of causes that is followed. */
const CAUSES_MAX = 4;

/** A code is upper-case letters, digits, `_` and `/` (OpenSSL); other text may be personal data. */
const CODE = /^[A-Z][A-Z0-9_/]{1,63}$/;
const WORD = /^[A-Za-z]{1,63}$/;

/** undici 8.12 loses the parser's code: it looks a number up in a table keyed by name. */
const CODE_BY_NAME: ReadonlyMap<string, string> = new Map([['HTTPParserError', 'HPE_UNREADABLE']]);

/**
 * Keeps the name, code and system call of a foreign error and nothing else: no message, no stack,
 * no configuration, no headers, no body, no address.
 *
 * The code is the first one found along `error`, its `errors` (several addresses were tried) and
 * its `cause`; `UNKNOWN` when none of them has one.
 */
export function projectError(error: unknown): ProjectedError {
  const name = field(error, 'name') ?? '';
  const source = withCode(error, CAUSES_MAX);
  const syscall = field(source, 'syscall');
  return {
    name: WORD.test(name) ? name : 'Error',
    code: field(source, 'code') ?? CODE_BY_NAME.get(name) ?? 'UNKNOWN',
    syscall: syscall !== undefined && WORD.test(syscall) ? syscall : undefined,
  };
}

function withCode(error: unknown, depth: number): object | null {
  if (depth === 0 || typeof error !== 'object' || error === null) return null;
  const code = field(error, 'code');
  if (code !== undefined && CODE.test(code)) return error;
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const first: unknown = inner[0];
  return (
    withCode(first, depth - 1) ?? withCode('cause' in error ? error.cause : undefined, depth - 1)
  );
}

function field(holder: unknown, name: string): string | undefined {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const value: unknown = Reflect.get(holder, name);
  return typeof value === 'string' ? value : undefined;
}

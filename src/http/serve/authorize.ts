import type { ApiKey, ApiScope, KeyRing } from '../api-keys.ts';
import { Problem } from '../problems/problem.ts';

const REALM = 'Bearer realm="breakwater"';

const BEARER = /^Bearer +([\x21-\x7e]+)$/i;

/**
 * Finds out who is asking and whether they may (RFC 6750): the key must hold one of `scopes`.
 *
 * Throws a `Problem`: 401 without a key we know, 403 naming the scopes of which one is missing.
 * Both before a byte of the body is read.
 */
export function authorize(
  keys: KeyRing,
  authorization: string | undefined,
  scopes: readonly ApiScope[],
): ApiKey {
  if (authorization === undefined || authorization === '') {
    throw unauthorized('Send your API key as Authorization: Bearer bw_...', '');
  }
  const presented = BEARER.exec(authorization)?.[1];
  const key = presented === undefined ? null : keys.find(presented);
  if (key === null) {
    throw unauthorized('This gateway does not know this API key.', ', error="invalid_token"');
  }
  if (scopes.some((scope) => key.scopes.has(scope))) return key;
  throw new Problem('insufficient_scope', {
    detail: `This API key lacks the scope ${scopes.join(' or ')}.`,
    requiredScopes: scopes,
    headers: {
      'WWW-Authenticate': `${REALM}, error="insufficient_scope", scope="${scopes.join(' ')}"`,
    },
  });
}

function unauthorized(detail: string, parameters: string): Problem {
  return new Problem('unauthorized', {
    detail,
    headers: { 'WWW-Authenticate': REALM + parameters },
  });
}

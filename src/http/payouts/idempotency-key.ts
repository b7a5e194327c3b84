import { Problem } from '../problems/problem.ts';

/** Characters of a key once its quotes are gone. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 64;

const PRINTABLE = /^[\x20-\x7e]+$/;
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/**
 * Reads the `Idempotency-Key` header: a quoted string as the IETF draft defines it (a structured
 * field String, RFC 9651, section 3.3.3), or the same text bare, as most clients send it. `abc`
 * and `"abc"` are the same key.
 *
 * Takes every value the request carried under that name. Throws a `Problem` (400): the key is
 * missing, empty, longer than {@link IDEMPOTENCY_KEY_LENGTH_MAX}, not printable ASCII, or given
 * twice, which would leave open under which key the payout is safe to repeat.
 */
export function readIdempotencyKey(values: readonly string[]): string {
  const [value, ...more] = values;
  if (value === undefined || value === '') {
    throw new Problem('idempotency_key_missing', {
      detail:
        'Send an Idempotency-Key header: a text of your own, unique to this payout, such as a ' +
        'UUID. Repeat it unchanged on every retry.',
    });
  }
  if (more.length > 0) throw invalid('The header is given more than once.');
  const key = value.startsWith('"') ? unquote(value) : value;
  if (key === null || !PRINTABLE.test(key)) {
    throw invalid('It must be printable ASCII, bare or as one quoted string.');
  }
  if (key.length > IDEMPOTENCY_KEY_LENGTH_MAX) {
    throw invalid(`It must have 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} characters.`);
  }
  return key;
}

function unquote(value: string): string | null {
  const inner = QUOTED.exec(value)?.[1];
  return inner === undefined ? null : inner.replaceAll(/\\(["\\])/g, '$1');
}

function invalid(detail: string): Problem {
  return new Problem('idempotency_key_invalid', { detail });
}

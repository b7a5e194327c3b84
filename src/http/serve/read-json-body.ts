import type { IncomingMessage } from 'node:http';

import { Problem } from '../problems/problem.ts';
import { readBody } from './read-body.ts';
import { JsonError, type JsonValue, parseStrictJson } from './strict-json.ts';

/** The largest JSON body, in bytes. A payout with everything in it has about 12 KiB. */
export const JSON_BODY_BYTES_MAX = 64 * 1024;

const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a request's body as one JSON value (RFC 8259 in UTF-8, read strictly).
 *
 * Throws a `Problem`: 415 for another content type, 413 for more than
 * {@link JSON_BODY_BYTES_MAX}, 400 `malformed_json` with line and column for what is not JSON.
 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonValue> {
  const type = request.headers['content-type'] ?? '';
  if (!JSON_TYPE.test(type)) {
    const detail = 'Send the body with Content-Type: application/json, in UTF-8.';
    throw new Problem('unsupported_media_type', {
      detail,
      headers: { Accept: 'application/json' },
    });
  }
  const bytes = await readBody(request, JSON_BODY_BYTES_MAX);
  try {
    return parseStrictJson(UTF8.decode(bytes));
  } catch (error) {
    throw malformed(error);
  }
}

function malformed(error: unknown): Problem {
  const reason = error instanceof JsonError ? error.message : 'it is not valid UTF-8';
  return new Problem('malformed_json', {
    detail: `The body is not valid JSON: ${reason}. Nothing was stored.`,
    // RFC 6901 cannot point into a text that is no JSON; the line and column are in the sentence.
    errors: [{ pointer: '', message: reason }],
  });
}

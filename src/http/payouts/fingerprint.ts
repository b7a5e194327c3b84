import { createHash } from 'node:crypto';

import type { JsonRecord, JsonValue } from '../serve/strict-json.ts';

/**
 * Tells a repeat of a request from another request under the same idempotency key: SHA-256, in
 * lower-case hexadecimal, of the body in canonical form (RFC 8785: names sorted by UTF-16 units,
 * no spaces, numbers as ECMAScript writes them).
 *
 * Bodies that mean the same JSON value have the same fingerprint, whatever the order of names,
 * spaces, escapes or spelling of numbers. It covers the body as sent, not as completed with our
 * defaults: a default that changes with a release must not turn yesterday's retry into a 422.
 */
export function fingerprint(body: JsonValue): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

/** Writes a JSON value in the one form of RFC 8785. */
export function canonicalJson(value: JsonValue): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${canonicalMembers(value)}}`;
}

function canonicalMembers(record: JsonRecord): string {
  return Object.entries(record)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`)
    .join(',');
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

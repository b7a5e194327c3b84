/**
 * JSON as the bank signs it: objects as maps, numbers as the digits that stood in the text.
 *
 * A number kept as a double could be written back otherwise than it came (`888.80` as `888.8`), and
 * then neither the signature nor the amount would be right.
 */
export type Json =
  string | boolean | null | JsonNumber | readonly Json[] | ReadonlyMap<string, Json>;

/** A JSON number, as it is spelt. */
export interface JsonNumber {
  readonly digits: string;
}

/** A JSON object. */
export type JsonMembers = ReadonlyMap<string, Json>;

/** Parses text as one JSON object; `null` for anything else. Never throws. */
export function readMembers(text: string): JsonMembers | null {
  try {
    return membersOf(JSON.parse(text, keepSpelling) as Json);
  } catch {
    // Not JSON, or nested deeper than the stack.
    return null;
  }
}

/** Writes an object that we build ourselves. */
export function members(fields: Readonly<Record<string, Json>>): JsonMembers {
  return new Map(Object.entries(fields));
}

/**
 * The text that is signed: keys in the order of their code points, no white space, nothing but
 * what JSON demands escaped (fixtures/cmb/SOURCES.md F2).
 */
export function canonicalText(json: Json): string {
  if (typeof json === 'string') return JSON.stringify(json);
  if (json === null || typeof json === 'boolean') return String(json);
  if (isMembers(json)) {
    const pairs = [...json].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${canonicalText(value)}`).join(',')}}`;
  }
  return isList(json) ? `[${json.map(canonicalText).join(',')}]` : json.digits;
}

/** The object in a field, or `null`. */
export function membersOf(json: Json | undefined): JsonMembers | null {
  return json !== undefined && isMembers(json) ? json : null;
}

/** The elements of a list in a field; `null` when something else stands there. */
export function listIn(json: JsonMembers, field: string): readonly Json[] | null {
  const value = json.get(field);
  return value !== undefined && isList(value) ? value : null;
}

/** A field's text; empty when the field is missing or is not text. */
export function textIn(json: JsonMembers, field: string): string {
  const value = json.get(field);
  return typeof value === 'string' ? value : '';
}

function isMembers(json: Json): json is JsonMembers {
  return json instanceof Map;
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/** The context that `JSON.parse` gives its reviver since V8 11.4: how a number was spelt. */
interface Spelling {
  readonly source?: string;
}

function keepSpelling(_key: string, value: unknown, spelling?: Spelling): unknown {
  if (typeof value === 'number') return { digits: spelling?.source ?? String(value) };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return new Map(Object.entries(value));
}

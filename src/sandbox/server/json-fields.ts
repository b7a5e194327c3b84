/** A JSON object from outside: every field is still to be checked. */
export type Fields = ReadonlyMap<string, unknown>;

/** Reads a JSON object; `null` for anything else. Never throws. */
export function readFields(text: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The object that a value of parsed JSON is; `null` when it is none. A list is none. */
export function fieldsOf(value: unknown): Fields | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return new Map<string, unknown>(Object.entries(value));
}

/** The object in a field; empty when the field is absent or holds something else. */
export function fieldsIn(fields: Fields | null | undefined, name: string): Fields {
  return fieldsOf(fields?.get(name)) ?? new Map<string, unknown>();
}

/** The only element of a list in a field; `null` unless it is one object alone. */
export function onlyFieldsIn(fields: Fields | null | undefined, name: string): Fields | null {
  const list = fields?.get(name);
  return Array.isArray(list) && list.length === 1 ? fieldsOf(list[0]) : null;
}

/** A field's text; empty when the field is absent or holds no text. */
export function textOf(fields: Fields | null | undefined, name: string): string {
  return optionalText(fields, name) ?? '';
}

/** A field's text; `null` when the field is absent or holds no text. */
export function optionalText(fields: Fields | null | undefined, name: string): string | null {
  const value = fields?.get(name);
  return typeof value === 'string' ? value : null;
}

/**
 * Writes a value as JSON with sorted names at every depth and without white space: two writings of
 * one content are equal. `Fields` are written as the objects they were read from.
 */
export function canonicalText(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** A rule of a partner's form: the name of the field it is about, and whether it holds. */
export type FieldRule = readonly [name: string, holds: boolean];

/** The fields whose rules do not hold, in the order of the rules. */
export function brokenFields(rules: readonly FieldRule[]): readonly string[] {
  return rules.filter(([, holds]) => !holds).map(([name]) => name);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  const fields = value instanceof Map ? (value as Fields) : fieldsOf(value);
  if (fields === null) return value;
  const lines = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(lines.map(([name, inner]) => [name, sorted(inner)]));
}

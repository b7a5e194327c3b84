/** A JSON object whose fields are still to be checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** Writes JSON with sorted keys and without white space: what is signed on either side. */
export function sortedText(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** Reads a JSON object; `null` for anything else. */
export function fieldsOf(text: string): Fields | null {
  try {
    return asFields(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The object in a value; `null` when it is none. */
export function asFields(value: unknown): Fields | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.fromEntries(Object.entries(value)) : null;
}

/** A field's text; empty when it is missing or no text. */
export function textOf(fields: Fields | null, name: string): string {
  const value = fields?.[name];
  return typeof value === 'string' ? value : '';
}

/** The only element of a list in a field; `null` unless it is one object alone. */
export function onlyRecord(fields: Fields, name: string): Fields | null {
  const list = fields[name];
  return Array.isArray(list) && list.length === 1 ? asFields(list[0]) : null;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  const fields = asFields(value);
  if (fields === null) return value;
  return Object.fromEntries(
    Object.entries(fields)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

/** A JSON object as it came from outside: every field still to be checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses text as one JSON object; `null` when it is anything else. Never throws. */
export function parseJsonObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return value as JsonObject;
  } catch {
    return null;
  }
}

/** Reads an own string field; `undefined` when it is missing or of another type. */
export function stringField(json: JsonObject, field: string): string | undefined {
  const value = Object.hasOwn(json, field) ? json[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Reads an own field of any type; `undefined` when it is missing. */
export function fieldOf(json: JsonObject, field: string): unknown {
  return Object.hasOwn(json, field) ? json[field] : undefined;
}

/** Reads an own field that holds an object; `null` when it is missing or anything else. */
export function objectField(json: JsonObject, field: string): JsonObject | null {
  return asObject(fieldOf(json, field));
}

/** Reads an own field that holds a list of objects; `null` when it is missing or anything else. */
export function listField(json: JsonObject, field: string): readonly JsonObject[] | null {
  const value = fieldOf(json, field);
  if (!Array.isArray(value)) return null;
  const objects = value.map(asObject);
  return objects.every((object) => object !== null) ? objects : null;
}

/** {@link listField} of a field that may be left out or `null`: the list is empty then. */
export function optionalListField(json: JsonObject, field: string): readonly JsonObject[] | null {
  return (fieldOf(json, field) ?? null) === null ? [] : listField(json, field);
}

/**
 * Reads a reply as a JSON object; `null` when it is none, or its content type is not `label`.
 *
 * For partners that sign no answer: there the label is part of what makes it theirs, and the same
 * words on a page that a proxy put together are doubt. Never throws.
 */
export function labelledJson(
  { headers, body }: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  label: RegExp,
): JsonObject | null {
  const told = Object.hasOwn(headers, 'content-type') ? (headers['content-type'] ?? '') : '';
  return label.test(told) ? parseJsonObject(body) : null;
}

function asObject(value: unknown): JsonObject | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : null;
}

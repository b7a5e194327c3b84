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

import type { JsonObject } from '../../src/contract/read.ts';

/** Reads an own field that holds an object; `null` when it is missing or anything else. */
export function objectField(json: JsonObject, field: string): JsonObject | null {
  return asObject(Object.hasOwn(json, field) ? json[field] : undefined);
}

/** Reads an own field that holds a list of objects; `null` when it is missing or anything else. */
export function listField(json: JsonObject, field: string): readonly JsonObject[] | null {
  const value = Object.hasOwn(json, field) ? json[field] : undefined;
  if (!Array.isArray(value)) return null;
  const objects = value.map(asObject);
  return objects.every((object) => object !== null) ? objects : null;
}

function asObject(value: unknown): JsonObject | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return value as JsonObject;
}

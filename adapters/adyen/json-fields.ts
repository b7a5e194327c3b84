import type { JsonObject } from '../../src/contract/read.ts';

/** Reads an own field of any type; `undefined` when it is missing. */
export function fieldOf(json: JsonObject, field: string): unknown {
  return Object.hasOwn(json, field) ? json[field] : undefined;
}

/** Reads an own field that holds an object; `null` when it is missing or anything else. */
export function objectField(json: JsonObject, field: string): JsonObject | null {
  return asObject(fieldOf(json, field));
}

/** Reads an own field that holds a list of objects; `null` when it is there and is not that. */
export function objectList(json: JsonObject, field: string): readonly JsonObject[] | null {
  const value = fieldOf(json, field);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return null;
  const objects = value.map(asObject);
  return objects.every((object) => object !== null) ? objects : null;
}

function asObject(value: unknown): JsonObject | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : null;
}

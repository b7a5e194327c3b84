import { z } from 'zod';

/** The keys that a schema allows at a path; none where any key may stand, as in a record. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const place = path.reduce<unknown>(stepInto, schema);
  const group = unwrapped(place);
  return group instanceof z.ZodObject ? Object.keys(group.shape) : [];
}

function stepInto(schema: unknown, step: PropertyKey): unknown {
  const group = unwrapped(schema);
  if (group instanceof z.ZodObject) return Reflect.get(group.shape, step);
  if (group instanceof z.ZodRecord) return group.valueType;
  if (group instanceof z.ZodArray) return group.element;
  return undefined;
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return unwrapped(schema.unwrap());
  }
  return schema;
}

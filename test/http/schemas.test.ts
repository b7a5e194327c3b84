/**
 * Goal: what the API's description says of a field is what the field does: a client generated from
 * it sends nothing that is refused, and leaves out nothing that would be taken.
 *
 * Method: each kind of field as JSON Schema, against texts at its bounds.
 */
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { createSchema } from 'zod-openapi';

import { countInQuery, oneLine, printableText } from '../../src/http/schemas/fields.ts';

const LENGTH_MAX = 7;

describe.each([
  ['a text on one line', oneLine(LENGTH_MAX)],
  ['a text that says something', printableText(LENGTH_MAX)],
])('%s', (_name, field) => {
  const { minLength = 0, maxLength } = written(field);
  const takes = (length: number) => field.safeParse('x'.repeat(length)).success;

  it('takes exactly the lengths that are written', () => {
    const lengths = Array.from({ length: LENGTH_MAX + 2 }, (_, length) => length);

    expect(lengths.filter(takes)).toEqual(
      lengths.filter((length) => length >= minLength && length <= LENGTH_MAX),
    );
    expect(maxLength).toBe(LENGTH_MAX);
  });
});

it('a number in the query has the bounds and the default that are written', () => {
  const field = countInQuery(1, 200, 50);
  const { minimum, maximum, default: fallback } = written(field);

  const taken = ['0', '1', '200', '201', '1.5', '-1', ''].filter(
    (text) => field.safeParse(text).success,
  );

  expect({ minimum, maximum, fallback }).toEqual({ minimum: 1, maximum: 200, fallback: 50 });
  expect(taken).toEqual(['1', '200']);
  expect(field.parse(undefined)).toBe(50);
});

/** The field as the document of the API describes it. */
function written(field: z.ZodType) {
  const { schema } = createSchema(field, { io: 'input' });
  if (typeof schema === 'boolean' || '$ref' in schema) throw new Error('no schema of its own');
  return schema;
}

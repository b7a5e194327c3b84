import * as z from 'zod';

import type { FieldError } from '../../payouts/accept/accept-order.ts';
import { nearestName } from '../../text/nearest-name.ts';
import { Problem } from './problem.ts';

/** Field errors told at once; who has more has another problem. */
export const FIELD_ERRORS_MAX = 20;

/** Names from outside are repeated only this far. */
const NAME_SHOWN_MAX = 64;

/**
 * Reads a value from outside by its schema, or throws a `Problem` (400 `validation_failed`) that
 * names every field at fault by its JSON pointer (RFC 6901). Nothing from the value itself but the
 * names of unknown fields is repeated.
 *
 * `what` opens the sentence, such as "The body".
 */
export function readInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(input, { error: describe });
  if (result.success) return result.data;
  throw validationFailed(result.error.issues.flatMap(fieldErrors), what);
}

/** The refusal for fields that do not read. */
export function validationFailed(errors: readonly FieldError[], what: string): Problem {
  const shown = errors.slice(0, FIELD_ERRORS_MAX);
  const count = errors.length === 1 ? 'one field' : `${errors.length} fields`;
  const first = shown[0];
  const example = first === undefined ? '' : ` First: ${first.pointer || 'it'} ${first.message}`;
  return new Problem('validation_failed', {
    detail: `${what} has ${count} to correct; nothing was stored.${example}`,
    errors: shown,
  });
}

/** Writes a path as a JSON pointer: `['amount', 'value']` is `/amount/value`, `[]` is `''`. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path
    .map((step) => `/${shortName(String(step)).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ pointer: jsonPointer(issue.path), message: issue.message }];
  }
  // `describe` wrote one line per key, in the order of the keys.
  const messages = issue.message.split('\n');
  return issue.keys.map((key, index) => ({
    pointer: jsonPointer([...issue.path, key]),
    message: messages[index] ?? issue.message,
  }));
}

type RawIssue = z.core.$ZodRawIssue;

/** What zod says when the schema itself has no better sentence for it. */
function describe(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField(key, knownFields(issue.inst))).join('\n');
    case 'invalid_type':
      if (issue.input === undefined) return `is required (${expected(issue.expected)})`;
      return `must be ${expected(issue.expected)}`;
    case 'invalid_value':
      if (issue.input === undefined) return `is required: ${choice(issue.values)}`;
      return `must be ${choice(issue.values)}`;
    case 'invalid_key':
      return 'has a name that is not taken';
    case 'too_big':
      return `must be at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
    case 'too_small':
      return `must be at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_union':
    case 'not_multiple_of':
      return 'is not in the documented form';
  }
}

function unknownField(name: string, known: readonly string[]): string {
  const meant = nearestName(shortName(name), known);
  if (meant !== null) return `is not a known field; did you mean "${meant}"?`;
  const list = known.length === 0 ? '' : `; known here: ${known.join(', ')}`;
  return `is not a known field${list}`;
}

function knownFields(schema: unknown): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

const TYPE_WORDS = new Map([
  ['int', 'a whole number'],
  ['record', 'an object'],
  ['object', 'an object'],
  ['array', 'a list'],
]);

function expected(type: string): string {
  return TYPE_WORDS.get(type) ?? `a ${type}`;
}

const UNITS = new Map([
  ['string', ' characters'],
  ['array', ' items'],
]);

function unitOf(origin: string): string {
  return UNITS.get(origin) ?? '';
}

function choice(values: readonly unknown[]): string {
  const words = values.map((value) => JSON.stringify(value));
  return words.length === 1 ? words.join('') : `one of ${words.join(', ')}`;
}

function shortName(name: string): string {
  return name.length <= NAME_SHOWN_MAX ? name : `${name.slice(0, NAME_SHOWN_MAX)}…`;
}

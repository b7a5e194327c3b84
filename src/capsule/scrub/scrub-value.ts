/** The classes of values, the narrowest first; `text` is everything else. */
const CLASSES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['digits', /^\d+$/],
  ['decimal', /^-?\d+\.\d+$/],
  ['date', /^\d{4}-\d\d-\d\d(?:[T ][\d:.+Z-]+)?$/],
  ['uuid', /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i],
  ['hex', /^[\da-f]{16,}$/i],
  ['email', /^[^@\s]+@[^@\s]+$/],
  ['url', /^https?:\/\//],
  ['base64', /^[A-Za-z0-9+/_-]{24,}={0,2}$/],
];

/**
 * Replaces a value by its class and its length in characters: `[digits 16]`. A word of the
 * vocabulary stays as it is.
 */
export function scrubValue(value: string, vocabulary: ReadonlySet<string>): string {
  if (value === '' || vocabulary.has(value)) return value;
  const [name] = CLASSES.find(([, pattern]) => pattern.test(value)) ?? ['text'];
  return `[${name} ${value.length}]`;
}

import * as z from 'zod';

/**
 * Characters that text about money must not hold: controls (NUL among them), line and paragraph
 * separators, and the marks that make a name read differently from what it is (bidi overrides).
 */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/**
 * Text of at most `lengthMax` characters on one line, possibly empty.
 *
 * Characters are code points, as in JSON Schema and in ISO 20022's `Max140Text`: a rare Han
 * character of a person's name counts once, though JavaScript stores it as two.
 */
export function oneLine(lengthMax: number) {
  return z
    .string()
    .refine((text) => charactersOf(text) <= lengthMax, {
      error: `must have at most ${lengthMax} characters`,
      abort: true,
    })
    .refine((text) => !UNPRINTABLE.test(text), {
      error: 'must not hold control characters, line breaks or direction marks',
    })
    .meta({ maxLength: lengthMax });
}

/**
 * Letters, digits, punctuation and symbols that a reader sees. Not among them: what Unicode lets a
 * renderer leave out (zero-width characters, soft hyphens, Hangul fillers, tags, variation selectors),
 * marks without a letter to stand on, characters for private use, and the blank of Braille. They may
 * stand beside a visible one, where Persian, Hindi and Han names need some of them.
 */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/** {@link oneLine} that says something: not empty, not all blank, and not all invisible. */
export function printableText(lengthMax: number) {
  return oneLine(lengthMax)
    .refine((text) => text.trim() !== '', { error: 'must not be empty', abort: true })
    .refine((text) => VISIBLE.test(text), { error: 'must hold a character that can be seen' })
    .meta({ minLength: 1, maxLength: lengthMax });
}

function charactersOf(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** A string that fits a pattern, with the sentence for those that do not. */
export function patternText(pattern: RegExp, error: string, example: string) {
  return z.string().regex(pattern, { error }).meta({ example });
}

/**
 * A moment with its offset, to the second or finer (RFC 3339): `2026-11-24T18:00:00+08:00`. A time
 * without an offset is refused, because it is hours wrong for somebody.
 */
export function moment() {
  return z.iso
    .datetime({
      offset: true,
      error: 'must be a date and time with offset (RFC 3339), such as 2026-11-24T18:00:00+08:00',
    })
    .max(40, { error: 'must have at most 40 characters' })
    .meta({ format: 'date-time', example: '2026-11-24T18:00:00+08:00' });
}

/** The id of a payout, as we gave it out. */
export function payoutId() {
  return patternText(
    /^[A-Za-z0-9_-]{1,64}$/,
    'must be the id of a payout, as we gave it out',
    'po_0193a7c5e1f8c0d1e2f3a4b5c6d',
  );
}

/** A partner's name, as `GET /v1/partners` lists it. */
export function partnerName() {
  return patternText(
    /^[a-z][a-z0-9_-]{0,31}$/,
    'must be the name of a partner in lower case, such as alipay',
    'alipay',
  );
}

/** A whole number in the query string, from `min` to `max`; `fallback` when it is not there. */
export function countInQuery(min: number, max: number, fallback: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string({ error })
    .regex(/^\d{1,9}$/, { error })
    .transform(Number)
    .pipe(z.int().min(min, { error }).max(max, { error }))
    .optional()
    .transform((count) => count ?? fallback)
    .meta({ override: { type: 'integer', minimum: min, maximum: max, default: fallback } });
}

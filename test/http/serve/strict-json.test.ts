/**
 * Goal: a body is read the one way every careful reader would read it, or refused with the place.
 * Method: against `JSON.parse` as the oracle for what is JSON at all, with generated values and
 * generated near-misses; then each stricter rule by example.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { JSON_DEPTH_MAX, JsonError, parseStrictJson } from '../../../src/http/serve/strict-json.ts';

const SEED = 20_261_124;

/** Values whose text I-JSON allows: no lone surrogates, no `__proto__`. */
const jsonValue = fc
  .jsonValue({ maxDepth: 4, stringUnit: 'binary' })
  .filter((value) => !JSON.stringify(value).includes('__proto__'));

describe('parseStrictJson', () => {
  it(`reads what JSON.parse reads, to the same value (seed ${SEED})`, () => {
    fc.assert(
      fc.property(jsonValue, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, null, space);

        expect(parseStrictJson(` ${text}\r\n`)).toEqual(JSON.parse(text));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it(`refuses whatever JSON.parse refuses (seed ${SEED})`, () => {
    const nearMiss = fc
      .tuple(jsonValue, fc.nat(), fc.string({ maxLength: 2 }), fc.nat({ max: 2 }))
      .map(([value, at, junk, cut]) => {
        const text = JSON.stringify(value);
        const place = at % (text.length + 1);
        return text.slice(0, place) + junk + text.slice(place + cut);
      })
      .filter((text) => !readsAsJson(text));
    fc.assert(
      fc.property(nearMiss, (text) => {
        expect(() => parseStrictJson(text)).toThrow(JsonError);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it.each([
    ['a name given twice', '{"amount":1,\n "amount":2}', 2, 2],
    ['the same name in another spelling', String.raw`{"a":1,"\u0061":2}`, 1, 8],
    ['__proto__', '{"__proto__":{}}', 1, 2],
    ['a number that rounds', '{"value":9007199254740993}', 1, 10],
    ['a number beyond a double', '[1e400]', 1, 2],
    ['a fraction that vanishes', '[100.00000000000000001]', 1, 2],
    ['half of a surrogate pair', String.raw`["\ud800"]`, 1, 2],
    ['a raw control character', '["a\u0000b"]', 1, 2],
    ['nothing at all', '', 1, 1],
    ['an unclosed object', '{"a":1', 1, 7],
    ['a second value', '{} {}', 1, 4],
    ['a trailing comma', '[1,]', 1, 4],
    ['a leading zero', '[01]', 1, 3],
    ['NaN', '[NaN]', 1, 2],
  ])('refuses %s and says where', (_what, text, line, column) => {
    const refusal = refusalOf(text);

    expect(refusal).toMatchObject({ line, column });
    expect(refusal?.message).toContain(`(line ${line}, column ${column})`);
  });

  it.each(['1', '1.0', '10e-1', '0.1', '1E+2', '-0', '9007199254740992', '0.30000000000000004'])(
    'takes the exact number %s',
    (text) => expect(parseStrictJson(text)).toBe(Number(text)),
  );

  it('never quotes the text, which may hold an account number', () => {
    const refusal = refusalOf('{"account": 6222020200112233445x}');

    expect(refusal?.message).not.toMatch(/\d{6}/);
  });

  it('stops at its depth, and no text is deep enough to break the stack', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

    expect(refusalOf(nested(JSON_DEPTH_MAX))).toBeNull();
    expect(refusalOf(nested(JSON_DEPTH_MAX + 1))?.message).toContain('deeper');
    expect(refusalOf('['.repeat(65_536))?.message).toContain('deeper');
  });

  it('gives names from outside to no prototype', () => {
    const value = parseStrictJson('{"constructor":1,"toString":2}');

    expect(Object.keys(value ?? {})).toEqual(['constructor', 'toString']);
  });
});

function refusalOf(text: string): JsonError | null {
  try {
    parseStrictJson(text);
    return null;
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
}

function readsAsJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Goal: the runner bends what could move money and nothing else, and one thing at a time.
 * Method: small sources whose mutations are known, compared as `was -> became`.
 */
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

import { findMutations, stillParses } from '../../../src/proof/mutants/find-mutations.ts';
import { applyChange, type MutationKind } from '../../../src/proof/mutants/mutation.ts';

const EVERYTHING = `
import { fee, owed } from './money.ts';

type State = 'open' | 'shut';

/** At most 3 tries, or 4 < 5. */
const LIMITS = { tries: 3, strict: true } as const satisfies Record<string, number | boolean>;

export function pay(state: State, minor: bigint, tries: number): string {
  assert(tries >= 0, 'the-caller-counts');
  if (tries > LIMITS.tries) return 'refused';
  const rest = minor * 2n - fee(minor);
  if (!owed(rest) && state === 'open') log('paid');
  return rest > 0n ? 'paid' : 'a text for people';
}

function tell(listener: () => void): void {
  listener();
}
`;

describe('what is bent', () => {
  it.each<[MutationKind, string, readonly string[]]>([
    [
      'negate condition',
      'if (owed(rest)) pay();\nconst one = a && b ? 1n : 2n;',
      ['owed(rest) -> !(owed(rest))', 'a && b -> !(a && b)'],
    ],
    ['flip comparison', 'f(a < b, a <= b, a === b);', ['< -> <=', '<= -> <', '=== -> !==']],
    ['flip logic', 'f(a && b, c || d, e ?? g);', ['&& -> ||', '|| -> &&']],
    ['drop not', 'f(!a, -b);', ['! -> ']],
    [
      'flip arithmetic',
      "f(a + b, c - d, e * g, 'x' + h, `y` + i + j);",
      ['+ -> -', '- -> +', '* -> /'],
    ],
    [
      'change number',
      'f(0, 1, 10_000, 0.8, 3n);',
      [
        '0 -> 1',
        '1 -> 2',
        '1 -> 0',
        '10_000 -> 10001',
        '10_000 -> 5000',
        '0.8 -> 1.8',
        '0.8 -> 0.4',
        '3n -> 4n',
        '3n -> 1n',
      ],
    ],
    ['flip boolean', 'f(true, false);', ['true -> false', 'false -> true']],
    [
      'sibling string',
      "f('PAID', 'wire.reset', 'IN_DOUBT', 'two words', 'wire.refused');",
      [
        "'PAID' -> 'IN_DOUBT'",
        "'wire.reset' -> 'wire.refused'",
        "'IN_DOUBT' -> 'PAID'",
        "'wire.refused' -> 'wire.reset'",
      ],
    ],
    ['drop statement', 'save(payout);\nconst a = 1n;', ['save(payout); -> ;']],
    [
      'drop guard',
      'function f() { if (a) return 1; if (b) { g(); throw c; } if (d) g(); if (e) return 2; else g(); }',
      ['if (a) return 1; -> ;', 'if (b) { g(); throw c; } -> ;'],
    ],
    [
      'return early',
      'function f(): void { g(); }\nconst h = async (): Promise<void> => { g(); };\nfunction i(): number { return 1; }',
      [' ->  return;', ' ->  return;'],
    ],
  ])('%s', (kind, source, expected) => {
    const found = findMutations('a.ts', source).filter((mutation) => mutation.kind === kind);

    expect(found.map(({ was, became }) => `${was} -> ${became}`)).toEqual(expected);
  });

  it('knows the line and its text, which an entry of the list of equivalents names', () => {
    const [first] = findMutations('a.ts', EVERYTHING);

    expect(first).toMatchObject({ line: 7, was: '3', became: '4' });
    expect(first?.text).toMatch(/^const LIMITS = .*>;$/);
  });
});

describe('what is left alone', () => {
  it.each([
    ['imports', "import { a } from 'b';\nexport { c } from 'd';\nconst e = await import('f');"],
    ['types', "type A = 'a' | 1; interface B { readonly c: 'd' } declare function e(f: 2): 'g';"],
    ['comments', '// a < b && 3\n/* if (a) return; */'],
    ['asserts', "assert(a > 1, 'a'); assert.equal(b, 'c');"],
    [
      'texts for people',
      "f('two words', { description: 'a', example: 3 }, z.meta({ description: 'b' }));",
    ],
  ])('%s', (_what, source) => {
    const found = findMutations('a.ts', source).filter(({ kind }) => kind !== 'drop statement');

    expect(found).toEqual([]);
  });
});

it('bends bounds in the notes of a schema, which clients are made from', () => {
  const [found] = findMutations('a.ts', "field.meta({ description: 'a', minLength: 1 });").filter(
    ({ kind }) => kind === 'change number',
  );

  expect(found).toMatchObject({ was: '1', became: '2' });
});

it('makes exactly one change that still parses', () => {
  const found = findMutations('a.ts', EVERYTHING);

  expect(found.length).toBeGreaterThan(20);
  for (const mutation of found) {
    const changed = applyChange(EVERYTHING, mutation);
    const { start, end, became } = mutation;
    expect(changed.slice(0, start)).toBe(EVERYTHING.slice(0, start));
    expect(changed.slice(start, start + became.length)).toBe(became);
    expect(changed.slice(start + became.length)).toBe(EVERYTHING.slice(end));
    expect(parseSync('a.ts', changed).errors).toEqual([]);
  }
});

it('tells which change would not parse', () => {
  const source = 'f(a && (b ?? c), d ?? (e && g));';
  const mixed = 'f((a && b) ?? c, d && e);';
  const [logic] = findMutations('a.ts', mixed).filter(({ kind }) => kind === 'flip logic');
  if (logic === undefined) throw new Error('there is one');
  const bracket = { ...logic, start: mixed.indexOf('('), end: mixed.indexOf(')') + 1 };

  expect(findMutations('a.ts', source).every((one) => stillParses(source, one))).toBe(true);
  expect(stillParses(mixed, { ...bracket, became: '(a || b ?? c' })).toBe(false);
});

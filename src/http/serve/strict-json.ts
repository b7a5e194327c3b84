/** A JSON value as it came from outside: every field still to be checked. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonRecord;

/** A JSON object whose names are all different. */
export interface JsonRecord {
  readonly [name: string]: JsonValue;
}

/** Arrays and objects inside each other; a payout needs four. */
export const JSON_DEPTH_MAX = 16;

/** Where a text stops being JSON that means one thing only. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  /** Counted in UTF-16 units from 0. */
  readonly position: number;
  /** Both counted from 1, as editors do. */
  readonly line: number;
  readonly column: number;

  constructor(detail: string, text: string, position: number) {
    const before = text.slice(0, position);
    const line = before.split('\n').length;
    const column = position - before.lastIndexOf('\n');
    super(`${detail} (line ${line}, column ${column})`);
    this.position = position;
    this.line = line;
    this.column = column;
  }
}

/**
 * Reads I-JSON (RFC 7493): everything `JSON.parse` reads, less what two readers could understand
 * differently. Refused beyond plain JSON: a name given twice, a number that a double cannot hold
 * digit for digit, a lone surrogate, the name `__proto__`, nesting deeper than
 * {@link JSON_DEPTH_MAX}.
 *
 * Why not `JSON.parse`: it takes the last of two amounts, rounds 9007199254740993 to ...992, and
 * quotes the body, which may hold an account number, in its error message. Ours never does.
 *
 * Throws {@link JsonError} and nothing else. Linear in the length of the text.
 */
export function parseStrictJson(text: string): JsonValue {
  const reader: Reader = { text, at: 0 };
  skipSpace(reader);
  const value = readValue(reader, 0);
  skipSpace(reader);
  if (reader.at < text.length) fail(reader, 'there is more after the end of the JSON value');
  return value;
}

interface Reader {
  readonly text: string;
  at: number;
}

const SPACE = /[ \t\n\r]*/y;
/** Inside a string: everything but quotes, backslashes and control characters. */
const PLAIN = String.raw`[\x20\x21\x23-\x5b\x5d-\uffff]*`;
const ESCAPE = String.raw`\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})`;
const STRING = new RegExp(`"${PLAIN}(?:${ESCAPE}${PLAIN})*"`, 'y');
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS = new Map<string, { readonly word: string; readonly value: boolean | null }>([
  ['t', { word: 'true', value: true }],
  ['f', { word: 'false', value: false }],
  ['n', { word: 'null', value: null }],
]);

function readValue(reader: Reader, depth: number): JsonValue {
  const first = reader.text.charAt(reader.at);
  if (first === '"') return readString(reader);
  if (first === '{') return readObject(reader, depth + 1);
  if (first === '[') return readArray(reader, depth + 1);
  const word = WORDS.get(first);
  if (word !== undefined) {
    if (!reader.text.startsWith(word.word, reader.at)) fail(reader, 'expected a JSON value');
    reader.at += word.word.length;
    return word.value;
  }
  return readNumber(reader);
}

function readObject(reader: Reader, depth: number): JsonRecord {
  if (depth > JSON_DEPTH_MAX) fail(reader, `nested deeper than ${JSON_DEPTH_MAX} levels`);
  const members = new Map<string, JsonValue>();
  if (opensEmpty(reader, '}')) return {};
  do {
    skipSpace(reader);
    const nameAt = reader.at;
    if (reader.text.charAt(nameAt) !== '"') fail(reader, 'expected a name in double quotes');
    const name = readString(reader);
    if (members.has(name)) failAt(reader, nameAt, 'the same name is given twice in one object');
    if (name === '__proto__') failAt(reader, nameAt, 'the name "__proto__" is not taken');
    skipSpace(reader);
    if (reader.text.charAt(reader.at) !== ':') fail(reader, 'expected ":" after the name');
    reader.at++;
    skipSpace(reader);
    members.set(name, readValue(reader, depth));
  } while (goesOn(reader, '}'));
  return Object.fromEntries(members);
}

function readArray(reader: Reader, depth: number): readonly JsonValue[] {
  if (depth > JSON_DEPTH_MAX) fail(reader, `nested deeper than ${JSON_DEPTH_MAX} levels`);
  const items: JsonValue[] = [];
  if (opensEmpty(reader, ']')) return items;
  do {
    skipSpace(reader);
    items.push(readValue(reader, depth));
  } while (goesOn(reader, ']'));
  return items;
}

function opensEmpty(reader: Reader, close: '}' | ']'): boolean {
  reader.at++;
  skipSpace(reader);
  if (reader.text.charAt(reader.at) !== close) return false;
  reader.at++;
  return true;
}

/** Eats the comma (true) or the closing bracket (false) after a member. */
function goesOn(reader: Reader, close: '}' | ']'): boolean {
  skipSpace(reader);
  const next = reader.text.charAt(reader.at);
  if (next !== ',' && next !== close) fail(reader, `expected "," or "${close}"`);
  reader.at++;
  return next === ',';
}

function readString(reader: Reader): string {
  const token = match(STRING, reader);
  if (token === null) fail(reader, 'this string is not closed, or holds a bad escape or control');
  const value: unknown = JSON.parse(token);
  if (typeof value !== 'string') fail(reader, 'expected a string');
  if (!value.isWellFormed()) fail(reader, 'this string holds half of a surrogate pair');
  reader.at += token.length;
  return value;
}

function readNumber(reader: Reader): number {
  const token = match(NUMBER, reader);
  if (token === null) {
    fail(reader, reader.at >= reader.text.length ? 'the text ends too early' : 'expected a value');
  }
  const value = Number(token);
  if (significantDigits(token) !== significantDigits(String(value))) {
    fail(reader, 'this number cannot be held exactly (RFC 7493, 2.2)');
  }
  reader.at += token.length;
  return value;
}

/** Sign, digits and scale with every freedom of notation removed: equal for equal numbers. */
function significantDigits(token: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(token) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits === '') return '0';
  let end = digits.length;
  // Not `/0+$/`: from each zero it looks for the end again, 10 s for a body full of them.
  while (digits[end - 1] === '0') end -= 1;
  const trimmed = digits.slice(0, end);
  const scale = Number(exponent) - fraction.length + digits.length - trimmed.length;
  return `${sign}${trimmed}e${scale}`;
}

function match(pattern: RegExp, reader: Reader): string | null {
  pattern.lastIndex = reader.at;
  return pattern.exec(reader.text)?.[0] ?? null;
}

function skipSpace(reader: Reader): void {
  reader.at += match(SPACE, reader)?.length ?? 0;
}

function fail(reader: Reader, detail: string): never {
  failAt(reader, reader.at, detail);
}

function failAt(reader: Reader, position: number, detail: string): never {
  throw new JsonError(detail, reader.text, position);
}

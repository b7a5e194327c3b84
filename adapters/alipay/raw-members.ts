import { parseJsonObject } from '../../src/contract/read.ts';

/** One top-level member of a JSON object, its value exactly as it stood on the wire. */
export interface RawMember {
  readonly name: string;
  readonly raw: string;
}

/** An answer has three members; a body with more of them than this is not one. */
const MEMBERS_MAX = 32;

/**
 * Cuts a JSON object into its top-level members without touching a byte of their values; `null`
 * when the text is not one JSON object. Repeated names are all reported, in their order.
 *
 * Alipay signs the response node as it wrote it (escaped slashes, order, white space), so a value
 * that was parsed and written again no longer verifies (fixtures/alipay/SOURCES.md F2).
 */
export function rawMembers(text: string): readonly RawMember[] | null {
  // From here on the syntax is known to be right, and a scanner of brackets and strings suffices.
  if (parseJsonObject(text) === null) return null;
  const members: RawMember[] = [];
  let at = text.indexOf('{') + 1;
  for (;;) {
    const nameStart = text.indexOf('"', at);
    if (nameStart === -1) return members;
    if (members.length === MEMBERS_MAX) return null;
    const nameEnd = stringEnd(text, nameStart);
    const valueStart = text.indexOf(':', nameEnd) + 1;
    const valueEnd = valueEndFrom(text, valueStart);
    const name: unknown = JSON.parse(text.slice(nameStart, nameEnd));
    members.push({ name: String(name), raw: text.slice(valueStart, valueEnd).trim() });
    at = valueEnd + 1;
  }
}

/** The index behind the closing quote of the string that opens at `openAt`. */
function stringEnd(text: string, openAt: number): number {
  let at = openAt + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** The index of the comma or bracket that ends the value. */
function valueEndFrom(text: string, startAt: number): number {
  let depth = 0;
  let at = startAt;
  while (at < text.length) {
    const character = text[at];
    if (character === '"') {
      at = stringEnd(text, at);
      continue;
    }
    if (depth === 0 && (character === ',' || character === '}')) return at;
    if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    at += 1;
  }
  return at;
}

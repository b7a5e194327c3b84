import type { Node, StringLiteral } from 'oxc-parser';

import type { Change } from './mutation.ts';

/** A text with a space or a letter beyond ASCII is prose: people read it, no code compares it. */
const PROSE = /[^\x21-\x7e]/;
const RELATIVE_PATH = /^\.\.?\//;

/** Whether this node is a text that code may compare, send or store. */
export function isTellingString(node: Node, parent: Node | null): node is StringLiteral {
  if (node.type !== 'Literal' || typeof node.value !== 'string') return false;
  if (parent?.type === 'ExpressionStatement') return false;
  return !PROSE.test(node.value) && !RELATIVE_PATH.test(node.value);
}

/**
 * Each text of a file becomes the next different one of the file that looks alike, or else the next
 * different one: likely a member of the same union or a key of the same table.
 */
export function changesOfStrings(literals: readonly StringLiteral[]): readonly Change[] {
  return literals.flatMap((literal, index) => {
    const others = [...literals.slice(index + 1), ...literals.slice(0, index)].filter(
      ({ value }) => value !== literal.value,
    );
    const like = others.find(({ value }) => shapeOf(value) === shapeOf(literal.value));
    const sibling = like ?? others[0];
    if (sibling === undefined) return [];
    const { start, end } = literal;
    return [{ kind: 'sibling string', start, end, became: `'${escaped(sibling.value)}'` }];
  });
}

/** `PAID` and `IN_DOUBT` look alike; `partner.timeout` and `content-type` do not. */
function shapeOf(value: string): string {
  return value
    .replaceAll(/[A-Z]+/g, 'A')
    .replaceAll(/[a-z]+/g, 'a')
    .replaceAll(/\d+/g, '0')
    .replaceAll(/(A_)+A/g, 'A')
    .replaceAll(/(a\.)+a/g, 'a.a')
    .replaceAll(/(a[A]?)+/g, 'a');
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}

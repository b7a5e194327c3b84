import type { Expression, Node } from 'oxc-parser';

import type { Change, MutationKind } from './mutation.ts';

const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['===', '!=='],
  ['!==', '==='],
]);

const LOGIC: ReadonlyMap<string, string> = new Map([
  ['&&', '||'],
  ['||', '&&'],
]);

const ARITHMETIC: ReadonlyMap<string, string> = new Map([
  ['+', '-'],
  ['-', '+'],
  ['*', '/'],
  ['/', '*'],
]);

const TESTING = [
  'IfStatement',
  'ConditionalExpression',
  'WhileStatement',
  'DoWhileStatement',
] as const;

interface Operation {
  readonly left: Node;
  readonly right: Node;
  readonly operator: string;
}

/** What can be changed about the conditions and the operators of one node. */
export function changesOfConditions(node: Node, source: string): readonly Change[] {
  if (node.type === 'BinaryExpression') {
    return [
      ...swapped(node, source, 'flip comparison', COMPARISONS),
      ...(joinsText(node) ? [] : swapped(node, source, 'flip arithmetic', ARITHMETIC)),
    ];
  }
  if (node.type === 'LogicalExpression') return swapped(node, source, 'flip logic', LOGIC);
  if (node.type === 'UnaryExpression') {
    const { start, operator } = node;
    return operator === '!' ? [{ kind: 'drop not', start, end: start + 1, became: '' }] : [];
  }
  return hasTest(node) ? negated(node.test, source) : [];
}

function hasTest(node: Node): node is Extract<Node, { type: (typeof TESTING)[number] }> {
  return TESTING.some((type) => node.type === type);
}

/** Not where another kind does the same: `!x` without its `!`, `===` as `!==`. */
function negated(test: Expression, source: string): readonly Change[] {
  if (test.type === 'UnaryExpression' && test.operator === '!') return [];
  if (test.type === 'BinaryExpression' && /^[!=]==$/.test(test.operator)) return [];
  const { start, end } = test;
  return [{ kind: 'negate condition', start, end, became: `!(${source.slice(start, end)})` }];
}

function swapped(
  { left, right, operator }: Operation,
  source: string,
  kind: MutationKind,
  table: ReadonlyMap<string, string>,
): readonly Change[] {
  const became = table.get(operator);
  if (became === undefined) return [];
  const start = source.indexOf(operator, left.end);
  if (start < 0 || start >= right.start) return [];
  return [{ kind, start, end: start + operator.length, became }];
}

/** `+` between texts; with two names it may still be one, and the type checker then refuses `-`. */
function joinsText({ operator, left, right }: Operation): boolean {
  return operator === '+' && [left, right].some(isText);
}

function isText(node: Node): boolean {
  if (node.type === 'TemplateLiteral') return true;
  if (node.type === 'BinaryExpression') return joinsText(node);
  return node.type === 'Literal' && typeof node.value === 'string';
}

import type { Node, Statement, TSTypeAnnotation } from 'oxc-parser';

import type { Change } from './mutation.ts';

const JUMPS: ReadonlySet<string> = new Set([
  'ReturnStatement',
  'ThrowStatement',
  'ContinueStatement',
  'BreakStatement',
]);

/** What can be left out: a statement, a guard, or all of a function that returns nothing. */
export function changesOfStatements(node: Node, source: string): readonly Change[] {
  if (node.type === 'ExpressionStatement') return [without(node, 'drop statement')];
  if (node.type === 'IfStatement') {
    return node.alternate === null && jumps(node.consequent) ? [without(node, 'drop guard')] : [];
  }
  if (node.type !== 'FunctionDeclaration' && !isFunctionExpression(node)) return [];
  return returnsNothing(node.returnType, source) ? skipped(node.body) : [];
}

function isFunctionExpression(
  node: Node,
): node is Extract<Node, { type: 'FunctionExpression' | 'ArrowFunctionExpression' }> {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
}

function without(
  { start, end }: { readonly start: number; readonly end: number },
  kind: 'drop statement' | 'drop guard',
): Change {
  return { kind, start, end, became: ';' };
}

function jumps(consequent: Statement): boolean {
  if (consequent.type !== 'BlockStatement') return JUMPS.has(consequent.type);
  const last = consequent.body.at(-1);
  return last !== undefined && JUMPS.has(last.type);
}

function returnsNothing(annotation: TSTypeAnnotation | null | undefined, source: string): boolean {
  if (annotation === null || annotation === undefined) return false;
  return /^:\s*(?:void|Promise<void>)$/.test(source.slice(annotation.start, annotation.end));
}

function skipped(body: Node | null): readonly Change[] {
  if (body?.type !== 'BlockStatement' || body.body.length === 0) return [];
  const start = body.start + 1;
  return [{ kind: 'return early', start, end: start, became: ' return;' }];
}

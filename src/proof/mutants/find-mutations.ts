import { type Node, parseSync, type StringLiteral } from 'oxc-parser';

import { changesOfConditions } from './changes-of-conditions.ts';
import { changesOfStatements } from './changes-of-statements.ts';
import { changesOfStrings, isTellingString } from './changes-of-strings.ts';
import { changesOfValues } from './changes-of-values.ts';
import { applyChange, type Change, type Mutation } from './mutation.ts';
import { walkSyntax } from './walk-syntax.ts';

/** Holds an expression although it is a type's node. */
const TYPED_EXPRESSIONS: ReadonlySet<string> = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
]);

const IMPORTS: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ImportExpression',
  'ExportAllDeclaration',
]);

/** Properties whose values are texts and examples for people. */
const FOR_PEOPLE: ReadonlySet<string> = new Set([
  'about',
  'description',
  'example',
  'examples',
  'help',
  'summary',
]);

/**
 * Every mutation that a source offers, in the order of the source: never in imports, types,
 * comments, asserts, nor in texts for people. The same source offers the same mutations.
 * @throws when the source does not parse
 */
export function findMutations(file: string, source: string): readonly Mutation[] {
  const { program, errors } = parseSync(file, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file} does not parse: ${error.message}`);
  const changes: Change[] = [];
  const strings: StringLiteral[] = [];
  walkSyntax(program, (node, parent) => {
    if (isOutOfBounds(node, parent)) return false;
    if (isTellingString(node, parent)) strings.push(node);
    changes.push(
      ...changesOfConditions(node, source),
      ...changesOfStatements(node, source),
      ...changesOfValues(node),
    );
    return true;
  });
  return [...changes, ...changesOfStrings(strings)]
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map((change) => locate(file, source, change));
}

/** Whether the changed source is still TypeScript: `a ?? b && c` is not. */
export function stillParses(source: string, mutation: Mutation): boolean {
  return parseSync(mutation.file, applyChange(source, mutation)).errors.length === 0;
}

function isOutOfBounds(node: Node, parent: Node | null): boolean {
  if (IMPORTS.has(node.type)) return true;
  if (node.type.startsWith('TS') && !TYPED_EXPRESSIONS.has(node.type)) return true;
  if (node.type === 'ExpressionStatement') return isAssert(node.expression);
  if (node.type === 'Property') return FOR_PEOPLE.has(nameOf(node.key));
  if (parent?.type === 'ExportNamedDeclaration') return node === parent.source;
  if (parent?.type === 'Property') return node === parent.key && isNumber(node);
  return false;
}

/** `{ 404: … }`: another key would rather be a second entry than a changed one. */
function isNumber(node: Node): boolean {
  return node.type === 'Literal' && typeof node.value === 'number';
}

/** `assert(...)` says what a programmer promised: it holds, so its absence changes nothing. */
function isAssert(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  return nameOf(callee.type === 'MemberExpression' ? callee.object : callee).startsWith('assert');
}

function nameOf(node: Node): string {
  return node.type === 'Identifier' ? node.name : '';
}

function locate(file: string, source: string, change: Change): Mutation {
  const { start, end } = change;
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = source.indexOf('\n', start);
  return {
    ...change,
    file,
    line: source.slice(0, start).split('\n').length,
    text: source.slice(lineStart, lineEnd < 0 ? source.length : lineEnd).trim(),
    was: source.slice(start, end).replaceAll(/\s+/g, ' '),
  };
}

import { type Node, parseSync } from 'oxc-parser';

/** A function and where it stands; lines count from 1, both inclusive. */
export interface FunctionPlace {
  readonly name: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** A name that a file exports. */
export interface ExportedName {
  readonly name: string;
  readonly line: number;
  /** Whether a comment of the form that editors show stands right above it. */
  readonly isDocumented: boolean;
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

/**
 * Every function of a file. What is handed to `describe` is none: it is a list of tests, and each
 * test in it is a function of its own.
 */
export function functionsOf(file: string, text: string): readonly FunctionPlace[] {
  const { program } = parseSync(file, text);
  const lineAt = lineCounter(text);
  const places: FunctionPlace[] = [];
  walk(program, (node, parents) => {
    if (!FUNCTIONS.has(node.type) || isListOfTests(parents)) return;
    const [firstLine, lastLine] = [lineAt(node.start), lineAt(node.end)];
    places.push({ name: nameOf(node, parents), firstLine, lastLine });
  });
  return places;
}

/** Every name that a file declares and exports; what it passes on from another file is not asked. */
export function exportsOf(file: string, text: string): readonly ExportedName[] {
  const { program, comments } = parseSync(file, text);
  const lineAt = lineCounter(text);
  const docEnds = comments
    .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
    .map(({ end }) => end);
  return program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration' || node.declaration === null) return [];
    const isDocumented = docEnds.some(
      (end) => end <= node.start && text.slice(end, node.start).trim() === '',
    );
    const line = lineAt(node.start);
    return declaredNames(node.declaration).map((name) => ({ name, line, isDocumented }));
  });
}

function declaredNames(declaration: object): readonly string[] {
  if ('declarations' in declaration) {
    return (declaration.declarations as readonly { readonly id: object }[]).map(({ id }) =>
      identifier(id),
    );
  }
  return 'id' in declaration ? [identifier(declaration.id)] : [];
}

function identifier(id: unknown): string {
  const isNamed = typeof id === 'object' && id !== null && 'name' in id;
  return isNamed ? String(id.name) : '(a pattern)';
}

function isListOfTests(parents: readonly Node[]): boolean {
  const parent = parents.at(-1);
  if (parent?.type !== 'CallExpression') return false;
  let callee: object = parent.callee;
  while (true) {
    if ('name' in callee) return callee.name === 'describe';
    if ('object' in callee) callee = callee.object as object;
    else if ('callee' in callee) callee = callee.callee as object;
    else if ('tag' in callee) callee = callee.tag as object;
    else return false;
  }
}

/** The function's own name, or that of the constant or property it is the value of. */
function nameOf(node: Node, parents: readonly Node[]): string {
  for (const candidate of [node, parents.at(-1), parents.at(-2)]) {
    if (candidate === undefined) continue;
    if ('id' in candidate && candidate.id !== null) return identifier(candidate.id);
    if ('key' in candidate) return identifier(candidate.key);
  }
  return '(a function without a name)';
}

export function walk(
  node: Node,
  visit: (node: Node, parents: readonly Node[]) => void,
  parents: readonly Node[] = [],
): void {
  visit(node, parents);
  const inside = [...parents, node];
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit, inside);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Tells the line of an offset, counted from 1. */
function lineCounter(text: string): (offset: number) => number {
  const breaks = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => {
    let [low, high] = [0, breaks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((breaks[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

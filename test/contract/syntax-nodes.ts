/** A node of a parsed file, whatever its kind. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

/** The value as a node, or `null`. */
export function asNode(value: unknown): SyntaxNode | null {
  const isNode = typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
  return isNode ? (value as SyntaxNode) : null;
}

/** Shows every node below a node, parents first. */
export function visit(root: unknown, look: (node: SyntaxNode) => void): void {
  const node = asNode(root);
  if (node === null) return;
  look(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) visit(child, look);
  }
}

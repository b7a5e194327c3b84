import { type Node, visitorKeys } from 'oxc-parser';

/** Called for each node with its parent; `false` says that nothing inside it is to be visited. */
export type Visit = (node: Node, parent: Node | null) => boolean;

/** Visits a syntax tree from the root down, in the order of the source. */
export function walkSyntax(node: Node, visit: Visit, parent: Node | null = null): void {
  if (!visit(node, parent)) return;
  for (const key of visitorKeys[node.type] ?? []) {
    const child: unknown = Reflect.get(node, key);
    for (const item of Array.isArray(child) ? (child as readonly unknown[]) : [child]) {
      if (isNode(item)) walkSyntax(item, visit, node);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

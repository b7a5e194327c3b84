import { SaxesParser } from 'saxes';

/** An element as this bank reads it: by local names. */
export interface Tree {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Tree[];
  readonly texts: string[];
}

/** Reads a whole document; `null` when it is not well-formed or has a DOCTYPE. */
export function readTree(body: string): Tree | null {
  const parser = new SaxesParser({ xmlns: true });
  const roots: Tree[] = [];
  const open: Tree[] = [];
  let isBroken = false;
  const breaks = () => {
    isBroken = true;
  };
  parser.on('error', breaks);
  parser.on('doctype', breaks);
  parser.on('opentag', ({ local, uri, attributes }) => {
    const values = Object.values(attributes).map(({ name, value }) => [name, value] as const);
    const element = {
      name: local,
      namespace: uri,
      attributes: new Map(values),
      children: [],
      texts: [],
    };
    (open.at(-1)?.children ?? roots).push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (text) => open.at(-1)?.texts.push(text));
  parser.on('cdata', (text) => open.at(-1)?.texts.push(text));
  parser.write(body).close();
  return isBroken ? null : (roots[0] ?? null);
}

/** Follows names downwards; `null` where one is absent or stands there twice. */
export function treeAt(from: Tree, ...path: readonly string[]): Tree | null {
  let here: Tree | null = from;
  for (const name of path) {
    const [child, second]: Tree[] = here?.children.filter((one) => one.name === name) ?? [];
    here = second === undefined ? (child ?? null) : null;
  }
  return here;
}

/** The text at the end of the path; `null` where it is absent or has elements instead. */
export function textAt(from: Tree, ...path: readonly string[]): string | null {
  const element = treeAt(from, ...path);
  return element === null || element.children.length > 0 ? null : element.texts.join('');
}

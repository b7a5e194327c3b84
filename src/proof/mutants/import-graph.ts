import path from 'node:path';

/** Which files lead to a file over imports, worker URLs and other paths written as `'./x.ts'`. */
export interface ImportGraph {
  /** The file itself and every file that needs it, however far away; remembered once found. */
  reaching(file: string): ReadonlySet<string>;
}

/** Reads the graph out of the texts: `sources` is path (relative to the root) and text. */
export function importGraph(sources: ReadonlyMap<string, string>): ImportGraph {
  const importers = new Map<string, string[]>();
  for (const [file, text] of sources) {
    for (const target of targetsOf(file, text)) {
      importers.set(target, [...(importers.get(target) ?? []), file]);
    }
  }
  const found = new Map<string, ReadonlySet<string>>();
  return {
    reaching(file) {
      const known = found.get(file);
      if (known !== undefined) return known;
      const reached = new Set([file]);
      for (const next of reached) for (const from of importers.get(next) ?? []) reached.add(from);
      found.set(file, reached);
      return reached;
    },
  };
}

/** Imports of types alone leave nothing to run, so they lead nowhere. */
function targetsOf(file: string, text: string): ReadonlySet<string> {
  const code = text.replaceAll(/^(?:import|export) type [^;]*;$/gm, '');
  const specifiers = [...code.matchAll(/'(\.\.?\/[^'\n]+\.m?ts)'/g)].map((match) => match[1] ?? '');
  return new Set(specifiers.map((to) => path.posix.join(path.posix.dirname(file), to)));
}

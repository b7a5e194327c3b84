/**
 * Goal: every file is used, so whoever reads one knows that it matters.
 * Method: start at what is run (commands, tests, the entries that knip.json names) and follow every
 * import and every path to a TypeScript file; whatever is not reached is unused.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { ROOT, sourceFiles } from './source-files.ts';

const SOURCES = sourceFiles('src', 'adapters', 'scripts', 'bench', 'test');

describe('files', () => {
  it('are all reached from something that is run', () => {
    const reached = reach(entries());
    const unused = SOURCES.map(({ file }) => file).filter((file) => !reached.has(file));

    expect(reached.size).toBeGreaterThan(300);
    expect(unused.map((file) => `${file}: nothing uses it: delete it`)).toEqual([]);
  });
});

function entries(): readonly string[] {
  const knip = JSON.parse(readFileSync(path.join(ROOT, 'knip.json'), 'utf8')) as {
    readonly entry: readonly string[];
  };
  const named = knip.entry.flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
  const tests = SOURCES.map(({ file }) => file).filter((file) => file.endsWith('.test.ts'));
  return [...named, ...tests];
}

function reach(from: readonly string[]): ReadonlySet<string> {
  const uses = new Map(SOURCES.map(({ file, text }) => [file, pathsIn(file, text)]));
  const reached = new Set(from);
  for (const file of reached) for (const used of uses.get(file) ?? []) reached.add(used);
  return reached;
}

/** The TypeScript files that a text names by a path relative to itself or to the root. */
function pathsIn(file: string, text: string): readonly string[] {
  return [...text.matchAll(/['"`]([\w./-]+\.ts)['"`]/g)].flatMap(([, named = '']) => [
    path.join(path.dirname(file), named),
    named,
  ]);
}

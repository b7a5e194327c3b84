/**
 * Goal: imports run downward: no file imports itself by a detour, and no folder does either, so a
 * folder can be read without the one above it.
 * Method: draw every import as an arrow, between files and between folders, and look for
 * circles in both pictures. A folder without folders below it is one place; in a folder above
 * others each file is a place of its own, because it may hold what they share or put them together.
 */
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { findCircles } from './find-circles.ts';
import { sourceFiles } from './source-files.ts';

const SOURCES = sourceFiles('src', 'adapters');

const ABOVE_OTHERS = new Set(SOURCES.map(({ file }) => path.dirname(path.dirname(file))));

describe('imports run downward', () => {
  it('finds a circle where there is one', () => {
    const arrows = new Map([
      ['a', new Set(['b'])],
      ['b', new Set(['c'])],
      ['c', new Set(['a', 'd'])],
      ['d', new Set<string>()],
    ]);

    expect(findCircles(arrows)).toEqual([['a', 'b', 'c']]);
  });

  it('between files', () => {
    const circles = findCircles(arrowsBetween((file) => file)).map((knot) => knot.join(' <-> '));

    expect(circles).toEqual([]);
  });

  it('between folders', () => {
    const arrows = arrowsBetween((file) => {
      const folder = path.dirname(file);
      return ABOVE_OTHERS.has(folder) ? file : folder;
    });

    expect(arrows.size).toBeGreaterThan(20);
    const circles = findCircles(arrows).map((knot) => knot.join(' <-> '));
    expect(circles).toEqual([]);
  });
});

function arrowsBetween(placeOf: (file: string) => string): ReadonlyMap<string, Set<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const { file, imports } of SOURCES) {
    const place = placeOf(file);
    const targets = arrows.get(place) ?? new Set();
    arrows.set(place, targets);
    for (const target of imports) {
      const isOwn = target.startsWith('src/') || target.startsWith('adapters/');
      if (isOwn && placeOf(target) !== place) targets.add(placeOf(target));
    }
  }
  return arrows;
}

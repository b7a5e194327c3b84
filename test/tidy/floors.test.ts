/**
 * Goal: inside `src/payouts` imports run downward too: the model imports nothing of the room, and
 * no folder imports one above it, so that the rules about money are read without what uses them.
 * Method: the folders in their order, which docs/ARCHITECTURE.md repeats; each import is held
 * against it. A folder that is not in the order fails, and one that is gone too.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { isIn, ROOT, sourceFiles } from './source-files.ts';

const ROOM = 'src/payouts';

/** From the bottom up; the files of the room itself put everything together. */
const FLOORS = [
  'model',
  'decide',
  'engine',
  'route',
  'dispatch',
  'views',
  'checks',
  'accept',
  'notify',
  '.',
];

const SOURCES = sourceFiles(ROOM);

describe('the floors of src/payouts', () => {
  it('are the folders that there are', () => {
    const folders = new Set(SOURCES.map(({ file }) => floorOf(file)));

    expect([...folders].toSorted()).toEqual(FLOORS.toSorted());
  });

  it('import only what is below them', () => {
    const upward = SOURCES.flatMap(({ file, imports }) =>
      imports
        .filter((target) => isIn(target, ROOM))
        .filter((target) => FLOORS.indexOf(floorOf(target)) > FLOORS.indexOf(floorOf(file)))
        .map((target) => `${file} -> ${target}`),
    );

    expect(upward).toEqual([]);
  });

  it('stand in docs/ARCHITECTURE.md in this order', () => {
    const page = readFileSync(path.join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `src\/payouts\/(\w+)\/`/gm)].map((match) => match[1]);

    expect(rows).toEqual(FLOORS.filter((floor) => floor !== '.'));
  });
});

function floorOf(file: string): string {
  return path.relative(ROOM, path.dirname(file)).split('/')[0] || '.';
}

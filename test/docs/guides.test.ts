/**
 * Goal: whoever follows a page for a task finds each file that it names, and reads no more than a
 * screen; the reading path of ARCHITECTURE.md leads to nine files that exist.
 * Method: every path in code marks is looked up in the tree. `<partner>` and `<name>` stand for any.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const GUIDES = readdirSync(path.join(ROOT, 'docs/guides')).map((file) => `docs/guides/${file}`);
const SCREEN_LINES_MAX = 60;
const READING_PATH_FILES = 9;

/** A path that stands for one of each partner is looked up at one that has every part. */
const ANY_PARTNER = 'paypal';

describe.each([...GUIDES, 'docs/ARCHITECTURE.md'])('%s', (page) => {
  it('names only files and folders that exist', () => {
    const paths = pathsIn(readFileSync(path.join(ROOT, page), 'utf8'));
    const missing = paths.filter((named) => !existsSync(path.join(ROOT, named)));

    expect(paths.length).toBeGreaterThan(2);
    expect(missing).toEqual([]);
  });
});

describe('a page for a task', () => {
  it.each(GUIDES)('%s fits a screen', (page) => {
    const lines = readFileSync(path.join(ROOT, page), 'utf8').split('\n');

    expect(lines.length).toBeLessThan(SCREEN_LINES_MAX);
  });

  it('is one of six that ARCHITECTURE.md leads to', () => {
    const architecture = readFileSync(path.join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8');
    const linked = [...architecture.matchAll(/\]\((guides\/[\w-]+\.md)\)/g)].map(
      ([, target = '']) => `docs/${target}`,
    );

    expect(linked.toSorted()).toEqual(GUIDES.toSorted());
  });
});

it(`the reading path has ${READING_PATH_FILES} stops, one file each`, () => {
  const architecture = readFileSync(path.join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8');
  const [, section = ''] = /\n## An hour to read[^\n]*\n([\s\S]*?)\n## /.exec(architecture) ?? [];
  const stops = [...section.matchAll(/^\d+\. \[`?([^\]`]+)`?\]\(([^)]+)\)/gm)];

  expect(stops).toHaveLength(READING_PATH_FILES);
  for (const [, , target = ''] of stops) {
    expect(existsSync(path.join(ROOT, 'docs', target))).toBe(true);
  }
});

/** Paths in code marks: with a slash, and a known first folder. */
function pathsIn(text: string): readonly string[] {
  return [
    ...text.matchAll(/`((?:src|adapters|fixtures|test|scripts|docs|deploy)\/[\w./<>-]+)`/g),
  ].map(([, named = '']) => named.replace(/<(?:partner|name)>/g, ANY_PARTNER));
}

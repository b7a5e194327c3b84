/**
 * Goal: whoever meets an exported name can read what it promises without opening its file.
 * Method: every name that a file of the product declares and exports has a doc comment right above.
 */
import { describe, expect, it } from 'vitest';

import { sourceFiles } from './source-files.ts';
import { exportsOf } from './syntax.ts';

const SOURCES = sourceFiles('src', 'adapters');

describe('exported names', () => {
  it('are found with and without their comment', () => {
    const text =
      '/** Says. */\nexport const a = 1;\nexport type B = 1;\nexport { c } from "./c.ts";';

    expect(exportsOf('sample.ts', text)).toEqual([
      { name: 'a', line: 2, isDocumented: true },
      { name: 'B', line: 3, isDocumented: false },
    ]);
  });

  it('say what they promise', () => {
    const silent = SOURCES.flatMap(({ file, text }) =>
      exportsOf(file, text)
        .filter(({ isDocumented }) => !isDocumented)
        .map(({ name, line }) => `${file}:${line} ${name}: say in a doc comment what it promises`),
    );

    expect(silent).toEqual([]);
  });
});

/**
 * Goal: a file has one idea and a function fits a screen: 400 lines are the wall for a file, tests
 * included, 70 for a function.
 * Method: count the lines of every source, and of every function in its syntax tree.
 */
import { describe, expect, it } from 'vitest';

import { sourceFiles } from './source-files.ts';
import { functionsOf } from './syntax.ts';

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;

const SOURCES = sourceFiles('src', 'adapters', 'scripts', 'bench', 'test');

describe('sizes', () => {
  it('finds a function and its length, but not in a list of tests', () => {
    const text =
      "describe('x', () => {\n  it('y', () => {\n    z();\n  });\n});\nconst a = () =>\n  1;";

    expect(functionsOf('sample.ts', text)).toEqual([
      { name: '(a function without a name)', firstLine: 2, lastLine: 4 },
      { name: 'a', firstLine: 6, lastLine: 7 },
    ]);
  });

  it(`keeps every file under ${FILE_LINES_MAX} lines`, () => {
    const long = SOURCES.map(({ file, text }) => ({ file, lines: text.split('\n').length }))
      .filter(({ lines }) => lines > FILE_LINES_MAX)
      .map(({ file, lines }) => `${file}: ${lines} lines, at most ${FILE_LINES_MAX}: split it`);

    expect(long).toEqual([]);
  });

  it(`keeps every function under ${FUNCTION_LINES_MAX} lines`, () => {
    const long = SOURCES.flatMap(({ file, text }) =>
      functionsOf(file, text)
        .map((place) => ({ ...place, lines: place.lastLine - place.firstLine + 1 }))
        .filter(({ lines }) => lines > FUNCTION_LINES_MAX)
        .map(
          ({ name, firstLine, lines }) =>
            `${file}:${firstLine} ${name}: ${lines} lines, at most ${FUNCTION_LINES_MAX}: cut it`,
        ),
    );

    expect(long).toEqual([]);
  });
});

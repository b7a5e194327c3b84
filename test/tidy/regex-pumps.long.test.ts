/**
 * Goal: no text from outside makes a regular expression of ours work longer than its length allows:
 * `/0+$/` took 10 s over one body of zeros.
 * Method: every literal of `src` and `adapters` is run over strings in which one piece is repeated, in a
 * worker that is ended when it hangs; four times the text may be four times the work, not sixteen times.
 * Pieces come from the literal itself and from a list of common characters, so that a pump nobody thought
 * of may pass.
 */
import { Worker } from 'node:worker_threads';
import { parseSync } from 'oxc-parser';
import { expect, it } from 'vitest';

import type { PumpJob, PumpWord } from './pump-worker.ts';
import { sourceFiles } from './source-files.ts';
import { walk } from './syntax.ts';

/** The worker has hung when it says nothing for so long; the quickest literal takes milliseconds. */
const SILENCE_MS = 60_000;

const COMMON = [
  ...'019aAzZ \t\n-_.,:;/+=*%&<>"\'\\()[]{}|@#é中',
  'a.',
  'ab',
  ' a',
  '&#',
  '.0',
  'a-',
];

function pumpsOf(pattern: string): PumpJob['pumps'] {
  const plain = [...pattern.replaceAll(/\\[dwsbDWSB]|[\\^$?*+()[\]{}|]/g, '')];
  const head = /^\^?([\w\s<&:/"-]*)/.exec(pattern)?.[1] ?? '';
  const pairs = plain.slice(0, -1).map((first, i) => first + (plain[i + 1] ?? ''));
  const pieces = new Set([...COMMON, ...plain, ...pairs]);
  return [...pieces].flatMap((pump) =>
    [...new Set(['', head])].flatMap((start) =>
      ['\u0001', `\u0001${pump}x`].map((tail) => ({ head: start, pump, tail })),
    ),
  );
}

interface Literal {
  readonly where: string;
  readonly pattern: string;
  readonly flags: string;
}

function literalsOf(file: string, text: string): readonly Literal[] {
  const found: Literal[] = [];
  walk(parseSync(file, text).program, (node) => {
    if (node.type !== 'Literal' || !('regex' in node)) return;
    const line = text.slice(0, node.start).split('\n').length;
    found.push({ where: `${file}:${line}`, ...node.regex });
  });
  return found;
}

/** What each literal did wrong; one that hangs is told, and ends the run. */
function pump(literals: readonly Literal[]): Promise<readonly string[]> {
  const jobs: readonly PumpJob[] = literals.map(({ pattern, flags }) => ({
    pattern,
    flags,
    pumps: pumpsOf(pattern),
  }));
  const worker = new Worker(new URL('pump-worker.ts', import.meta.url), { workerData: jobs });
  const bad: string[] = [];
  let at = 0;
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(silence);
      void worker.terminate();
      resolve(bad);
    };
    const hangs = () => {
      bad.push(`${nameOf(literals[at])} hangs`);
      end();
    };
    let silence = setTimeout(hangs, SILENCE_MS);
    worker.on('error', reject);
    worker.on('message', (word: PumpWord) => {
      clearTimeout(silence);
      silence = setTimeout(hangs, SILENCE_MS);
      if (word.kind === 'at') at = word.index;
      else if (word.kind === 'done') end();
      else bad.push(`${nameOf(literals[word.index])} x${word.by.toFixed(0)} over ${word.pump}`);
    });
  });
}

function nameOf(literal: Literal | undefined): string {
  return literal === undefined ? '' : `${literal.where} /${literal.pattern}/`;
}

it('notices what grows with the square of the text, and what never ends', async () => {
  const bad = await pump([
    { where: 'linear', pattern: '^0+$', flags: '' },
    { where: 'square', pattern: '0+$', flags: '' },
  ]);

  // On a slow machine its growth is not measured to the end before the silence says as much.
  expect(bad).toEqual([expect.stringMatching(/^square \/0\+\$\/ (?:x\d+ over|hangs)/)]);
});

it('finds none in src and adapters', async () => {
  const literals = sourceFiles('src', 'adapters').flatMap(({ file, text }) =>
    literalsOf(file, text),
  );

  expect(literals.length).toBeGreaterThan(150);
  expect(await pump(literals)).toEqual([]);
});

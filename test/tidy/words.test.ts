/**
 * Goal: one word has one meaning, and a reader finds it in the glossary or in a textbook.
 * Method: a table of words that mean something else here, each with the word to use instead and the
 * places it holds for; every line of code, comment and page is held against it.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import { isIn, ROOT } from './source-files.ts';

interface BannedWord {
  readonly word: RegExp;
  readonly instead: string;
  /** Folders and files it is banned in; everywhere when absent. */
  readonly within?: readonly string[];
  /** Where it is a name on disk or in the API, which stays. */
  readonly except?: readonly string[];
}

const BANNED: readonly BannedWord[] = [
  { word: /\bdesks?\b|[a-z]Desks?\b|\bDesks?[A-Z]/, instead: 'partner client, context' },
  { word: /\bpassengers?\b|\baboard\b|\bdeparts?\b/i, instead: 'member of a batch, send' },
  { word: /\bwaiting[- ]?rooms?\b/i, instead: 'wait queue' },
  { word: /\bfree places?\b|\bplacesMax\b/i, instead: 'free slot, slotsMax' },
  { word: /\battemptTimeoutMs\b|\battempt timeout\b/i, instead: 'tryTimeoutMs, try timeout' },
  { word: /polic(?:y|ies)/i, instead: 'lane rules', within: ['src/resilience', 'test/resilience'] },
  {
    word: /\bgates?\b/i,
    instead: 'eligibility',
    within: ['src/payouts', 'test/payouts'],
    except: [
      'src/payouts/model/codec.ts',
      'src/payouts/model/route-record.ts',
      'src/payouts/views',
      'test/payouts/model/codec.test.ts',
      'test/payouts/route/routing.test.ts',
    ],
  },
  { word: /\bgroups?\b/i, instead: 'batch', within: ['src/payouts/dispatch'] },
  { word: /\bscenarios?\b/i, instead: 'plan', within: ['src/simulation'] },
  { word: /\bguards?\b.*\bchaos run\b/i, instead: 'stop condition' },
];

/** This file and the glossary's column of what a word is not may write them. */
const MAY_NAME_THEM = new Set(['test/tidy/words.test.ts', 'docs/GLOSSARY.md', 'CHANGELOG.md']);

const TEXTS = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.(?:ts|mjs|md|yaml|sh|txt)$/.test(file) && !MAY_NAME_THEM.has(file))
  .filter((file) => !isIn(file, 'fixtures') || file.endsWith('SOURCES.md'));

describe('words', () => {
  it.each(BANNED)('$word is called: $instead', ({ word, instead, within, except = [] }) => {
    const files = TEXTS.filter((file) => within?.some((place) => isIn(file, place)) ?? true).filter(
      (file) => !except.some((place) => isIn(file, place)),
    );
    const uses = files.flatMap((file) =>
      readFileSync(path.join(ROOT, file), 'utf8')
        .split('\n')
        .map((line, index) => ({ line, place: `${file}:${index + 1}` }))
        .filter(({ line }) => word.test(line))
        .map(({ line, place }) => `${place} ${word.exec(line)?.[0]}: write ${instead}`),
    );

    expect(uses).toEqual([]);
  });
});

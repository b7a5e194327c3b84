/**
 * Goal: whoever meets `R7`, `row 9`, `T4` or `docs/MONEY.md#proofs` in code, configuration or a page
 * finds in this repository what it names; and nothing stands in the law that nobody refers to.
 * Method: read every text file, find what it cites, look each up in the page that defines it. The
 * finder is tried on citations that are known to be wrong.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

import {
  anchorsOf,
  type Citation,
  findPage,
  itemsOf,
  lawCitations,
  linkCitations,
  numberedCitations,
  pageCitations,
  type Text,
  trapCitations,
} from './find-citations.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const FOLDERS = [
  'adapters',
  'bench',
  'bin',
  'deploy',
  'docs',
  'fixtures',
  'scripts',
  'src',
  'test',
];
const ENDINGS = /\.(?:ts|mjs|md|yaml|yml|sh|txt)$/;

/** What cites wrongly on purpose, and what may name things as they were once. */
const UNREAD = [
  'test/tidy/citations.test.ts',
  'test/tidy/partner-citations.test.ts',
  'CHANGELOG.md',
];

/** Partners' own documents are named in it, and some end in `.md`. */
const QUOTES_OTHERS = /^fixtures\/|PARTNER-FACTS\.md$/;

const FILES: readonly string[] = [
  ...FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(folder, file),
    ),
  ),
  ...readdirSync(ROOT),
].filter((file) => ENDINGS.test(file));
const TEXTS: readonly Text[] = FILES.filter((file) => !UNREAD.includes(file)).map((file) => ({
  file,
  text: readText(file),
}));
const PAGES = new Set(FILES.filter((file) => /\.md(?:\.txt)?$/.test(file)));
const MONEY = itemsOf(readText('docs/MONEY.md'));
const RESILIENCE = itemsOf(readText('docs/RESILIENCE.md'));

describe('citations', () => {
  it('are there to be judged', () => {
    expect(MONEY.size).toBe(3 + 12 + 19 + 9 + 10 + 23);
    expect(RESILIENCE.size).toBe(24 + 12);
    expect(TEXTS.flatMap((text) => lawCitations(text)).length).toBeGreaterThan(300);
    expect(TEXTS.flatMap((text) => trapCitations(text)).length).toBeGreaterThan(80);
  });

  it('of proofs, rules, writes, invariants and rows name an item of docs/MONEY.md', () => {
    expect(TEXTS.flatMap((text) => unknownLaw(text))).toEqual([]);
  });

  it('of traps name an item of docs/RESILIENCE.md', () => {
    expect(TEXTS.flatMap((text) => unknownTraps(text))).toEqual([]);
  });

  it('of pages name a page of this repository, and a heading or an item in it', () => {
    expect(TEXTS.flatMap((text) => unknownPages(text))).toEqual([]);
  });

  it('of files, as links in pages, lead to a file of this repository', () => {
    expect(TEXTS.flatMap((text) => brokenLinks(text))).toEqual([]);
  });

  it('give no section numbers, for no page here has any', () => {
    expect(TEXTS.flatMap((text) => numbered(text))).toEqual([]);
  });
});

describe('the law', () => {
  const cited = new Set(
    TEXTS.filter(({ file }) => !file.endsWith('.md')).flatMap((text) =>
      [...lawCitations(text), ...trapCitations(text)].map(({ name }) => name),
    ),
  );

  it.each([
    ['docs/MONEY.md', MONEY],
    ['docs/RESILIENCE.md', RESILIENCE],
  ])('%s has no item that neither code nor a test refers to', (_page, items) => {
    expect([...items].filter((item) => !cited.has(item))).toEqual([]);
  });
});

describe('the finder', () => {
  it.each([
    ['a trap under the letter of a proof', '/** Drops late answers (P17). */', 1],
    ['a rule that there is not', '// As R13 says.', 1],
    ['a write that there is not', "it('is durable (W10)', () => {});", 1],
    ['a row that there is not', '/** Rows 5-9, 11 and 24. */', 1],
    ['a row on the next line', '/**\n * This is row\n * 24 of the table.\n */', 1],
    ['what there is', '// P1, R12, W4, I10, M13, row 19, rows 5-9, 11-13.', 0],
    ['other words', "'AR01' P1_NEVER_SENT PT5M %C5%A0 I-3", 0],
  ])('judges %s', (_name, text, offenders) => {
    expect(unknownLaw({ file: 'src/x.ts', text })).toHaveLength(offenders);
  });

  it.each([
    ['a trap that there is not', '// See T25.', 1],
    ['a trap in the title of a test', "describe('A13: something', () => {});", 1],
    ['a trap in a table of titles', "  ['T26: its success closes', paid],", 1],
    ['what there is', "// T24 and A12\ndescribe('T9 and T10: a call', () => {});", 0],
    ['data', "order({ msgId: 'A99' }); const x = 'T77'; /A21/", 0],
  ])('judges %s', (_name, text, offenders) => {
    expect(unknownTraps({ file: 'test/x.test.ts', text })).toHaveLength(offenders);
  });

  it.each([
    ['a page that there is not', '// See docs/PAYMENTS.md.', 1],
    ['a page that lies elsewhere', '// See ../shared/STYLE.md.', 1],
    ['a heading that there is not', '// See docs/MONEY.md#proof.', 1],
    ['what there is', '// docs/MONEY.md#proofs, MONEY.md#row-9, README.md, docs/MONEY.md row 9', 0],
  ])('judges %s', (_name, text, offenders) => {
    expect(unknownPages({ file: 'src/x.ts', text })).toHaveLength(offenders);
  });

  it.each([
    ['a file that there is not', '[code](../src/payouts/pay-twice.ts)', 1],
    ['what there is', '[code](../src/payouts), [below](#here), [there](https://example.org/x)', 0],
  ])('judges %s', (_name, text, offenders) => {
    expect(brokenLinks({ file: 'docs/X.md', text })).toHaveLength(offenders);
  });

  it('refuses a section number, and says where and what to do', () => {
    const text = '/**\n * The schedule (docs/MONEY.md\n * 1.6).\n */';

    expect(numbered({ file: 'src/x.ts', text })).toEqual([
      'src/x.ts:2: MONEY.md 1.6: cite a heading (docs/X.md#heading) or an item (R7, row 9)',
    ]);
  });
});

function unknownLaw(text: Text): readonly string[] {
  const advice = 'docs/MONEY.md has no such item: cite one that it has, or write it there';
  return complaints(text, lawCitations(text), (name) => (MONEY.has(name) ? null : advice));
}

function unknownTraps(text: Text): readonly string[] {
  const advice = 'docs/RESILIENCE.md has no such trap: cite one that it has, or write it there';
  return complaints(text, trapCitations(text), (name) => (RESILIENCE.has(name) ? null : advice));
}

function unknownPages(text: Text): readonly string[] {
  if (QUOTES_OTHERS.test(text.file)) return [];
  return complaints(text, pageCitations(text), (name) => {
    const [page = '', anchor] = name.split('#');
    const place = findPage(text.file, page, PAGES);
    if (place === undefined) return 'no such page: name one of this repository, from its root';
    if (anchor === undefined || anchorsOf(readText(place)).has(anchor)) return null;
    return `${place} has no heading or item of that name`;
  });
}

function brokenLinks(text: Text): readonly string[] {
  if (!text.file.endsWith('.md')) return [];
  const folder = path.join(ROOT, path.dirname(text.file));
  const advice = 'the link leads nowhere: name the file as it is called now';
  return complaints(text, linkCitations(text), (link) =>
    existsSync(path.join(folder, link)) ? null : advice,
  );
}

function numbered(text: Text): readonly string[] {
  if (QUOTES_OTHERS.test(text.file)) return [];
  const advice = 'cite a heading (docs/X.md#heading) or an item (R7, row 9)';
  return complaints(text, numberedCitations(text), () => advice);
}

/** `file:line: what is cited: what to do`, for each citation that the judge has words for. */
function complaints(
  { file }: Text,
  citations: readonly Citation[],
  judge: (name: string) => string | null,
): readonly string[] {
  return citations.flatMap(({ name, line }) => {
    const advice = judge(name);
    return advice === null ? [] : [`${file}:${line}: ${name}: ${advice}`];
  });
}

function readText(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/**
 * Goal: whoever meets `fixtures/alipay/SOURCES.md F5` or a source's key such as `ALI-GUIDE` in a
 * comment finds, in this repository, the heading or the row that it names.
 * Method: read every text file, find the citations, and look each up in the page it names. The
 * finder is tried on citations that are known to be wrong: a finder that finds nothing fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;
const FOLDERS = ['adapters', 'bench', 'deploy', 'docs', 'fixtures', 'scripts', 'src', 'test'];
const ENDINGS = /\.(?:ts|md|txt|json|yaml|mjs)$/;
const THIS_FILE = 'test/tidy/partner-citations.test.ts';

/** A page of facts, also as a template or example (`.txt`): everything before `fixtures/` falls. */
const FACTS_PAGE = /(?:^|\/)(fixtures\/\w+\/SOURCES\.md|docs\/PARTNER-FACTS\.md)(?:\.txt)?$/;

const HEADING = /^#{2,3} (F\d+) \S/gm;
const NUMBERS = String.raw`F\d+(?:(?:, | and | to )F\d+)*`;
const CITATION = new RegExp(
  String.raw`([\w/<>-]*(?:SOURCES|PARTNER-FACTS)\.md)\W{0,2} (${NUMBERS})`,
  'g',
);
const KEY_ROW = /^\| ([A-Z]+-[A-Z]+(?:-[A-Z]+)*) \|/gm;

/** The line breaks inside a comment or a paragraph, with what begins the next line. */
const LINE_BREAK = /\n[^\S\n]*(?:\*(?!\/)|\/\/)?[^\S\n]*/g;

interface Text {
  readonly file: string;
  readonly text: string;
}

const TEXTS: readonly Text[] = [
  ...FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      path.join(folder, file),
    ),
  ),
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
]
  .filter((file) => ENDINGS.test(file) && file !== THIS_FILE)
  .map((file) => ({ file, text: readFileSync(path.join(ROOT, file), 'utf8') }));

/** `fixtures/<name>/SOURCES.md` or `docs/PARTNER-FACTS.md` -> the page's text. */
const PAGES: ReadonlyMap<string, string> = new Map(
  TEXTS.flatMap(({ file, text }) => {
    const name = FACTS_PAGE.exec(file)?.[1];
    return name === undefined ? [] : [[name, text] as const];
  }),
);

const KEYS: ReadonlySet<string> = new Set([...PAGES.values()].flatMap((text) => keysOf(text)));
const KEY_PREFIXES = [...new Set([...KEYS].map((key) => key.replace(/-.*/, '')))];
const KEY_USE = new RegExp(
  String.raw`(?<![\w-])(?:${KEY_PREFIXES.join('|')})-[A-Z]{2,}(?:-[A-Z]+)*(?![\w-])`,
  'g',
);

describe('citations of partner facts', () => {
  it('has pages to look into, and citations to judge', () => {
    const cited = TEXTS.flatMap(({ text }) => [...joined(text).matchAll(CITATION)]);

    expect(PAGES.size).toBeGreaterThan(6);
    expect(cited.length).toBeGreaterThan(60);
    expect(KEYS.size).toBeGreaterThan(20);
  });

  it('name a heading of the page they point to', () => {
    expect(TEXTS.flatMap((one) => unresolved(one))).toEqual([]);
  });

  it('do not number the generated docs/PARTNERS.md, which has no numbers', () => {
    const numbered = TEXTS.filter(({ text }) => /(?<![\w-])PARTNERS\.md \d/.test(joined(text)));

    expect(numbered.map(({ file }) => file)).toEqual([]);
  });

  it.each([...PAGES])('%s numbers its headings from F1 on, each once', (_, text) => {
    const numbers = headingsOf(text);

    expect(numbers).toEqual(numbers.map((__, index) => `F${index + 1}`));
    expect(numbers.length).toBeGreaterThan(0);
  });

  it('of a source name a key of the Sources table of that partner', () => {
    expect(TEXTS.flatMap((one) => unknownKeys(one))).toEqual([]);
  });
});

describe('the finder', () => {
  it.each([
    ['// See fixtures/alipay/SOURCES.md F99.', ['fixtures/alipay/SOURCES.md F99']],
    ['/** (fixtures/nobody/SOURCES.md F1) */', ['fixtures/nobody/SOURCES.md F1']],
    ['// (SOURCES.md F1)', ['SOURCES.md F1']],
    ['/**\n * (`fixtures/cmb/SOURCES.md`\n * F98)\n */', ['fixtures/cmb/SOURCES.md F98']],
    ['fixtures/cmb/SOURCES.md F1, F97 and F98', ['F97', 'F98']],
    ['// fixtures/wechat/SOURCES.md F9 to F13', ['F12', 'F13']],
    ['docs/PARTNER-FACTS.md F42', ['docs/PARTNER-FACTS.md F42']],
    ['`fixtures/<name>/SOURCES.md` F5', []],
    ['fixtures/cmb/SOURCES.md F1 to F3, and docs/PARTNER-FACTS.md F1', []],
  ])('judges %j', (text, expected) => {
    const found = unresolved({ file: 'adapters/x.ts', text });

    expect(found.length).toBe(expected.length);
    expected.forEach((words, index) => expect(found[index]).toContain(words));
  });

  it('refuses a key of nobody, and one of another partner', () => {
    const text = '// ALI-NOWHERE says so, and ALI-GUIDE too.';

    expect(unknownKeys({ file: 'adapters/alipay/x.ts', text })).toHaveLength(1);
    expect(unknownKeys({ file: 'adapters/wechat/x.ts', text })).toHaveLength(2);
  });

  it('refuses a number that a page gives to itself and does not have', () => {
    const file = 'fixtures/alipay/SOURCES.md';
    const text = `${PAGES.get(file) ?? ''}\nSee F77.`;

    expect(unresolved({ file, text })).toEqual([`${file}: ${file} F77`]);
  });
});

/** `file: page number` for each citation whose heading is missing. */
function unresolved({ file, text }: Text): readonly string[] {
  const whole = joined(text);
  const cited = [...whole.matchAll(CITATION)].flatMap(([, page = '', numbers = '']) =>
    listed(numbers).flatMap((number) => pagesNamed(page).map((name) => [name, number] as const)),
  );
  return [...cited, ...ownNumbers(file, whole)]
    .filter(([page, number]) => !headingsOf(PAGES.get(page) ?? '').includes(number))
    .map(([page, number]) => `${file}: ${page} ${number}`);
}

/** What a page of facts says of itself: `F7` without a page before it. */
function ownNumbers(file: string, whole: string): readonly (readonly [string, string])[] {
  const page = FACTS_PAGE.exec(file)?.[1];
  if (page === undefined) return [];
  const others = whole.replaceAll(CITATION, '');
  return [...others.matchAll(/(?<!\w)F\d+(?!\w)/g)].map(([number]) => [page, number] as const);
}

function unknownKeys({ file, text }: Text): readonly string[] {
  const partner = [...PAGES.keys()].find((page) => {
    const name = page.split('/')[1] ?? '';
    return page.startsWith('fixtures/') && file.split('/').includes(name);
  });
  const known = partner === undefined ? KEYS : new Set(keysOf(PAGES.get(partner) ?? ''));
  return [...text.matchAll(KEY_USE)]
    .map(([key]) => key)
    .filter((key) => !known.has(key))
    .map((key) => `${file}: ${key}`);
}

/** Pages are cited from the root; `<name>` stands for each partner, the common page has one name. */
function pagesNamed(written: string): readonly string[] {
  if (written === 'PARTNER-FACTS.md') return ['docs/PARTNER-FACTS.md'];
  if (written !== 'fixtures/<name>/SOURCES.md') return [written];
  return [...PAGES.keys()].filter((page) => page.startsWith('fixtures/'));
}

/** `F2, F4 and F7 to F9` one by one. */
function listed(numbers: string): readonly string[] {
  return [...numbers.matchAll(/F(\d+)(?: to F(\d+))?/g)].flatMap(([, first = '', last = first]) =>
    Array.from(
      { length: Number(last) - Number(first) + 1 },
      (_, step) => `F${Number(first) + step}`,
    ),
  );
}

function headingsOf(page: string): readonly string[] {
  return [...page.matchAll(HEADING)].map(([, number = '']) => number);
}

function keysOf(page: string): readonly string[] {
  return [...page.matchAll(KEY_ROW)].map(([, key = '']) => key);
}

function joined(text: string): string {
  return text.replaceAll(LINE_BREAK, ' ');
}

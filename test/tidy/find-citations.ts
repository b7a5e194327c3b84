import path from 'node:path';

/** A text of the repository, by its path from the root. */
export interface Text {
  readonly file: string;
  readonly text: string;
}

/** Something that a text names, and where. */
export interface Citation {
  /** As it is looked up: `R7`, `row 9`, `docs/MONEY.md`, `MONEY.md#proofs`. */
  readonly name: string;
  readonly line: number;
}

/** Codes whose letters stand for nothing else in this repository: found anywhere in a text. */
const LAW_CODE = /(?<![\w%$-])[PRWIM][1-9]\d?(?![\w%])/g;

/** Codes that may be data (`A1` is a fine order number): found in comments, titles and prose. */
const TRAP_CODE = /(?<![\w%$'"-])[TA][1-9]\d?(?![\w%'"])/g;

/** `row 9`, `Rows 5-9, 11 and 12`. */
const ROW_LIST = /(?<!\w)rows? +(\d+(?:(?:-|, | and | to )\d+)*)/gi;

/** A page by its path, with the heading or item in it; not the end of a URL or of a template. */
const PAGE = /(?<![\w/.<>}-])((?:\.{1,2}\/)*(?:[\w.-]+\/)*[\w-]+\.md)(#[\w-]+)?(?![\w-])/g;

/** A page with the number of a section, which no page here has. */
const NUMBERED = /(?<![\w-])([\w-]+\.md),? +(?:section +)?(\d+(?:\.\d+)*)(?!\w)/g;

/** The target of a link within the repository, without the heading in it. */
const LINK = /\]\((?![a-z]+:|#)([^)#\s]+)(?:#[^)]*)?\)/g;

/** The break of a line inside a comment, with what begins the next line. */
const LINE_BREAK = /\n[^\S\n]*(?:\*(?!\/)|\/\/|#)?[^\S\n]*/g;

/** Codes of proofs, rules, writes, invariants, further lines and rows, each once per mention. */
export function lawCitations({ text }: Text): readonly Citation[] {
  const joined = oneLine(text);
  const codes = matches(joined, LAW_CODE, (match) => [match[0]]);
  const rows = matches(joined, ROW_LIST, (match) =>
    listed(match[1] ?? '').map((no) => `row ${no}`),
  );
  return located(text, [...codes, ...rows]);
}

/** Codes of traps. Of a source only its comments and the titles of its tests are read. */
export function trapCitations({ file, text }: Text): readonly Citation[] {
  const spoken = file.endsWith('.ts') ? onlySpoken(text) : text;
  return located(
    text,
    matches(spoken, TRAP_CODE, (match) => [match[0]]),
  );
}

/** Pages that a text names, as written. */
export function pageCitations({ text }: Text): readonly Citation[] {
  return located(
    text,
    matches(oneLine(text), PAGE, ([, page = '', anchor = '']) => [`${page}${anchor}`]),
  );
}

/** Files and folders that a page links to, relative to it. */
export function linkCitations({ text }: Text): readonly Citation[] {
  return located(
    text,
    matches(text, LINK, ([, target = '']) => [target]),
  );
}

/** Pages that are cited by a section's number. */
export function numberedCitations({ text }: Text): readonly Citation[] {
  return located(
    text,
    matches(oneLine(text), NUMBERED, ([, page, section]) => [`${page} ${section}`]),
  );
}

/**
 * Whether `page`, named in `file`, is one of `pages` (paths from the root): beside the file, from the
 * root, among the docs, or by its bare name anywhere. A page of a template (`.txt`) is what it
 * becomes when it is copied to the root. The path of the page that was found, or `undefined`.
 */
export function findPage(
  file: string,
  page: string,
  pages: ReadonlySet<string>,
): string | undefined {
  const ups = file.endsWith('.txt') ? page.replace(/^(?:\.\.\/)+/, '') : page;
  const places = [
    path.join(path.dirname(file), page),
    path.normalize(ups),
    path.join('docs', page),
  ];
  const exact = places.flatMap((place) => [place, `${place}.txt`]).find((each) => pages.has(each));
  if (exact !== undefined || page.startsWith('..')) return exact;
  return [...pages].find((each) => each.endsWith(`/${page}`) || each.endsWith(`/${page}.txt`));
}

/** What a page can be asked for behind `#`: its `id`s, and its headings as GitHub writes them. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const ids = [...page.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id);
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => slug(title));
  return new Set([...ids, ...headings]);
}

/** The items that a page defines: `R7`, `row 9`, `T4`, from the ids of its tables and lists. */
export function itemsOf(page: string): ReadonlySet<string> {
  const ids = [...page.matchAll(/<a id="([a-z]+-?\d+)"/g)].map(([, id = '']) => id);
  return new Set(
    ids.map((id) => (id.startsWith('row-') ? id.replace('-', ' ') : id.toUpperCase())),
  );
}

function slug(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(' ', '-');
}

interface Found {
  readonly name: string;
  readonly at: number;
}

function matches(
  text: string,
  pattern: RegExp,
  names: (match: RegExpExecArray) => readonly string[],
): readonly Found[] {
  return [...text.matchAll(pattern)].flatMap((match) =>
    names(match).map((name) => ({ name, at: match.index })),
  );
}

function located(text: string, found: readonly Found[]): readonly Citation[] {
  return found.map(({ name, at }) => ({ name, line: text.slice(0, at).split('\n').length }));
}

/** `5-9, 11 and 12`, one by one. */
function listed(numbers: string): readonly number[] {
  return [...numbers.matchAll(/(\d+)(?:(?:-| to )(\d+))?/g)].flatMap(([, first, last = first]) =>
    Array.from(
      { length: Math.max(0, Number(last) - Number(first)) + 1 },
      (_, step) => Number(first) + step,
    ),
  );
}

/** The text with its line breaks as spaces, so that every place in it stays where it is. */
function oneLine(text: string): string {
  return text.replaceAll(LINE_BREAK, (found) => ' '.repeat(found.length));
}

/** A source with everything but comments and titles of tests blanked, place by place. */
function onlySpoken(source: string): string {
  const spoken =
    /\/\*[\s\S]*?\*\/|\/\/.*$|\b(?:describe|it|test)\b[^'"`\n]*\(\s*['"`].*$|^\s*\[?['"`][TA]\d+: .*$/gm;
  const kept = [...source.matchAll(spoken)];
  let blank = source.replace(/[^\n]/g, ' ');
  for (const { 0: words, index } of kept) {
    // The opening quote of a title is not the quote of a code that is data.
    const title = words.replace(/['"`](?=[TA]\d+\b)/g, ' ');
    blank = blank.slice(0, index) + title + blank.slice(index + words.length);
  }
  return blank;
}

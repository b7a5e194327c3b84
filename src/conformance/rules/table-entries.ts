import { FAILURES } from '../../contract/failure.ts';
import type { StoredCase } from '../subject/cases.ts';
import type { Description } from '../subject/description.ts';
import { caseNamed } from '../changed-cases.ts';
import { documentOf, hear, hearStored } from '../hear.ts';
import { broken, held, note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

const STATUS = /^[1-5]\d\d$/;

/**
 * A table entry is a promise about money that somebody once read in a guide. It counts as shown by a
 * stored message that holds the word, and by one in which the word was put, where kit.json says
 * where: a word may stand in a message for other reasons (`amount`, `pending`).
 */
export const tableEntries: Rule = {
  name: 'table-entries',
  promise: 'Every entry of every table has a stored message, a derived one, or a written reason.',
  why: 'An entry that no message reaches is a guess; a refusal that leaves doubt pays twice.',

  check(subject) {
    const { tables, partner, description } = subject;
    if (tables.size === 0) {
      return [broken('tables', `adapters/${partner} exports no table (a Map in capital letters)`)];
    }
    const strangers = Object.keys(description.tables).filter((name) => !tables.has(name));
    return [
      ...strangers.map((name) =>
        broken(
          name,
          `fixtures/${partner}/kit.json: tables.${name}: the adapter exports no such table`,
        ),
      ),
      ...[...tables].flatMap(([name, entries]) => shownEntries(subject, name, entries)),
    ];
  },
};

function shownEntries(
  subject: Subject,
  table: string,
  entries: readonly string[],
): readonly Note[] {
  if (entries.length === 0) {
    return [broken(table, `adapters/${subject.partner}: ${table} has no entries yet`)];
  }
  const described = subject.description.tables[table];
  const place = typeof described === 'object' ? [matters(subject, table, described)] : [];
  return [...place, ...entries.map((entry) => shown(subject, table, entry))];
}

function shown(subject: Subject, table: string, entry: string): Note {
  const part = `${table} ${entry}`;
  const stored = subject.cases.filter((candidate) => holdsEntry(subject, candidate, entry));
  const described = subject.description.tables[table];
  const place = typeof described === 'object' ? described : null;
  const except = place?.except?.[entry];
  const told = stored.flatMap((one) => hearStored(subject, one).about);
  if (place !== null && except === undefined) {
    return harmless(part, [...told, ...hearWith(subject, table, place, entry)]);
  }
  if (stored.length > 0) return harmless(part, told);
  const reason = except ?? described;
  if (typeof reason === 'string') return skipped(part, reason);
  return broken(
    part,
    `${part}: no stored message holds it; add one, or say in kit.json where it stands (tables.${table})`,
  );
}

type Described = Extract<Description['tables'][string], { readonly in: string }>;

/** Puts other words where kit.json says that the table's stand, and reads that. */
function hearWith(subject: Subject, table: string, described: Described, entry: string) {
  const { in: file, word, at = word } = described;
  const stored = caseNamed(subject, file, `tables.${table}`);
  const words = entry.split(' ');
  const places = word.split(' ');
  const extra = words.length - places.length;
  const put = (text: string) =>
    places.reduce(
      (changed, place, index) => changed.replaceAll(place, words[index + extra] ?? ''),
      text,
    );
  const around = at === word ? places : [at];
  const document = around.reduce(
    (text, part) => text.replaceAll(part, put(part)),
    documentOf(subject, stored),
  );
  const status = extra > 0 ? Number(words[0]) : stored.message.status;
  const said = { ...stored, message: { kind: 'document', status, document } } as const;
  return hear(subject, said, document).about;
}

/** In a place where any word reads alike, no entry is shown. */
function matters(subject: Subject, table: string, described: Described): Note {
  const unheardOf = described.word.replaceAll(/\S+/g, 'KIT_UNHEARD_OF');
  const [known, unknown] = [described.word, unheardOf].map((word) =>
    hearWith(subject, table, described, word).map((verdict) => [
      verdict.kind,
      'failure' in verdict ? verdict.failure : '',
    ]),
  );
  return note(
    `${table} place`,
    JSON.stringify(known) !== JSON.stringify(unknown),
    `fixtures/${subject.partner}/kit.json: tables.${table}: ${described.in} reads alike whatever stands for ${described.word}`,
  );
}

/** One copy's refusal ends an attempt: its failure must be a row that says that no money moved. */
function harmless(part: string, verdicts: ReturnType<typeof hear>['about']): Note {
  const loose = verdicts.find(
    (said) => said.kind === 'refused' && !said.recorded && FAILURES[said.failure].money !== 'no',
  );
  if (loose === undefined) return held(part);
  return note(
    part,
    false,
    'it reads as a refusal by a failure that leaves open whether money moved',
  );
}

/** A number of three digits is an HTTP status; every other word must stand in the document. */
function holdsEntry(subject: Subject, stored: StoredCase, entry: string): boolean {
  const document = documentOf(subject, stored);
  return entry
    .split(' ')
    .every((word) =>
      STATUS.test(word)
        ? stored.message.status === Number(word)
        : new RegExp(`(?<!\\w)${RegExp.escape(word)}(?!\\w)`).test(document),
    );
}

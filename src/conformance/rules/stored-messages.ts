import { decidingCase } from '../hear.ts';
import { holds, readStored } from '../read-stored.ts';
import { note, type Note, type Rule } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

/** A message in the folder: `<lane>.<what it says>.<json, xml …>`. */
const MESSAGE = /^(?:submit|inquire|cancel|probe|callback|session)\.[^.].*\.[a-z]+$/;

/** Fixtures are what the partner says; `cases.json` is what we take it to mean. */
export const storedMessages: Rule = {
  name: 'stored-messages',
  promise: 'Every stored message reads as cases.json says, and the two lists agree.',
  why: 'A fixture that nobody reads, or a reading without a fixture, proves nothing.',

  check(subject) {
    const folder = `fixtures/${subject.partner}`;
    return [
      note(
        'SOURCES.md',
        subject.files.includes('SOURCES.md'),
        `${folder}/SOURCES.md is missing: where was each fact read, and what is assumed?`,
      ),
      ...bothWays(subject, folder),
      ...subject.cases.map((stored) => {
        const reading = readStored(subject, stored);
        return note(
          stored.file,
          holds(stored.expect, reading),
          `${folder}/${stored.file} reads as ${shown(reading)}, cases.json says ${shown(stored.expect)}`,
        );
      }),
      ...decides(subject, folder),
    ];
  },
};

function bothWays({ files, cases }: Subject, folder: string): readonly Note[] {
  const named = new Set(cases.map(({ file }) => file));
  return files
    .filter((name) => MESSAGE.test(name))
    .map((name) =>
      note(`${name} listed`, named.has(name), `${folder}/cases.json has no case for ${name}`),
    );
}

/** The other rules change true messages: there must be one that decides. */
function decides(subject: Subject, folder: string): readonly Note[] {
  const { inquiryHorizonMs } = subject.adapter.capabilities;
  const lanes = (['submit', 'inquire', 'callback'] as const).filter(
    (lane) => lane !== 'inquire' || inquiryHorizonMs !== null,
  );
  return lanes.map((lane) =>
    note(
      `${lane} decides`,
      decidingCase(subject, lane) !== null,
      subject.cases.some((stored) => stored.lane === lane)
        ? `${folder}: no stored ${lane} reads as executed, accepted, refused or cancelled`
        : `${folder}/cases.json names no ${lane} yet`,
    ),
  );
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'bigint' ? String(part) : part,
  );
}

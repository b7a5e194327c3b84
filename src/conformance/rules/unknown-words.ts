import type { ChangeName } from '../subject/description.ts';
import { changedCases } from '../changed-cases.ts';
import { hear, isDoubt } from '../hear.ts';
import { broken, note, type Note, type Rule, skipped } from '../rule.ts';
import type { Subject } from '../subject/subject.ts';

const UNKNOWN = ['unknownStatus', 'unknownCode', 'unknownField'] as const;

/**
 * A field is unknown when what decides stands under a name that nobody knows. A field too many is
 * no reason for doubt: partners add fields, and say so.
 */
export const unknownWords: Rule = {
  name: 'unknown-words',
  promise:
    'A status, a code or a deciding field that is in no table is doubt, however truly it is sealed.',
  why: 'Partners add words without telling; one taken for "failed" is paid twice.',

  check(subject) {
    return UNKNOWN.flatMap((name) => doubted(subject, name));
  },
};

function doubted(subject: Subject, name: ChangeName): readonly Note[] {
  const cases = changedCases(subject, name);
  if (typeof cases === 'string') return [skipped(name, cases)];
  return cases.map(({ stored, before, after }) => {
    const part = `${name} ${stored.file}`;
    if (isDoubt(hear(subject, stored, before))) {
      return broken(
        part,
        `${stored.file} decides nothing even unchanged: kit.json must name one that does`,
      );
    }
    const heard = hear(subject, stored, after);
    return note(
      part,
      isDoubt(heard),
      `with ${name} ${stored.file} reads as ${heard.about.map(({ kind }) => kind).join()}`,
    );
  });
}

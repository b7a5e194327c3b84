import { documentOf } from './hear.ts';
import type { StoredCase } from './subject/cases.ts';
import { type Change, type ChangeName, DescriptionError } from './subject/description.ts';
import type { Subject } from './subject/subject.ts';

/** A change of kit.json with the stored case it is made in, and the changed document. */
export interface ChangedCase {
  readonly stored: StoredCase;
  readonly before: string;
  readonly after: string;
}

/** The changes of one name, made; or the reason why this partner has none. */
export function changedCases(subject: Subject, name: ChangeName): readonly ChangedCase[] | string {
  const said = subject.description.changes[name];
  if (typeof said === 'string') return said;
  return (Array.isArray(said) ? said : [said]).map((change) => made(subject, name, change));
}

/** The stored case of that file. Throws when kit.json names one that does not exist. */
export function caseNamed(subject: Subject, file: string, where: string): StoredCase {
  const stored = subject.cases.find((candidate) => candidate.file === file);
  if (stored !== undefined) return stored;
  throw new DescriptionError([
    `fixtures/${subject.partner}/kit.json: ${where}: cases.json has no case "${file}"`,
  ]);
}

function made(subject: Subject, name: ChangeName, { in: file, from, to }: Change): ChangedCase {
  const stored = caseNamed(subject, file, `changes.${name}`);
  const before = documentOf(subject, stored);
  if (!before.includes(from)) {
    throw new DescriptionError([
      `fixtures/${subject.partner}/kit.json: changes.${name}: ${file} holds no ${from}`,
    ]);
  }
  return { stored, before, after: before.replaceAll(from, to) };
}

import { caseNamed } from '../changed-cases.ts';
import { hear, documentOf } from '../hear.ts';
import { broken, note, type Rule, skipped } from '../rule.ts';

/** Where a refused key is used again, the partner holds two records under it. */
export const supersededRecords: Rule = {
  name: 'superseded-records',
  promise:
    'A record that belongs to an earlier, refused attempt under the same key says nothing of this one.',
  why: 'The old refusal, read once more, would end an attempt that is being paid.',

  check(subject) {
    const { adapter, description, instruction } = subject;
    if (adapter.capabilities.keyAfterRefusal !== 'same') {
      return [skipped('superseded', 'each attempt has a key of its own (keyAfterRefusal: new)')];
    }
    const { superseded } = description;
    if (superseded === undefined) {
      return [
        broken('superseded', 'kit.json must name a stored refusal and its number (superseded)'),
      ];
    }
    const stored = caseNamed(subject, superseded.in, 'superseded');
    const document = documentOf(subject, stored);
    const ends = (supersededReferences: readonly string[]) =>
      hear(
        { ...subject, instruction: { ...instruction, supersededReferences } },
        stored,
        document,
      ).about.some(({ kind }) => kind === 'refused' || kind === 'executed' || kind === 'cancelled');
    return [
      note('control', ends([]), `${stored.file} ends nothing even for the attempt it belongs to`),
      note(
        'superseded',
        !ends([superseded.reference]),
        `${stored.file} ends the attempt that came after it`,
      ),
    ];
  },
};

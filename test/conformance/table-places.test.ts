/**
 * Goal: a table's entry is tried in the place that kit.json names, although some message holds the
 * same word for another reason; and a word is put where it stands for itself and nowhere else.
 * Method: Adyen, where "amount" is a field that may be invalid and a member of every transfer; China
 * Merchants Bank, whose results are single letters.
 */
import { describe, expect, it } from 'vitest';

import { openSubject } from '../../src/cli/adapter-check/open-subject.ts';
import type { Description } from '../../src/conformance/subject/description.ts';
import { tableEntries } from '../../src/conformance/rules/table-entries.ts';
import type { Subject } from '../../src/conformance/subject/subject.ts';
import { misread } from '../adapters/mutants/bend.ts';

describe('an entry', () => {
  it('that other messages hold by chance is tried in its own place', async () => {
    const wrong = misread(['submit'], (verdict) =>
      verdict.kind === 'refused' && verdict.failure === 'technical.request.malformed'
        ? { ...verdict, failure: 'technical.thirdparty.error' }
        : verdict,
    );

    expect(await broken(wrong(await openSubject('adyen')))).toContain('FIELD_FAILURES amount');
  });

  it('is put into the text around its word alone', async () => {
    const subject = await openSubject('cmb');
    const place = { in: 'inquire.fin-s.json', word: 'S', at: '"rtnFlg":"S"' };

    expect(await broken(described(subject, place))).toEqual([]);
    expect(await broken(described(subject, { ...place, at: '"rtnNar":""' }))).toEqual([
      'RETURN_FLAGS place',
    ]);
  });
});

function described(subject: Subject, place: Description['tables'][string]): Subject {
  const tables = { ...subject.description.tables, RETURN_FLAGS: place };
  return { ...subject, description: { ...subject.description, tables } };
}

async function broken(subject: Subject): Promise<readonly string[]> {
  const notes = await tableEntries.check(subject);
  return notes.filter(({ kind }) => kind === 'broken').map(({ part }) => part);
}

/**
 * Goal: a partner that speaks otherwise under other settings is checked in each of its ways.
 * Method: China Merchants Bank's second dialect; what is sent, said and pushed there is in that
 * dialect on both sides, while messages that lie there whole keep the settings they were sealed under.
 */
import { describe, expect, it } from 'vitest';

import { openSubjects } from '../../src/cli/adapter-check/open-subject.ts';
import { freshInstruction, openSession } from '../../src/conformance/exchange.ts';
import { hearStored, stampOf } from '../../src/conformance/hear.ts';
import type { Subject } from '../../src/conformance/subject/subject.ts';

describe('a partner without variants', () => {
  it('is checked once', async () => {
    const subjects = await openSubjects('wechat');

    expect([...subjects.keys()]).toEqual(['wechat']);
  });
});

describe('China Merchants Bank', async () => {
  const subjects = await openSubjects('cmb');
  const [plain, sm] = [subjectOf(subjects, 'cmb'), subjectOf(subjects, 'cmb (SM)')];

  it('is checked in both of its dialects', () => {
    expect([...subjects.keys()]).toEqual(['cmb', 'cmb (SM)']);
  });

  it('asks in the second one, after a restart too', () => {
    const forms = [plain.adapter, plain.createAdapter(), sm.adapter, sm.createAdapter()].map(
      (adapter) => adapter.submit(plain.instruction, stampOf(plain)).request.body ?? '',
    );

    expect(forms.map((form) => new URLSearchParams(form).get('ALG'))).toEqual([
      null,
      null,
      'SM',
      'SM',
    ]);
  });

  it('is answered and told in it', async () => {
    const session = openSession(sm);
    const taken = await session.submit(freshInstruction(sm));
    await session.settle();
    const [notice = { headers: {}, body: '' }] = session.door.callbacks();

    const readings = [sm, plain].map(({ adapter }) => adapter.readCallback(notice, sm.atMs).kind);

    expect(taken.kind).toBe('accepted');
    expect(readings).toEqual(['news', 'rejected']);
  });

  it('still reads what was stored in the first', () => {
    const stored = sm.cases.filter(({ file }) => file === 'inquire.fin-s.json');

    const heard = stored.flatMap((one) => hearStored(sm, one).about.map(({ kind }) => kind));

    expect(heard).toEqual(['executed']);
  });
});

function subjectOf(subjects: ReadonlyMap<string, Subject>, label: string): Subject {
  const subject = subjects.get(label);
  if (subject === undefined) throw new Error(`${label} is not checked`);
  return subject;
}

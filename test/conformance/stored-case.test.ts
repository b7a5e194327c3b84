/**
 * Goal: a stored message is read under the settings, with the earlier records and in answer to the
 * request that it was stored for, and under no others.
 * Method: China Merchants Bank, whose answers repeat their request's number, come in two dialects
 * and stand beside earlier records; what cases.json says of that is taken away.
 */
import { describe, expect, it } from 'vitest';

import { openSubject } from '../../src/cli/adapter-check/open-subject.ts';
import { readCases, type StoredCase } from '../../src/conformance/subject/cases.ts';
import { storedMessages } from '../../src/conformance/rules/stored-messages.ts';
import type { Subject } from '../../src/conformance/subject/subject.ts';

const PAYOUT = {
  partnerKey: 'K',
  amount: { currency: 'CNY', minor: '1' },
  creditor: { name: 'N', account: { type: 'iban', value: 'V' } },
  remittance: '',
};

describe('a stored message', () => {
  it('reads as cases.json says as long as cases.json says all of it', async () => {
    expect(await misread(await openSubject('cmb'))).toEqual([]);
  });

  it.each([
    ['its settings', { settings: {} }, 'submit.bnk-sm.json'],
    ['the earlier records', { superseded: [] }, 'inquire.only-an-earlier-attempt.json'],
  ] as const)('is read otherwise without %s', async (_what, changes, file) => {
    const subject = await openSubject('cmb');
    const cases = only(subject, file).map((one): StoredCase => ({ ...one, ...changes }));

    expect(await misread({ ...subject, cases })).toContain(file);
  });

  it('is no answer to a request with another nonce', async () => {
    const subject = await openSubject('cmb');
    const cases = only(subject, 'submit.bnk.json');

    expect(await misread({ ...subject, cases, nonce: null })).toContain('submit.bnk.json');
  });
});

describe('a cases.json', () => {
  it.each([
    ['neither a payout nor a batch', {}],
    ['both', { instruction: PAYOUT, batch: { key: 'K', members: [PAYOUT] } }],
  ])('that speaks of %s is refused', (_name, said) => {
    const files = new Map([['cases.json', JSON.stringify({ atMs: 1, ...said, cases: [] })]]);

    expect(() => readCases(files, 'fixtures/x')).toThrow(
      'fixtures/x/cases.json: expected either an instruction or a batch of them',
    );
  });
});

function only({ cases }: Subject, file: string): readonly StoredCase[] {
  return cases.filter((stored) => stored.file === file);
}

async function misread(subject: Subject): Promise<readonly string[]> {
  const notes = await storedMessages.check(subject);
  return notes.filter(({ kind }) => kind === 'broken').map(({ part }) => part);
}

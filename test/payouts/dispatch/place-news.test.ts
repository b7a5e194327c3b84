/**
 * Goal: news belongs to the one attempt that any of its references names; names of two attempts are a
 * contradiction, and an empty name is no name.
 * Method: a table of keys in memory, asked by items with one reference and with several.
 */
import { describe, expect, it } from 'vitest';

import type { PartnerKeyEntry } from '../../../src/journal/port.ts';
import { placeNews } from '../../../src/payouts/dispatch/place-news.ts';
import { EXECUTED } from '../../support/payouts.ts';

const entry = (partnerKey: string, payoutId: string, attemptNo: number): PartnerKeyEntry => ({
  partner: 'bank-a',
  partnerKey,
  payoutId,
  attemptNo,
});
const ENTRIES = [
  entry('one', 'po_1', 1),
  entry('one-uetr', 'po_1', 1),
  entry('again', 'po_1', 2),
  entry('other', 'po_2', 1),
  entry('', 'po_3', 1),
  entry('told:BANK-1', 'po_1', 2),
  entry('told:BANK-2', 'po_1', 1),
  entry('told-twice:BANK-2', 'po_2', 1),
];

async function place(
  partnerKey: string,
  references?: readonly string[],
  partner = 'bank-a',
  partnerReference?: string,
) {
  const asked: string[] = [];
  const journal = {
    byPartnerKey(of: string, key: string) {
      asked.push(key);
      const found = ENTRIES.find((one) => one.partner === of && one.partnerKey === key);
      return Promise.resolve(found ?? null);
    },
  };
  const item = { partnerKey, verdict: EXECUTED, ...(references && { references }) };
  const told = partnerReference === undefined ? item : { ...item, partnerReference };
  return { ...(await placeNews(journal, partner, told)), asked };
}

describe('news', () => {
  it.each([
    ['by its key', 'one', undefined],
    ['by another reference', 'strange', ['one-uetr']],
    ['by two references of the same attempt', 'one', ['one-uetr']],
    ['by an empty key and a reference', '', ['one']],
  ])('finds its attempt %s', async (_how, key, references) => {
    expect(await place(key, references)).toMatchObject({
      kind: 'found',
      entry: { payoutId: 'po_1', attemptNo: 1 },
    });
  });

  it.each([
    ['two payouts', 'one', ['other']],
    ['two attempts of one payout', 'one', ['again']],
    ['the same number of two payouts, the last of three names', 'strange', ['one', 'other']],
  ])('that names %s is a contradiction', async (_what, key, references) => {
    expect(await place(key, references)).toMatchObject({ kind: 'ambiguous' });
  });

  it('is nobody’s by names that nobody has, by no name, and at another partner', async () => {
    expect(await place('strange', ['stranger'])).toMatchObject({ kind: 'unknown' });
    expect(await place('')).toEqual({ kind: 'unknown', asked: [] });
    expect(await place('one', [], 'bank-b')).toMatchObject({ kind: 'unknown' });
  });

  it('is asked for by each name once', async () => {
    expect((await place('one', ['one', 'one-uetr', ''])).asked).toEqual(['one', 'one-uetr']);
  });

  it('without a name finds the one attempt of which the partner told us its reference', async () => {
    expect(await place('', [], 'bank-a', 'BANK-1')).toMatchObject({
      kind: 'found',
      entry: { payoutId: 'po_1', attemptNo: 2 },
    });
    expect(await place('', [], 'bank-a', 'BANK-3')).toMatchObject({ kind: 'unknown' });
    expect(await place('', [], 'bank-b', 'BANK-1')).toMatchObject({ kind: 'unknown' });
  });

  it('by a reference that two attempts were told to have is a contradiction', async () => {
    expect(await place('', [], 'bank-a', 'BANK-2')).toMatchObject({ kind: 'ambiguous' });
  });

  it('with a name that is another’s is not placed by the partner’s reference', async () => {
    expect(await place('strange', [], 'bank-a', 'BANK-1')).toMatchObject({ kind: 'unknown' });
    expect(await place('', ['stranger'], 'bank-a', 'BANK-1')).toMatchObject({ kind: 'unknown' });
    expect(await place('other', [], 'bank-a', 'BANK-1')).toMatchObject({
      entry: { payoutId: 'po_2' },
    });
  });

  it('finds nothing by a reference that is written like our keys, or the other way round', async () => {
    expect(await place('', [], 'bank-a', 'one')).toMatchObject({ kind: 'unknown' });
    expect(await place('BANK-1')).toMatchObject({ kind: 'unknown' });
  });
});

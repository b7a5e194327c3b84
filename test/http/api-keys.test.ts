/**
 * Goal: only a key somebody meant to give out opens anything, and production never opens to the
 * key that stands in the README.
 * Method: the key ring by itself, over good, bad and hostile entries.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { createKeyRing, DEMO_KEY, type KeyEntry } from '../../src/http/api-keys.ts';

const KEY = 'bw_7Jq2b1TTdZ0pQm8sXk3vLw';
const ENTRY: KeyEntry = {
  name: 'disbursement',
  caller: 'lender',
  sha256: digest(KEY),
  scopes: ['payouts:write', 'payouts:read'],
};
const PRODUCTION = { allowDemo: false };

describe('createKeyRing', () => {
  it('recognises a key by its digest and says whose it is', () => {
    const found = createKeyRing([ENTRY], PRODUCTION).find(KEY);

    expect(found).toMatchObject({ name: 'disbursement', caller: 'lender' });
    expect([...(found?.scopes ?? [])]).toEqual(['payouts:write', 'payouts:read']);
  });

  it.each([
    ['another key', 'bw_7Jq2b1TTdZ0pQm8sXk3vLx'],
    ['the key and more', `${KEY}x`],
    ['the digest itself', ENTRY.sha256],
    ['the key in upper case', KEY.toUpperCase()],
    ['nothing', ''],
    ['a key longer than any', `bw_${'a'.repeat(100_000)}`],
  ])('does not recognise %s', (_what, presented) => {
    expect(createKeyRing([ENTRY], PRODUCTION).find(presented)).toBeNull();
  });

  it('opens to the demo key only where that is allowed', () => {
    const allowed = createKeyRing([], { allowDemo: true }).find(DEMO_KEY);
    const refused = createKeyRing([ENTRY], PRODUCTION).find(DEMO_KEY);

    expect(allowed).toMatchObject({ name: 'demo', caller: 'demo' });
    expect(allowed?.scopes.size).toBe(4);
    expect(refused).toBeNull();
  });

  it.each<[string, Partial<KeyEntry>, RegExp]>([
    ['the demo key in disguise', { sha256: digest(DEMO_KEY) }, /is the demo key/],
    ['a key instead of its digest', { sha256: KEY }, /64 hex digits/],
    ['no caller', { caller: '' }, /a name and a caller/],
    ['a scope that does not exist', { scopes: ['admin' as 'ops'] }, /unknown scope "admin"/],
  ])('does not start with %s', (_what, change, why) => {
    expect(() => createKeyRing([{ ...ENTRY, ...change }], PRODUCTION)).toThrow(why);
  });

  it('does not start with two keys of one name: the audit trail could not tell them apart', () => {
    const other = { ...ENTRY, sha256: digest('bw_other_other_other_other') };

    expect(() => createKeyRing([ENTRY, other], PRODUCTION)).toThrow(/share/);
  });

  it.each([
    ['case', 'Disbursement'],
    ['spaces around it', ' disbursement '],
    ['wide letters', 'ｄｉｓｂｕｒｓｅｍｅｎｔ'],
    ['a letter that nobody sees', 'disburse\u200bment'],
  ])('does not start with two names that differ in %s: they would be two people', (_what, name) => {
    const other = { ...ENTRY, name, sha256: digest('bw_other_other_other_other') };

    expect(() => createKeyRing([ENTRY, other], PRODUCTION)).toThrow(/differ in spelling alone/);
  });

  it('takes such keys for one person where both say whose they are', () => {
    const key = 'bw_other_other_other_other';
    const first = { ...ENTRY, person: 'Zhang San' };
    const second = { ...first, name: 'Disbursement', person: 'zhang  SAN ', sha256: digest(key) };

    const ring = createKeyRing([first, second], PRODUCTION);

    expect(ring.find(KEY)?.person).toBe('zhang san');
    expect(ring.find(key)).toMatchObject({ name: 'Disbursement', person: 'zhang san' });
  });

  it('takes the name for the person where none is stated, and refuses one of nothing', () => {
    const found = createKeyRing([{ ...ENTRY, name: ' Ann' }], PRODUCTION).find(KEY);

    expect(found?.person).toBe('ann');
    expect(() => createKeyRing([{ ...ENTRY, name: '\u200b' }], PRODUCTION)).toThrow(/nobody can/);
  });
});

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

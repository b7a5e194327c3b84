/**
 * Goal: a key of 32 characters fits the bank's field of 30 and comes back as it was, so that a
 * notice finds its payout and no two payouts share a reference.
 * Method: one reference computed elsewhere, the edges, and random keys (fast-check).
 */
import { assert, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { partnerKeyOf, yurRefOf } from '../../../adapters/cmb/reference.ts';
import { partnerKey } from '../../../src/payouts/model/partner-key.ts';
import { INSTRUCTION, YUR_REF } from './demo-bank.ts';

const LOWEST = 'A'.repeat(32);
const HIGHEST = '7'.repeat(32);

describe('the reference', () => {
  it('is the key’s number in base 62', () => {
    expect(yurRefOf(INSTRUCTION.partnerKey)).toBe(YUR_REF);
    expect(yurRefOf(LOWEST)).toBe('0'.repeat(27));
  });

  it('has 27 characters for every key and leads back to it', () => {
    assert(
      property(stringMatching(/^[A-Z2-7]{32}$/), (key) => {
        const yurRef = yurRefOf(key);

        expect(yurRef).toMatch(/^[0-9A-Za-z]{27}$/);
        expect(partnerKeyOf(yurRef)).toBe(key);
      }),
      { numRuns: 500, seed: 20_261_124, examples: [[LOWEST], [HIGHEST]] },
    );
  });

  it('fits the engine’s own keys', () => {
    const key = partnerKey('po_1', 1);

    expect(partnerKeyOf(yurRefOf(key))).toBe(key);
  });

  it.each([
    ['a number beyond 160 bits', 'z'.repeat(27)],
    ['one more than the highest key', bump(yurRefOf(HIGHEST))],
    ['another length', '0'.repeat(26)],
    ['other characters', `${'0'.repeat(26)}-`],
    ['somebody else’s reference', '202008286878022033'],
    ['nothing', ''],
  ])('is none of ours when it is %s', (_name, yurRef) => {
    expect(partnerKeyOf(yurRef)).toBeNull();
  });

  it.each(['', 'A'.repeat(31), `${'A'.repeat(31)}1`, 'a'.repeat(32)])(
    'is not written for %j, which is no key of ours',
    (key) => {
      expect(() => yurRefOf(key)).toThrow(/32 characters/);
    },
  );
});

/** The next number in base 62; the last digit of the highest reference is not the last letter. */
function bump(yurRef: string): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  return yurRef.slice(0, -1) + digits.charAt(digits.indexOf(yurRef.slice(-1)) + 1);
}

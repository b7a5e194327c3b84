import assert from 'node:assert/strict';

/** Our keys: 32 characters of RFC 4648 base 32, 160 bits. */
const KEY = /^[A-Z2-7]{32}$/;
const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `yurRef` takes 30 characters; in base 62 our 160 bits are 27. */
const REFERENCE = /^[0-9A-Za-z]{27}$/;
const REFERENCE_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const REFERENCE_LENGTH = 27;
const KEY_LENGTH = 32;

/**
 * Spells our key as the bank's business reference `yurRef` (at most 30 characters, BB1PAYOP).
 *
 * The same number in base 62: one key, one reference, and back, so that a notice finds its payout
 * and nothing is cut off that kept two keys apart.
 */
export function yurRefOf(partnerKey: string): string {
  assert.match(partnerKey, KEY, 'our keys are 32 characters of A-Z2-7');
  const number = numberOf(partnerKey, KEY_ALPHABET);
  return textOf(number, REFERENCE_ALPHABET, REFERENCE_LENGTH);
}

/** Reads our key out of a reference; `null` when it is none of ours (the account has others). */
export function partnerKeyOf(yurRef: string): string | null {
  if (!REFERENCE.test(yurRef)) return null;
  const number = numberOf(yurRef, REFERENCE_ALPHABET);
  return number < 1n << 160n ? textOf(number, KEY_ALPHABET, KEY_LENGTH) : null;
}

function numberOf(text: string, alphabet: string): bigint {
  const base = BigInt(alphabet.length);
  return Array.from(text).reduce(
    (sum, character) => sum * base + BigInt(alphabet.indexOf(character)),
    0n,
  );
}

function textOf(number: bigint, alphabet: string, length: number): string {
  const base = BigInt(alphabet.length);
  let rest = number;
  let text = '';
  for (let index = 0; index < length; index++) {
    text = alphabet.charAt(Number(rest % base)) + text;
    rest /= base;
  }
  return text;
}

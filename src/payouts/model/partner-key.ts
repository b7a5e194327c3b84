import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const KEY_LENGTH = 32;

/**
 * Our key for one attempt at a partner: the first 32 characters of
 * base32(sha256(payoutId ":" attemptNo)) (RFC 4648 alphabet, docs/MONEY.md#objects).
 *
 * Deterministic, so it can be recomputed after any loss; it fits every partner's key field.
 */
export function partnerKey(payoutId: string, attemptNo: number): string {
  return keyOf(`${payoutId}:${attemptNo}`);
}

/**
 * The key of a batch of attempts: of the same form as a partner key, and never the same for
 * other members or another moment.
 */
export function batchKey(partnerKeys: readonly string[], intentAtMs: number): string {
  return keyOf(`${partnerKeys.join(',')}:${intentAtMs}`);
}

function keyOf(text: string): string {
  const digest = createHash('sha256').update(text).digest();
  let bits = 0;
  let held = 0;
  let key = '';
  for (const byte of digest) {
    bits = ((bits << 8) | byte) & 0xff_ff;
    held += 8;
    while (held >= 5 && key.length < KEY_LENGTH) {
      held -= 5;
      key += ALPHABET.charAt((bits >>> held) & 31);
    }
  }
  return key;
}

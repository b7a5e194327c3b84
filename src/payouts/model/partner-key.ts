import { createHash } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const KEY_LENGTH = 32;

/**
 * What the partner keys of a payout are made from: a digest of the journal's realm, the caller and
 * the caller's idempotency key (docs/MONEY.md#objects).
 *
 * Each of them outlives the loss of the payout: the realm stands in every backup, and the caller
 * sends its key again. So the same order posted to a restored journal has the same partner keys,
 * and a partner that has paid it already recognises it.
 */
export function keySeed(realm: string, caller: string, idempotencyKey: string): string {
  const text = JSON.stringify([realm, caller, idempotencyKey]);
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Our key for one attempt at a partner: the first 32 characters of base32(sha256(seed ":" number))
 * (RFC 4648 alphabet, docs/MONEY.md#objects). The seed is the payout's `keySeed`; in journals older
 * than that, its id.
 *
 * Deterministic, so it can be recomputed after any loss; it fits every partner's key field.
 */
export function partnerKey(seed: string, attemptNo: number): string {
  return keyOf(`${seed}:${attemptNo}`);
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

import { createHash } from 'node:crypto';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/**
 * An id in the manner of PayPal's: capital letters and digits, 13 for batches and items.
 *
 * Derived and not drawn, so that a replay gives each thing the same id.
 */
export function paypalId(seed: readonly (string | number)[], length = 13): string {
  const bytes = createHash('sha256').update(JSON.stringify(seed)).digest().subarray(0, length);
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** A `debug_id` in the manner of PayPal's: 13 hexadecimal digits, derived as the other ids are. */
export function debugId(seed: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(['debug', ...seed]))
    .digest('hex')
    .slice(0, 13);
}

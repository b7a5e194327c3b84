import { createHash } from 'node:crypto';

const FRACTION_BITS = 48;

/**
 * A draw that belongs to a key: uniform in [0, 1), the same for the same key for ever.
 *
 * One sequence per process would hand out other draws as soon as two calls swap places; keyed
 * draws strike the same payouts in every run, whatever the concurrency.
 */
export function keyedDraw(...key: readonly (string | number)[]): number {
  const digest = createHash('sha256').update(JSON.stringify(key)).digest();
  return digest.readUIntBE(0, FRACTION_BITS / 8) / 2 ** FRACTION_BITS;
}

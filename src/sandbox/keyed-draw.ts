import { createHash } from 'node:crypto';

/** The draw keeps six bytes of the hash: every one of them fits a double exactly. */
const DRAW_BYTES = 6;

/**
 * A number in [0, 1) that depends on the seed and the key alone.
 *
 * A generator that is called in turn gives each order another number whenever two of them change
 * places; this one strikes the same orders in every run, whatever the concurrency.
 */
export function keyedDraw(seed: string, ...key: readonly string[]): number {
  const hash = createHash('sha256').update(JSON.stringify([seed, ...key]));
  return hash.digest().readUIntBE(0, DRAW_BYTES) / 2 ** (8 * DRAW_BYTES);
}

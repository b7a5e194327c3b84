import { mulberry32 } from '../../runtime/virtual-runtime.ts';

/** A draw in [0, 1) that belongs to its key, whatever else is drawn. */
export function drawFor(seed: number, key: string): number {
  return mulberry32(mix(seed, key))();
}

/** FNV-1a from the seed on. */
function mix(seed: number, text: string): number {
  let mixed = seed >>> 0;
  for (let index = 0; index < text.length; index++) {
    mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01_00_01_93) >>> 0;
  }
  return mixed;
}

/** Draws from one seeded sequence. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number;
  /** A whole number from `min` to `max`. */
  between(min: number, max: number): number;
  /** True in this share of the draws. */
  happens(share: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** The sequence of a seed and a purpose: what is drawn for one purpose never shifts another. */
export function chanceOf(seed: number, purpose: string): Chance {
  const next = mulberry32(mix(seed, purpose));
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (min, max) => min + below(max - min + 1),
    happens: (share) => next() < share,
    pick<T>(list: readonly T[]): T {
      const index = below(list.length);
      const picked = list[index];
      if (picked === undefined) throw new RangeError('there is nothing to pick from');
      return picked;
    },
  };
}

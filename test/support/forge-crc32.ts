import { crc32 } from 'node:zlib';

/** Enough free bits to reach every 32-bit sum, with room for those that depend on each other. */
const PAD_LENGTH = 96;

/**
 * Gives a text the CRC-32 of another one, without touching anything but a pad of digits in it: the
 * sum is linear, so which digits to turn from 0 to 1 is the solution of 32 equations. This is all
 * that it takes to put another body under a signature that covers the CRC-32 alone.
 */
export function forgeCrc32(write: (pad: string) => string, wanted: number): string {
  const zeros = '0'.repeat(PAD_LENGTH);
  const ofZeros = crc32(write(zeros));
  const rows: Row[] = [];
  for (let place = 0; place < PAD_LENGTH; place++) {
    const flipped = crc32(write(`${zeros.slice(0, place)}1${zeros.slice(place + 1)}`));
    const row = reduce({ sum: (flipped ^ ofZeros) >>> 0, places: new Set([place]) }, rows);
    if (row.sum !== 0) rows.push(row);
  }
  const solved = reduce({ sum: (wanted ^ ofZeros) >>> 0, places: new Set() }, rows);
  if (solved.sum !== 0) throw new Error('the pad is too short');
  return write(
    Array.from(zeros, (zero, place) => (solved.places.has(place) ? '1' : zero)).join(''),
  );
}

interface Row {
  readonly sum: number;
  readonly places: ReadonlySet<number>;
}

/** Clears each row's highest bit, row by row: Gauss over two numbers. */
function reduce(row: Row, rows: readonly Row[]): Row {
  return rows.reduce((left, pivot) => {
    const top = 31 - Math.clz32(pivot.sum);
    if (((left.sum >>> top) & 1) === 0) return left;
    return { sum: (left.sum ^ pivot.sum) >>> 0, places: symmetric(left.places, pivot.places) };
  }, row);
}

function symmetric(one: ReadonlySet<number>, other: ReadonlySet<number>): ReadonlySet<number> {
  return one.symmetricDifference(other);
}

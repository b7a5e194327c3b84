import { STATE_BYTES } from './layout.ts';

/** The states met so far, in the order of their discovery, each with how it was first reached. */
export interface StateSet {
  readonly count: () => number;
  /** The state's number, or -1 - number when it was not known before. */
  add(state: Uint8Array): number;
  indexOf(state: Uint8Array): number;
  read(index: number, into: Uint8Array): void;
  /** Where it was first reached from, and by which step. */
  origin(index: number): { readonly parent: number; readonly step: number };
  setOrigin(index: number, parent: number, step: number): void;
}

/** Holds at most `limit` states: plain arrays and open addressing, no object per state. */
export function createStateSet(limit: number): StateSet {
  const bytes = new Uint8Array(limit * STATE_BYTES);
  const parents = new Int32Array(limit);
  const steps = new Int32Array(limit);
  const room = 2 ** Math.ceil(Math.log2(limit * 2));
  const cells = new Int32Array(room).fill(-1);
  let count = 0;

  /** The cell that holds the state, or the free one where it belongs. */
  function cellOf(state: Uint8Array): number {
    let hash = 0x81_1c_9d_c5;
    for (let place = 0; place < STATE_BYTES; place++) {
      hash = Math.imul(hash ^ (state[place] ?? 0), 0x01_00_01_93);
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d);
    hash ^= hash >>> 13;
    let cell = (hash >>> 0) & (room - 1);
    for (let found = cells[cell] ?? -1; found >= 0; found = cells[cell] ?? -1) {
      if (isAt(found, state)) return cell;
      cell = (cell + 1) & (room - 1);
    }
    return cell;
  }

  function isAt(index: number, state: Uint8Array): boolean {
    const start = index * STATE_BYTES;
    for (let place = 0; place < STATE_BYTES; place++) {
      if (bytes[start + place] !== state[place]) return false;
    }
    return true;
  }

  return {
    count: () => count,
    add(state) {
      const cell = cellOf(state);
      const found = cells[cell] ?? -1;
      if (found >= 0) return found;
      if (count >= limit) throw new Error(`more than ${limit} states`);
      bytes.set(state, count * STATE_BYTES);
      cells[cell] = count;
      count += 1;
      return -count;
    },
    indexOf: (state) => cells[cellOf(state)] ?? -1,
    read: (index, into) => into.set(bytes.subarray(index * STATE_BYTES, (index + 1) * STATE_BYTES)),
    origin: (index) => ({ parent: parents[index] ?? -1, step: steps[index] ?? 0 }),
    setOrigin(index, parent, step) {
      parents[index] = parent;
      steps[index] = step;
    },
  };
}

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
  /** Forgets everything. */
  clear(): void;
}

const WORDS = STATE_BYTES / 4;

/** Holds at most `limit` states: flat arrays and open addressing, no object per state. */
export function createStateSet(limit: number): StateSet {
  if (!Number.isInteger(WORDS)) throw new Error('a state is hashed in whole words');
  const store = new Uint32Array(limit * WORDS);
  const parents = new Int32Array(limit);
  const steps = new Int32Array(limit);
  const room = 2 ** Math.ceil(Math.log2(limit * 2));
  /** The number of the state in this cell, plus one; 0 when it is free. */
  const cells = new Int32Array(room);
  const cellOfState = new Int32Array(limit);
  const key = new Uint32Array(WORDS);
  const keyBytes = new Uint8Array(key.buffer);
  let count = 0;

  /** The cell that holds the state, or the free one where it belongs. */
  function cellOf(state: Uint8Array): number {
    keyBytes.set(state);
    let hash = 0x81_1c_9d_c5;
    for (let word = 0; word < WORDS; word++) {
      hash = Math.imul(hash ^ (key[word] ?? 0), 0x9e_37_79_b1);
      hash ^= hash >>> 15;
    }
    let cell = (hash >>> 0) & (room - 1);
    for (let found = cells[cell] ?? 0; found > 0; found = cells[cell] ?? 0) {
      if (isKeyAt(found - 1)) return cell;
      cell = (cell + 1) & (room - 1);
    }
    return cell;
  }

  function isKeyAt(index: number): boolean {
    for (let word = 0; word < WORDS; word++) {
      if (store[index * WORDS + word] !== key[word]) return false;
    }
    return true;
  }

  return {
    count: () => count,
    add(state) {
      const cell = cellOf(state);
      const found = cells[cell] ?? 0;
      if (found > 0) return found - 1;
      if (count >= limit) throw new Error(`more than ${limit} states`);
      store.set(key, count * WORDS);
      cells[cell] = count + 1;
      cellOfState[count] = cell;
      count += 1;
      return -count;
    },
    indexOf: (state) => (cells[cellOf(state)] ?? 0) - 1,
    read(index, into) {
      key.set(store.subarray(index * WORDS, (index + 1) * WORDS));
      into.set(keyBytes);
    },
    origin: (index) => ({ parent: parents[index] ?? -1, step: steps[index] ?? 0 }),
    setOrigin(index, parent, step) {
      parents[index] = parent;
      steps[index] = step;
    },
    clear() {
      for (let index = 0; index < count; index++) cells[cellOfState[index] ?? 0] = 0;
      count = 0;
    },
  };
}

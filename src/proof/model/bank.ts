import type { Bounds, Profile } from './bounds.ts';
import { at, AT, RECORD, RECORD_FORGOTTEN, RECORD_MASK } from './layout.ts';
import { saidWithin, WORD } from './words.ts';

/**
 * What an honest bank may say of a record, by {@link RECORD}: what is so today first, then what
 * was, because a message may be late. Saying it again costs nothing and is always possible.
 */
const SAYINGS: readonly (readonly number[])[] = [
  [],
  [WORD.accepted],
  [WORD.executed, WORD.credited, WORD.accepted],
  [WORD.rejected, WORD.accepted],
  [WORD.returned, WORD.credited, WORD.executed, WORD.accepted],
  [WORD.cancelled, WORD.accepted],
  [WORD.blocked, WORD.accepted],
];

/** All that an honest bank may say of a record: first what is so today, then what was so before. */
export function sayingsOf(record: number): readonly number[] {
  return SAYINGS[record] ?? [];
}

/** What is so today. */
export function wordOf(record: number): number {
  return sayingsOf(record)[0] ?? WORD.absent;
}

/** The bank's record in a slot, without whether it was forgotten: one of RECORD. */
export function recordOf(state: Uint8Array, slot: number): number {
  return at(state, AT.records + slot) & RECORD_MASK;
}

/** True when the bank knows nothing under the key. */
export function isUnknown(state: Uint8Array, slot: number): boolean {
  const byte = at(state, AT.records + slot);
  return byte === RECORD.none || (byte & RECORD_FORGOTTEN) !== 0;
}

/** What the bank of a slot promises. */
export function profileOf({ partners }: Bounds, slot: number): Profile {
  return partners[slot % 2 === 0 ? 0 : 1];
}

const ENDS: readonly number[] = [RECORD.rejected, RECORD.cancelled, RECORD.blocked];

/** True when the next copy under the key is, to the bank, an instruction of its own. */
export function opensRecord(state: Uint8Array, slot: number, bounds: Bounds): boolean {
  if (isUnknown(state, slot)) return true;
  const profile = profileOf(bounds, slot);
  return profile === 'forgets' || (profile === 'frees' && ENDS.includes(recordOf(state, slot)));
}

/**
 * All that an honest bank may still say of a record, whatever happens. `mayArrive`: whether another
 * copy may reach it.
 */
export function mayYetSay(
  state: Uint8Array,
  slot: number,
  mayArrive: boolean,
  bounds: Bounds,
): readonly number[] {
  const record = recordOf(state, slot);
  if (record === RECORD.none) return mayArrive ? saidWithin(bounds) : [];
  if (record === RECORD.accepted) return saidWithin(bounds);
  const isFreed = profileOf(bounds, slot) === 'frees' && ENDS.includes(record);
  if (isFreed && mayArrive) return saidWithin(bounds);
  const returns = record === RECORD.paid && at(state, AT.returns) > 0;
  return returns ? [...sayingsOf(record), WORD.returned] : sayingsOf(record);
}

/** The records that a bank may freely choose for a new instruction. */
export const CHOICES: readonly number[] = [RECORD.accepted, RECORD.paid, RECORD.rejected];

/** Writes a record; money that goes out is counted for ever. */
export function write(state: Uint8Array, slot: number, record: number): void {
  state[AT.records + slot] = record;
  if (record === RECORD.paid) state[AT.executed] = at(state, AT.executed) + 1;
}

import { AT, RECORD, RECORD_FORGOTTEN, RECORD_MASK } from './layout.ts';
import { WORD } from './words.ts';

/** What a bank says of a record, by {@link RECORD}. */
export const SAYS: readonly number[] = [
  WORD.absent,
  WORD.accepted,
  WORD.executed,
  WORD.rejected,
  WORD.returned,
  WORD.cancelled,
  WORD.blocked,
];

export function recordOf(state: Uint8Array, slot: number): number {
  return (state[AT.records + slot] ?? 0) & RECORD_MASK;
}

/** True when the next copy under the key is, to the bank, an instruction of its own. */
export function opensRecord(state: Uint8Array, slot: number): boolean {
  const byte = state[AT.records + slot] ?? 0;
  return byte === RECORD.none || (byte & RECORD_FORGOTTEN) !== 0;
}

/** The bank's free choices for a new instruction: what it records, and what it answers. */
export const CHOICES: readonly { readonly record: number; readonly word: number }[] = [
  { record: RECORD.accepted, word: WORD.accepted },
  { record: RECORD.paid, word: WORD.executed },
  { record: RECORD.rejected, word: WORD.rejected },
];

export const BLOCKS = { record: RECORD.blocked, word: WORD.blocked } as const;

/** Writes a record; money that goes out is counted for ever. */
export function write(state: Uint8Array, slot: number, record: number): void {
  state[AT.records + slot] = record;
  if (record === RECORD.paid) state[AT.executed] = (state[AT.executed] ?? 0) + 1;
}

import type { Runtime } from '../../runtime/runtime.ts';
import type { BankInstruction } from '../bank/bank.ts';
import type { SandboxCallback, SandboxPartner } from '../partners/sandbox-partner.ts';

/** One callback on its way. */
export interface Letter {
  readonly partner: SandboxPartner;
  readonly instruction: BankInstruction;
  /** Counts up over all letters: tells which of two changes came first. */
  readonly number: number;
  /** Deliveries begun so far. */
  attempt: number;
  /** Copies still to be delivered on purpose after this one is taken. */
  duplicatesLeft: number;
  /** What the partner built at the change, for a first attempt soon after it. */
  built: { readonly callback: SandboxCallback; readonly atMs: number } | null;
}

/** Receivers refuse signatures older than 300 s (WeChat Pay); a callback this old is built anew. */
const FRESH_MS = 60_000;

/** Writes a letter about a change; `null` when the partner sends no callback for it. May throw. */
export function writeLetter(
  partner: SandboxPartner,
  instruction: BankInstruction,
  number: number,
  runtime: Runtime,
): Letter | null {
  const callback = partner.callback(instruction);
  if (callback === null) return null;
  const built = { callback, atMs: runtime.elapsed() };
  return { partner, instruction, number, attempt: 0, duplicatesLeft: 0, built };
}

/**
 * Gives the callback for the next attempt: the one built at the change while it is fresh, else a
 * new one, as the real partners sign each delivery with the time of that delivery. May throw.
 */
export function callbackFor(letter: Letter, runtime: Runtime): SandboxCallback | null {
  const { built, partner, instruction } = letter;
  letter.built = null;
  const isFresh = built !== null && runtime.elapsed() - built.atMs < FRESH_MS;
  return isFresh ? built.callback : partner.callback(instruction);
}

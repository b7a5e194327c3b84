/**
 * A state of the model is one short run of bytes: the abstract payout's number, and the world
 * around it. Compact, because millions are held; plain, because each byte is one thing.
 *
 * A state remembers only what can still make a difference. What the wire may do in any number and
 * in any order anyway (callbacks; late answers that repeat what the bank would say today) is not
 * counted message by message: it is offered at every step.
 */

/** Attempts that the layout has room for. */
export const ATTEMPTS_ROOM = 2;

/** Copies of one attempt that the layout has room for. */
export const EPOCHS_ROOM = 3;

/** Bank records: two partners for each attempt. */
export const SLOTS = ATTEMPTS_ROOM * 2;

/** Where each thing lies. `Per attempt`: attempt 1 first. `Per slot`: see {@link SLOTS}. */
export const AT = {
  /** Two bytes: the number of the abstract payout. */
  payout: 0,
  /** Crashes, returns and lies that are left of their budgets. */
  crashes: 2,
  returns: 3,
  lies: 4,
  /** Bit 0: a bank said what is not so. Above it: copies that the network may yet deliver twice. */
  lied: 5,
  /** 1 once the caller's deadline passed. */
  deadline: 6,
  /** Instructions executed at all banks, ever. */
  executed: 7,
  /** Per attempt: 1 once its key window closed. */
  closed: 8,
  /** Per attempt: the cancel request on its way: 0, the epoch it was asked in, or ORPHAN. */
  cancel: 10,
  /** Per attempt, a bit per {@link questionBit}: inquiries that may still be answered. */
  asked: 12,
  /** The same bits: inquiries that found nothing, whose answer is on its way. */
  absent: 14,
  /** Per slot: the bank's record, and RECORD_FORGOTTEN. */
  records: 16,
  /** Per slot and epoch: bit 0 a copy on the wire, bits 1-2 the call, bits 3-4 its reply. */
  lines: 20,
} as const;

/** The size of one packed state. */
export const STATE_BYTES = AT.lines + SLOTS * EPOCHS_ROOM;

/** A cancel request whose asker crashed: it may still stop the order, but nobody hears of it. */
export const ORPHAN = 15;

/** What a bank holds of an instruction. */
export const RECORD = {
  none: 0,
  accepted: 1,
  paid: 2,
  rejected: 3,
  returned: 4,
  cancelled: 5,
  blocked: 6,
} as const;

/** The bits of a record that hold one of RECORD. */
export const RECORD_MASK = 7;
/** The bit that says that the bank no longer knows the key of this record. */
export const RECORD_FORGOTTEN = 8;

/** The bit of a line that says that its copy is on the wire. */
export const ON_WIRE = 1;

/** What the gateway's call is doing: nothing, waiting, or only listening for a late answer. */
export const CALL = { none: 0, waiting: 1, late: 2 } as const;

/** What the bank answered to the copy; `recorded` speaks of its record, whatever that is. */
export const REPLY = { none: 0, busy: 1, duplicate: 2, recorded: 3 } as const;

/** What the gateway's call of a line is doing: one of CALL. */
export function callOf(line: number): number {
  return (line >> 1) & 3;
}

/** What the bank answered to the copy of a line: one of REPLY. */
export function replyOf(line: number): number {
  return line >> 3;
}

/** Packs a line: ON_WIRE or 0, one of CALL, one of REPLY. */
export function lineOf(onWire: number, call: number, reply: number): number {
  return onWire | (call << 1) | (reply << 3);
}

/** Where the line of a copy is: `epoch` counts an attempt's copies from 1. */
export function lineAt(slot: number, epoch: number): number {
  return AT.lines + slot * EPOCHS_ROOM + epoch - 1;
}

/** The bit of an inquiry by the epoch it was asked in, and whether the drain time was over. */
export function questionBit(epoch: number, quiet: number): number {
  return 1 << ((epoch - 1) * 2 + quiet);
}

/** The attempt whose own key opens the slot. */
export function attemptNoOf(slot: number): number {
  return (slot >> 1) + 1;
}

/** The byte at a place of a state. */
export function at(state: Uint8Array, place: number): number {
  return state[place] ?? 0;
}

/** The number of the abstract payout in a state. */
export function payoutOf(state: Uint8Array): number {
  return at(state, AT.payout) | (at(state, AT.payout + 1) << 8);
}

/** Writes the number of the abstract payout. Throws when there are more than two bytes hold. */
export function setPayout(state: Uint8Array, payoutId: number): void {
  if (payoutId >= 65_536) throw new Error('more abstract payouts than the layout has room for');
  state[AT.payout] = payoutId & 255;
  state[AT.payout + 1] = payoutId >> 8;
}

/** True once a bank said what is not so. */
export function hasLied(state: Uint8Array): boolean {
  return (at(state, AT.lied) & 1) === 1;
}

/** Copies that the network may yet deliver twice. */
export function twinsLeft(state: Uint8Array): number {
  return at(state, AT.lied) >> 1;
}

/** Writes how many copies the network may yet deliver twice. */
export function setTwins(state: Uint8Array, twins: number): void {
  state[AT.lied] = (twins << 1) | (at(state, AT.lied) & 1);
}

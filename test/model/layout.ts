/**
 * A state of the model is one short run of bytes: the abstract payout's number, and the world
 * around it. Compact, because millions are held; plain, because each byte is one thing.
 */

/** Copies of one attempt that the layout has room for. */
export const EPOCHS_ROOM = 3;

/** Bank records: two partners for each of two attempts. */
export const SLOTS = 4;

export const AT = {
  /** Two bytes: the number of the abstract payout. */
  payout: 0,
  crashes: 2,
  returns: 3,
  /** 1 once the caller's deadline passed. */
  deadline: 4,
  /** Instructions executed at all banks, ever. */
  executed: 5,
  lies: 6,
  /** 1 once a bank said what is not so. */
  lied: 7,
  /** Two callbacks under way: 0, or 1 + slot * 16 + word. */
  callbacks: 8,
  /** The inquiry under way: 0, 1 (asked), or 2 + the word of its answer. */
  inquiry: 10,
  inquirySlot: 11,
  inquiryEpoch: 12,
  inquiryQuiet: 13,
  /** The cancel request under way, in the same terms; its asker may have crashed. */
  cancel: 14,
  cancelSlot: 15,
  cancelEpoch: 16,
  cancelOrphan: 17,
  /** Per attempt: bit 0 the drain time elapsed, bit 1 the key window closed. */
  attempts: 18,
  /** Per slot: the bank's record, and RECORD_FORGOTTEN. */
  records: 20,
  /** Per slot and epoch: bit 0 a copy on the wire, bits 1-2 the call, bits 3-6 its reply. */
  lines: 24,
} as const;

export const STATE_BYTES = AT.lines + SLOTS * EPOCHS_ROOM;

export const DRAINED = 1;
export const CLOSED = 2;

export const RECORD = {
  none: 0,
  accepted: 1,
  paid: 2,
  rejected: 3,
  returned: 4,
  cancelled: 5,
  blocked: 6,
} as const;

export const RECORD_MASK = 7;
export const RECORD_FORGOTTEN = 8;

export const ON_WIRE = 1;
/** What the gateway's call is doing: nothing, waiting, only listening for a late answer, dialling. */
export const CALL = { none: 0, waiting: 1, late: 2, dialling: 3 } as const;

export function callOf(line: number): number {
  return (line >> 1) & 3;
}

export function replyOf(line: number): number {
  return (line >> 3) & 15;
}

export function lineOf(onWire: number, call: number, reply: number): number {
  return onWire | (call << 1) | (reply << 3);
}

export function lineAt(slot: number, epoch: number): number {
  return AT.lines + slot * EPOCHS_ROOM + epoch - 1;
}

export function attemptNoOf(slot: number): number {
  return (slot >> 1) + 1;
}

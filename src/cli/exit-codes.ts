/** Documented exit codes (sysexits where one fits). */
export const EXIT = {
  ok: 0,
  /** The command ran and its promise did not hold. */
  failed: 1,
  usage: 2,
  /** Payouts are still in doubt. */
  inDoubt: 4,
  /** The gateway or the sandbox did not answer. */
  unreachable: 69,
  config: 78,
} as const;

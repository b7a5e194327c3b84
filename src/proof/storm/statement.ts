/** Something the gateway said about the money of one payout: an answer, a webhook. */
export interface Statement {
  readonly payoutId: string;
  readonly state: string;
  readonly moneyMoved: string;
  readonly safeToResubmit: boolean;
  /** The failure that was told, code and detail; empty for none. */
  readonly why: string;
  /** The gateway knew this no earlier than then, Unix ms: what happened before, it speaks of. */
  readonly sinceMs: number;
  readonly by: 'post' | 'get' | 'webhook';
}

/** One debt of the storm's, and everything that was said about it. */
export interface Loan {
  readonly obligation: string;
  readonly partner: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  /** The creditor's account as it was posted. */
  readonly account: string;
  /** Payouts that were acknowledged for it, oldest first; more than one after a restored backup. */
  readonly payoutIds: readonly string[];
  readonly statements: readonly Statement[];
  /** What was said last; `null` when nobody knows the payout any more. */
  readonly end: Statement | null;
}

/** States in which a payout waits for nobody but people, or for nothing. */
export const HAS_ENDED: ReadonlySet<string> = new Set([
  'PAID',
  'FAILED',
  'CANCELLED',
  'RETURNED',
  'CONFLICT',
  'HELD',
]);

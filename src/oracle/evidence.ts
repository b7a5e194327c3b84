import type { PayoutState } from '../payouts/model/payout.ts';

/**
 * Everything that is held against each other: what the banks did, what the gateway recorded, and
 * what was told. Moments are numbers of one sequence over the whole run, larger is later, so that
 * what was said can be held against what was true then.
 *
 * What only sees the end gives {@link START} to everything the banks did and {@link END} to
 * everything that was told.
 */
export interface Evidence {
  /** Every order in a bank's hands, from the banks' own books. */
  readonly orders: readonly BankOrder[];
  /** Every copy of an order on a wire; empty where nobody saw the wires. */
  readonly copies: readonly SentCopy[];
  /** What the gateway recorded, by its journal or, with less, by its API. */
  readonly payouts: readonly PayoutRecord[];
  /** Webhooks that must be heard, by id; `null` where nobody listened. */
  readonly webhooks: ReadonlyMap<string, WebhookRecord> | null;
  readonly told: Told;
  /** The partners that break their word. All others are honest, and an honest bank excuses nothing. */
  readonly liars: ReadonlySet<string>;
  /** Whether others order at these banks, too. Otherwise money that no payout here ordered is wrong. */
  readonly othersOrder: boolean;
}

/** Before everything that was told. */
export const START = 0;

/** After everything that happened. */
export const END = Infinity;

/** An amount in minor units, as a bank or a caller names it. */
export interface Amount {
  /** ISO 4217. */
  readonly currency: string;
  readonly minor: bigint;
}

/** One order in a bank's hands. */
export interface BankOrder {
  readonly partner: string;
  /** Our key of the attempt, as the bank has it. */
  readonly reference: string;
  readonly amount: Amount;
  /** The account that is paid; `null` where the books do not say. Personal data: never shown. */
  readonly payee: string | null;
  /** When the copy left that the bank took. */
  readonly leftAt: number;
  readonly executedAt: number | null;
  /** When executed money came back. */
  readonly returnedAt: number | null;
  /** True while it is neither executed nor ended. */
  readonly isPending: boolean;
}

/** One copy of an order that left for a partner. */
export interface SentCopy {
  readonly payoutId: string;
  readonly leftAt: number;
}

/** The course of one payout, as the gateway recorded it. */
export interface PayoutRecord {
  readonly id: string;
  /** The obligation: at no moment may two payouts have paid it. */
  readonly loan: string;
  readonly amount: Amount;
  /** The account to pay; `null` where nobody says. Personal data: never shown. */
  readonly payee: string | null;
  readonly state: PayoutState;
  /** Whether something is scheduled that will move it on. */
  readonly isDue: boolean;
  /** The moment in which it became a conflict. */
  readonly conflictAt: number | null;
  /** The partner that its conflict took out of service, and when, on the monotonic clock. */
  readonly quarantine: { readonly partner: string; readonly atMs: number } | null;
  /** The proof that its conflict showed to be false at a partner, and when, on the monotonic clock. */
  readonly distrust: {
    readonly partner: string;
    readonly proof: string;
    readonly atMs: number;
  } | null;
  readonly attempts: readonly AttemptRecord[];
}

/** The course of one attempt. */
export interface AttemptRecord {
  readonly no: number;
  readonly partner: string;
  readonly partnerKey: string;
  /** When its intent was written, on the monotonic clock. */
  readonly startedAtMs: number;
  /** The moment in which it was declared dead, first. */
  readonly deadAt: number | null;
  /** The proof of its latest death, and when that was, on the monotonic clock; `null` where nobody says. */
  readonly death: { readonly proof: string; readonly atMs: number } | null;
}

/** One webhook that somebody must hear. */
export interface WebhookRecord {
  readonly payoutId: string;
  readonly state: PayoutState;
}

/** What a view of a payout claims about its money. */
export interface Claim {
  readonly payoutId: string;
  readonly state: PayoutState;
  readonly moneyMoved: 'no' | 'unknown' | 'yes';
  readonly safeToResubmit: boolean;
}

/** One claim that somebody was told. */
export interface Statement extends Claim {
  /** By which call, or `webhook`. */
  readonly how: string;
  /** The moment of which it speaks: that of the answer, or of the change a webhook reports. */
  readonly asOf: number;
}

/** Everything that callers, operators and webhook endpoints were told. */
export interface Told {
  /** Payouts whose acceptance was acknowledged with a 202, with their amounts where known. */
  readonly acknowledged: ReadonlySet<string>;
  readonly statements: readonly Statement[];
  /** Ids of the webhooks that arrived. */
  readonly webhooks: ReadonlySet<string>;
  /** The states that the API shows when all is over: what the journal holds for good. */
  readonly finalStates: ReadonlyMap<string, string>;
  /** When operators asked to take a partner back into service, on the monotonic clock. */
  readonly restores: readonly { readonly partner: string; readonly atMs: number }[];
}

import type { PayoutState } from '../../payouts/model/payout.ts';

/** One abstract payout, with all that the world may see of it. */
export interface Row {
  readonly state: PayoutState;
  readonly final: boolean;
  readonly attempts: readonly AttemptRow[];
  /** Partners that need not be asked again, each once. */
  readonly excluded: readonly string[];
  /** What is wrong with the payout by itself, or `null`. */
  readonly flaw: string | null;
}

/** One attempt of an abstract payout, as the world sees it. */
export interface AttemptRow {
  readonly no: number;
  /** The bank's record that this attempt's key opens. */
  readonly slot: number;
  /** Copies so far; 1 for a dead attempt, of which nobody counts them. */
  readonly epoch: number;
  readonly live: boolean;
  readonly underWay: boolean;
}

/** What `decide()` said: the payout after it, and the effects that touch partners. */
export interface Outcome {
  readonly next: number;
  readonly effects: readonly WireEffect[];
  readonly flaw: string | null;
}

/** An effect that touches a partner. */
export interface WireEffect {
  readonly kind: 'submit' | 'inquire' | 'cancel';
  readonly attemptNo: number;
  readonly epoch: number;
}

/** The abstract payouts, and every answer of the product's `decide()` about them. */
export interface PayoutTable {
  readonly born: number;
  readonly size: () => number;
  readonly decisions: () => number;
  row(payoutId: number): Row;
  /** `clock`: index into CLOCKS_MS. A fact that means nothing leads back to the same payout. */
  ask(payoutId: number, factCode: number, clock: number): Outcome;
  /** What a writer without compare-and-set does: decides on what it read, appends to what is. */
  askStale(payoutId: number, readId: number, factCode: number): Outcome;
  /** True when the fact means nothing to this payout, now and for ever. May not know it. */
  isDeaf(payoutId: number, factCode: number): boolean;
}

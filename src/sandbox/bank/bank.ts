import type { Behaviours } from '../behaviours/behaviour.ts';

/**
 * The money side of a simulated partner, free of any protocol: accounts, deduplication by
 * reference, asynchronous settlement, scripted behaviour, and the books that judge every test.
 *
 * Written against nothing of the gateway or its adapters, so that its books are independent truth.
 * Not a mock: an order is executed once, moves a balance, and is remembered.
 */
export interface Bank {
  readonly partner: string;
  /**
   * Takes one order. Executes nothing twice under one reference while the deduplication window
   * lasts (unless a behaviour says the bank is that bad).
   */
  place(order: BankOrder): Placement;
  /** Looks up by our reference, as an inquiry sees it: a behaviour may make it lie. */
  find(reference: string): BankInstruction | null;
  /** Stops an instruction that is not executed yet. */
  cancel(reference: string): 'cancelled' | 'tooLate' | 'notFound';
  /** Returns an executed instruction's money, less the fee. */
  giveBack(reference: string, reasonCode: string, feeMinor: bigint): boolean;
  balanceMinor(): bigint;
  /** Called after each change of an instruction: the source of callbacks. */
  onChange(listener: (instruction: BankInstruction) => void): void;
  books(): readonly BookEntry[];
  readonly behaviours: Behaviours;
}

/** One order as a partner hands it to its bank, once its own form has been read. */
export interface BankOrder {
  readonly reference: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly creditorAccount: string;
  readonly creditorName: string;
  /** Everything else that must be equal in a repeat, as one string. */
  readonly content: string;
  /** Free text; magic values may stand here. */
  readonly text: string;
}

/** What became of an order. Only `taken` reserves money; the others move nothing. */
export type Placement =
  | { readonly kind: 'taken'; readonly instruction: BankInstruction }
  | { readonly kind: 'repeat'; readonly instruction: BankInstruction }
  | { readonly kind: 'otherContent'; readonly instruction: BankInstruction }
  /** Refused and forgotten: a repeat is judged anew. */
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      readonly code: string | null;
      /** What is wrong with a `sim:` value of the order, in a sentence; absent when none is. */
      readonly mistake?: string;
    };

/** What became of several orders in one message: all of them were taken, or none. */
export type GroupPlacement =
  /** In the order of the orders. */
  | { readonly kind: 'taken'; readonly instructions: readonly BankInstruction[] }
  | {
      readonly kind: 'refused';
      readonly reason: RefusalReason;
      readonly code: string | null;
      /** The order that is to blame; `null` when it is the message. */
      readonly orderIndex: number | null;
      /** As for one order. */
      readonly mistake?: string;
    };

/** Why a bank refuses an order; each partner has its own code for each. */
export type RefusalReason =
  'throttled' | 'noFunds' | 'payee' | 'limit' | 'invalid' | 'permission' | 'busy' | 'scripted';

/**
 * One order that was taken, as it stands now. Money has left the account when `status` is
 * `executed`, and has come back, less `feeMinor`, when it is `returned`; otherwise it has not moved.
 */
export interface BankInstruction {
  readonly reference: string;
  readonly bankReference: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly creditorAccount: string;
  readonly creditorName: string;
  readonly status: 'accepted' | 'executed' | 'rejected' | 'returned' | 'cancelled';
  /** The partner's code for a rejection or a return, or its word for why an order waits. */
  readonly reasonCode: string | null;
  readonly feeMinor: bigint;
  readonly placedAtMs: number;
  readonly changedAtMs: number;
}

/** One executed instruction in the partner's own books. */
export interface BookEntry {
  readonly partner: string;
  readonly reference: string;
  readonly bankReference: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly creditorAccount: string;
  readonly creditorName: string;
  /** How often this reference was executed: more than once is a double payment. */
  readonly executions: number;
  readonly status: BankInstruction['status'];
  readonly executedAtMs: number;
  readonly returnedMinor: string;
}

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

export type Placement =
  | { readonly kind: 'taken'; readonly instruction: BankInstruction }
  | { readonly kind: 'repeat'; readonly instruction: BankInstruction }
  | { readonly kind: 'otherContent'; readonly instruction: BankInstruction }
  /** Refused and forgotten: a repeat is judged anew. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly code: string | null };

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
    };

export type RefusalReason =
  'throttled' | 'noFunds' | 'payee' | 'limit' | 'invalid' | 'permission' | 'busy' | 'scripted';

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

/**
 * A scripted way to misbehave, armed by the admin API or by a magic value in an order's text
 * (`sim:<name>` or `sim:<name>=<value>`).
 *
 * `rate` is 0 to 1; `times` bounds how often it strikes; `ttlMs` is mandatory over the admin API.
 */
export interface Behaviour {
  readonly name: BehaviourName;
  readonly rate: number;
  readonly times: number | null;
  readonly endsAtMs: number | null;
  /** The behaviour's parameter: a partner code, a delay in ms, a count; see BEHAVIOURS. */
  readonly value: string | null;
}

export type BehaviourName =
  // Outcome of a new order.
  | 'payAtOnce'
  | 'payAfter'
  | 'rejectAtOnce'
  | 'rejectAfter'
  | 'payAfterReject'
  | 'returnAfter'
  | 'stuck'
  | 'refuse'
  | 'throttle'
  // The wire, per operation (`value`: submit | inquire | cancel | all, optionally `:ms`).
  | 'resetBeforeExecution'
  | 'resetAfterExecution'
  | 'silentAfterExecution'
  | 'answerLate'
  | 'error500BeforeExecution'
  | 'error500AfterExecution'
  | 'garbage'
  | 'closeKeepAlive'
  | 'down'
  // Inquiry.
  | 'inquiryNotFoundFor'
  | 'inquiryDown'
  // Deduplication.
  | 'forgetKeyAfter'
  | 'dedupeOff'
  // Callbacks.
  | 'callbackLate'
  | 'callbackDuplicate'
  | 'callbackReorder'
  | 'callbackLost'
  | 'callbackEarly'
  | 'callbackBadSignature'
  | 'signTest'
  // Trust.
  | 'unsignedAnswer'
  | 'badSignature'
  | 'echoOtherAmount'
  | 'clockSkew'
  | 'rotateKey'
  | 'tokenExpired'
  // Statement.
  | 'statementMissingLine'
  | 'statementExtraLine'
  | 'statementLate';

export interface Behaviours {
  arm(behaviour: Behaviour): void;
  clear(name?: BehaviourName): void;
  list(): readonly Behaviour[];
  /**
   * Draws whether the behaviour strikes this order (keyed by reference and seed, so that the same
   * order is struck in every run), honouring magic values in `text`. Counts `times` down.
   */
  strikes(name: BehaviourName, reference: string, text: string): Behaviour | null;
}

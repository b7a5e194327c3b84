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

/** The name of a behaviour, as `sim:` values and the admin API write it. */
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

/** The behaviours of one bank: what is armed, and whom it strikes. */
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

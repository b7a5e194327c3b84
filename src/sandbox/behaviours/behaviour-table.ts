import type { BehaviourName } from './behaviour.ts';
import type { ValueSyntaxName } from './value-syntax.ts';

/** Who carries a behaviour out: the ledger, the wire in front of it, the callbacks, the protocol. */
type BehaviourLayer = 'bank' | 'wire' | 'callbacks' | 'partner';

/** What a behaviour strikes. `value`: the operations that its value names, submits if it names none. */
export type BehaviourScope = 'submit' | 'inquire' | 'value' | 'answer' | 'callback' | 'statement';

/** What one behaviour does, in a sentence, and what its value may be. */
export interface BehaviourSpec {
  readonly says: string;
  readonly on: BehaviourScope;
  /** What happens to the order's money, in a sentence: the truth that the books will show. */
  readonly money: string;
  readonly value: ValueSyntaxName;
  readonly layer: BehaviourLayer;
  /**
   * How often a magic value strikes its order when it names no number of its own; `null`: always.
   * A lost answer is asked for once, else the order could never recover from it.
   */
  readonly magicTimes: number | null;
}

/** Every way a simulated partner can misbehave: the page a tester reads and the code obeys. */
export const BEHAVIOURS = {
  payAtOnce: {
    says: 'Executes the order before the submit is answered.',
    on: 'submit',
    money: 'Leaves once, at once.',
    value: 'none',
    layer: 'bank',
    magicTimes: null,
  },
  payAfter: {
    says: 'Executes the order so many ms after taking it (1000).',
    on: 'submit',
    money: 'Leaves once, later.',
    value: 'ms',
    layer: 'bank',
    magicTimes: null,
  },
  rejectAtOnce: {
    says: 'Records the order and rejects it with the code before the submit is answered.',
    on: 'submit',
    money: 'None leaves; the rejection is recorded.',
    value: 'code',
    layer: 'bank',
    magicTimes: null,
  },
  rejectAfter: {
    says: 'Accepts the order and rejects it with the code so many ms later (1000).',
    on: 'submit',
    money: 'None leaves; it is reserved until the rejection.',
    value: 'terms',
    layer: 'bank',
    magicTimes: null,
  },
  payAfterReject: {
    says: 'Rejects the order like rejectAfter, and pays it all the same after the same time again.',
    on: 'submit',
    money: 'Leaves once, after a rejection that said it would not.',
    value: 'terms',
    layer: 'bank',
    magicTimes: null,
  },
  returnAfter: {
    says: 'Executes the order and gives the money back, less the fee, so many ms later (1000).',
    on: 'submit',
    money: 'Leaves once and comes back, less the fee.',
    value: 'terms',
    layer: 'bank',
    magicTimes: null,
  },
  stuck: {
    says: 'Accepts the order and never settles it, until it is cancelled or settled by hand; a partner with several words for waiting shows the one given.',
    on: 'submit',
    money: 'Reserved, and leaves only when somebody settles it.',
    value: 'code',
    layer: 'bank',
    magicTimes: null,
  },
  refuse: {
    says: 'Refuses a new order with the code (or a refusal reason) and forgets it.',
    on: 'submit',
    money: 'None leaves by this copy.',
    value: 'code',
    layer: 'bank',
    magicTimes: null,
  },
  throttle: {
    says: 'Refuses a submit as one too many, whether the order is new or a repeat.',
    on: 'submit',
    money: 'None leaves by this copy; an earlier one may have paid.',
    value: 'code',
    layer: 'bank',
    magicTimes: 1,
  },
  resetBeforeExecution: {
    says: 'Resets the connection and executes nothing.',
    on: 'value',
    money: 'None leaves by this copy.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  resetAfterExecution: {
    says: 'Executes, then resets the connection instead of answering.',
    on: 'value',
    money: 'Moves as if the answer had come.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  silentAfterExecution: {
    says: 'Executes, then never answers.',
    on: 'value',
    money: 'Moves as if the answer had come.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  answerLate: {
    says: 'Executes at once and answers so many ms later (8000).',
    on: 'value',
    money: 'Moves before the answer comes.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  error500BeforeExecution: {
    says: 'Answers 500 and executes nothing.',
    on: 'value',
    money: 'None leaves by this copy.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  error500AfterExecution: {
    says: 'Executes, then answers 500.',
    on: 'value',
    money: 'Moves as if the answer had come.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  garbage: {
    says: 'Executes, then answers 200 with a page of HTML.',
    on: 'value',
    money: 'Moves as if the answer had come.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  closeKeepAlive: {
    says: 'Answers truly, promises keep-alive and closes the connection.',
    on: 'value',
    money: 'Moves as the answer says.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  down: {
    says: 'Resets every connection of the operation and executes nothing.',
    on: 'value',
    money: 'None leaves by this copy.',
    value: 'operation',
    layer: 'wire',
    magicTimes: null,
  },
  inquiryNotFoundFor: {
    says: 'Inquiries deny the order for so many ms after it was taken (5000).',
    on: 'inquire',
    money: 'Unchanged: what is denied may have been paid.',
    value: 'ms',
    layer: 'bank',
    magicTimes: null,
  },
  inquiryDown: {
    says: 'Answers 503 to inquiries, while submits work.',
    on: 'inquire',
    money: 'Unchanged.',
    value: 'none',
    layer: 'wire',
    magicTimes: null,
  },
  forgetKeyAfter: {
    says: 'Forgets the reference so many ms after taking it (0): a repeat executes again.',
    on: 'submit',
    money: 'A repeat leaves a second time.',
    value: 'ms',
    layer: 'bank',
    magicTimes: null,
  },
  dedupeOff: {
    says: 'Executes every copy of an order.',
    on: 'submit',
    money: 'Every copy leaves: paid as often as it is sent.',
    value: 'none',
    layer: 'bank',
    magicTimes: null,
  },
  callbackLate: {
    says: 'Sends the callback so many ms late (5000).',
    on: 'callback',
    money: 'Unchanged.',
    value: 'ms',
    layer: 'callbacks',
    magicTimes: null,
  },
  callbackDuplicate: {
    says: 'Delivers the callback so many times more (1), although it was taken.',
    on: 'callback',
    money: 'Unchanged.',
    value: 'count',
    layer: 'callbacks',
    magicTimes: null,
  },
  callbackReorder: {
    says: 'Holds the callback back until the next one has gone out, at most so many ms (3000).',
    on: 'callback',
    money: 'Unchanged.',
    value: 'ms',
    layer: 'callbacks',
    magicTimes: null,
  },
  callbackLost: {
    says: 'Never delivers the callback, nor a repeat of it.',
    on: 'callback',
    money: 'Unchanged.',
    value: 'none',
    layer: 'callbacks',
    magicTimes: null,
  },
  callbackEarly: {
    says: 'Holds the answer to the submit back so many ms (2000): the callback overtakes it.',
    on: 'submit',
    money: 'Moves before the answer comes.',
    value: 'ms',
    layer: 'wire',
    magicTimes: 1,
  },
  callbackBadSignature: {
    says: 'Signs the callback wrongly.',
    on: 'callback',
    money: 'Unchanged.',
    value: 'free',
    layer: 'partner',
    magicTimes: 1,
  },
  signTest: {
    says: 'Sends a probe with a signature that must not verify before the true callback.',
    on: 'callback',
    money: 'Unchanged.',
    value: 'free',
    layer: 'partner',
    magicTimes: 1,
  },
  unsignedAnswer: {
    says: 'Leaves the signature out of the answer.',
    on: 'answer',
    money: 'Moves as if the answer were believed.',
    value: 'free',
    layer: 'partner',
    magicTimes: 1,
  },
  badSignature: {
    says: 'Signs the answer wrongly.',
    on: 'answer',
    money: 'Moves as if the answer were believed.',
    value: 'free',
    layer: 'partner',
    magicTimes: 1,
  },
  echoOtherAmount: {
    says: 'Answers with another amount than was ordered.',
    on: 'answer',
    money: 'The ordered amount moves, not the one shown.',
    value: 'free',
    layer: 'partner',
    magicTimes: 1,
  },
  clockSkew: {
    says: 'Signs with a clock that is wrong by so many seconds.',
    on: 'answer',
    money: 'Moves as if the answer were believed.',
    value: 'seconds',
    layer: 'partner',
    magicTimes: 1,
  },
  rotateKey: {
    says: 'Signs with the next key.',
    on: 'answer',
    money: 'Moves as the answer says.',
    value: 'free',
    layer: 'partner',
    magicTimes: null,
  },
  tokenExpired: {
    says: 'Refuses the access token of this call as expired, before its time.',
    on: 'answer',
    money: 'None leaves by this copy.',
    value: 'none',
    layer: 'partner',
    magicTimes: 1,
  },
  statementMissingLine: {
    says: 'Leaves the order out of the statement.',
    on: 'statement',
    money: 'Unchanged.',
    value: 'free',
    layer: 'partner',
    magicTimes: null,
  },
  statementExtraLine: {
    says: 'Adds a line to the statement that nobody ordered.',
    on: 'statement',
    money: 'Unchanged.',
    value: 'free',
    layer: 'partner',
    magicTimes: null,
  },
  statementLate: {
    says: 'Shows the order on the statement so many ms late.',
    on: 'statement',
    money: 'Unchanged.',
    value: 'ms',
    layer: 'partner',
    magicTimes: null,
  },
} as const satisfies Record<BehaviourName, BehaviourSpec>;

/** Looks a behaviour up by a name from outside; `null` when there is none such. */
export function behaviourSpec(name: string): BehaviourSpec | null {
  return isBehaviourName(name) ? BEHAVIOURS[name] : null;
}

/** True for the name of a behaviour, and for nothing an object merely inherits. */
export function isBehaviourName(name: string): name is BehaviourName {
  return Object.hasOwn(BEHAVIOURS, name);
}

import type { BehaviourName } from './behaviour.ts';

/** Who carries a behaviour out: the ledger, the wire in front of it, the callbacks, the protocol. */
type BehaviourLayer = 'bank' | 'wire' | 'callbacks' | 'partner';

/** What one behaviour does, in a sentence, and what its value may be. */
export interface BehaviourSpec {
  readonly says: string;
  readonly value: ValueSyntaxName;
  readonly layer: BehaviourLayer;
  /**
   * How often a magic value strikes its order when it names no number of its own; `null`: always.
   * A lost answer is asked for once, else the order could never recover from it.
   */
  readonly magicTimes: number | null;
}

/** A syntax of behaviour values: how it reads to people, and whether a value follows it. */
export interface ValueSyntax {
  readonly describes: string;
  readonly accepts: (value: string | null) => boolean;
}

/** One operation of a partner's interface, as wire behaviours select them. */
export type WireOperation = 'submit' | 'inquire' | 'cancel';

/** Long enough for any partner's code with a delay and a fee beside it. */
const VALUE_LENGTH_MAX = 96;

/** A day: longer than any run, short enough that a typing error does not look like silence. */
const DELAY_MS_MAX = 86_400_000;

const TERMS = /^[A-Za-z0-9_.-]+(?::[A-Za-z0-9_.-]+){0,2}$/;
const OPERATIONS = /^(?:all|(?:submit|inquire|cancel)(?:\+(?:submit|inquire|cancel))*)(?::(\d+))?$/;

/** The syntaxes a behaviour's value may follow. */
export const VALUE_SYNTAX = {
  none: { describes: 'no value', accepts: (value) => value === null },
  ms: { describes: 'milliseconds, at most 86400000', accepts: (value) => isDelay(value) },
  count: {
    describes: 'a count from 1 to 10',
    accepts: (value) => value === null || /^(?:[1-9]|10)$/.test(value),
  },
  code: {
    describes: 'a code of the partner',
    accepts: (value) => value === null || isTerms(value),
  },
  terms: {
    describes: 'a code of the partner, milliseconds and a fee in minor units, parted by colons',
    accepts: (value) => value === null || isTerms(value),
  },
  operation: {
    describes:
      'submit, inquire, cancel (several with +) or all, optionally :milliseconds; submit if absent',
    accepts: (value) => value === null || isOperations(value),
  },
  seconds: {
    describes: 'seconds, at most 86400, negative for a clock that is behind',
    accepts: (value) =>
      value === null || (/^-?\d{1,5}$/.test(value) && Math.abs(Number(value)) <= 86_400),
  },
  free: {
    describes: 'a word the partner itself reads, at most 96 characters',
    accepts: (value) => value === null || (value !== '' && value.length <= VALUE_LENGTH_MAX),
  },
} as const satisfies Record<string, ValueSyntax>;

/** The name of a value syntax. */
type ValueSyntaxName = keyof typeof VALUE_SYNTAX;

/** Every way a simulated partner can misbehave: the page a tester reads and the code obeys. */
export const BEHAVIOURS = {
  payAtOnce: {
    says: 'Executes the order before the submit is answered.',
    value: 'none',
    layer: 'bank',
    magicTimes: null,
  },
  payAfter: {
    says: 'Executes the order so many ms after taking it (1000).',
    value: 'ms',
    layer: 'bank',
    magicTimes: null,
  },
  rejectAtOnce: {
    says: 'Records the order and rejects it with the code before the submit is answered.',
    value: 'code',
    layer: 'bank',
    magicTimes: null,
  },
  rejectAfter: {
    says: 'Accepts the order and rejects it with the code so many ms later (1000).',
    value: 'terms',
    layer: 'bank',
    magicTimes: null,
  },
  payAfterReject: {
    says: 'Rejects the order like rejectAfter, and pays it all the same after the same time again.',
    value: 'terms',
    layer: 'bank',
    magicTimes: null,
  },
  returnAfter: {
    says: 'Executes the order and gives the money back, less the fee, so many ms later (1000).',
    value: 'terms',
    layer: 'bank',
    magicTimes: null,
  },
  stuck: {
    says: 'Accepts the order and never settles it, until it is cancelled or settled by hand; a partner with several words for waiting shows the one given.',
    value: 'code',
    layer: 'bank',
    magicTimes: null,
  },
  refuse: {
    says: 'Refuses a new order with the code (or a refusal reason) and forgets it.',
    value: 'code',
    layer: 'bank',
    magicTimes: null,
  },
  throttle: {
    says: 'Refuses a submit as one too many, whether the order is new or a repeat.',
    value: 'code',
    layer: 'bank',
    magicTimes: 1,
  },
  resetBeforeExecution: {
    says: 'Resets the connection and executes nothing.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  resetAfterExecution: {
    says: 'Executes, then resets the connection instead of answering.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  silentAfterExecution: {
    says: 'Executes, then never answers.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  answerLate: {
    says: 'Executes at once and answers so many ms later (8000).',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  error500BeforeExecution: {
    says: 'Answers 500 and executes nothing.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  error500AfterExecution: {
    says: 'Executes, then answers 500.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  garbage: {
    says: 'Executes, then answers 200 with a page of HTML.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  closeKeepAlive: {
    says: 'Answers truly, promises keep-alive and closes the connection.',
    value: 'operation',
    layer: 'wire',
    magicTimes: 1,
  },
  down: {
    says: 'Resets every connection of the operation and executes nothing.',
    value: 'operation',
    layer: 'wire',
    magicTimes: null,
  },
  inquiryNotFoundFor: {
    says: 'Inquiries deny the order for so many ms after it was taken (5000).',
    value: 'ms',
    layer: 'bank',
    magicTimes: null,
  },
  inquiryDown: {
    says: 'Answers 503 to inquiries, while submits work.',
    value: 'none',
    layer: 'wire',
    magicTimes: null,
  },
  forgetKeyAfter: {
    says: 'Forgets the reference so many ms after taking it (0): a repeat executes again.',
    value: 'ms',
    layer: 'bank',
    magicTimes: null,
  },
  dedupeOff: {
    says: 'Executes every copy of an order.',
    value: 'none',
    layer: 'bank',
    magicTimes: null,
  },
  callbackLate: {
    says: 'Sends the callback so many ms late (5000).',
    value: 'ms',
    layer: 'callbacks',
    magicTimes: null,
  },
  callbackDuplicate: {
    says: 'Delivers the callback so many times more (1), although it was taken.',
    value: 'count',
    layer: 'callbacks',
    magicTimes: null,
  },
  callbackReorder: {
    says: 'Holds the callback back until the next one has gone out, at most so many ms (3000).',
    value: 'ms',
    layer: 'callbacks',
    magicTimes: null,
  },
  callbackLost: {
    says: 'Never delivers the callback, nor a repeat of it.',
    value: 'none',
    layer: 'callbacks',
    magicTimes: null,
  },
  callbackEarly: {
    says: 'Holds the answer to the submit back so many ms (2000): the callback overtakes it.',
    value: 'ms',
    layer: 'wire',
    magicTimes: 1,
  },
  callbackBadSignature: {
    says: 'Signs the callback wrongly.',
    value: 'free',
    layer: 'partner',
    magicTimes: 1,
  },
  signTest: {
    says: 'Sends a probe with a signature that must not verify before the true callback.',
    value: 'free',
    layer: 'partner',
    magicTimes: 1,
  },
  unsignedAnswer: {
    says: 'Leaves the signature out of the answer.',
    value: 'free',
    layer: 'partner',
    magicTimes: 1,
  },
  badSignature: {
    says: 'Signs the answer wrongly.',
    value: 'free',
    layer: 'partner',
    magicTimes: 1,
  },
  echoOtherAmount: {
    says: 'Answers with another amount than was ordered.',
    value: 'free',
    layer: 'partner',
    magicTimes: 1,
  },
  clockSkew: {
    says: 'Signs with a clock that is wrong by so many seconds.',
    value: 'seconds',
    layer: 'partner',
    magicTimes: 1,
  },
  rotateKey: {
    says: 'Signs with the next key.',
    value: 'free',
    layer: 'partner',
    magicTimes: null,
  },
  tokenExpired: {
    says: 'Refuses the access token of this call as expired, before its time.',
    value: 'none',
    layer: 'partner',
    magicTimes: 1,
  },
  statementMissingLine: {
    says: 'Leaves the order out of the statement.',
    value: 'free',
    layer: 'partner',
    magicTimes: null,
  },
  statementExtraLine: {
    says: 'Adds a line to the statement that nobody ordered.',
    value: 'free',
    layer: 'partner',
    magicTimes: null,
  },
  statementLate: {
    says: 'Shows the order on the statement so many ms late.',
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

/** The parts of a value of syntax `code` or `terms`. */
export interface ValueTerms {
  readonly code: string | null;
  readonly delayMs: number | null;
  readonly feeMinor: bigint | null;
}

/**
 * Reads `code`, `code:ms`, `code:ms:fee`, `ms` or `ms:fee`: a part with anything but digits is the
 * code, the first number the delay, the second the fee.
 */
export function readTerms(value: string | null): ValueTerms {
  const parts = value === null ? [] : value.split(':');
  const [delay, fee] = parts.filter((part) => /^\d+$/.test(part));
  return {
    code: parts.find((part) => !/^\d+$/.test(part)) ?? null,
    delayMs: delay === undefined ? null : Math.min(DELAY_MS_MAX, Number(delay)),
    feeMinor: fee === undefined ? null : BigInt(fee),
  };
}

/** Reads a value of syntax `ms` (or `count`), or the behaviour's own default. */
export function readNumber(value: string | null, fallback: number): number {
  return value === null ? fallback : Number(value);
}

/** The parts of a value of syntax `operation`. */
export interface ValueOperations {
  readonly covers: (operation: WireOperation) => boolean;
  readonly delayMs: number | null;
}

/** Reads `submit+inquire:8000` and its like; an absent value means submits alone. */
export function readOperations(value: string | null): ValueOperations {
  const [names = 'submit', delay] = (value ?? 'submit').split(':');
  const covered = new Set(names.split('+'));
  return {
    covers: (operation) => covered.has('all') || covered.has(operation),
    delayMs: delay === undefined ? null : Number(delay),
  };
}

function isDelay(value: string | null): boolean {
  return value === null || (/^\d{1,8}$/.test(value) && Number(value) <= DELAY_MS_MAX);
}

function isTerms(value: string): boolean {
  return value.length <= VALUE_LENGTH_MAX && TERMS.test(value);
}

function isOperations(value: string): boolean {
  const match = OPERATIONS.exec(value);
  return match !== null && (match[1] === undefined || isDelay(match[1]));
}

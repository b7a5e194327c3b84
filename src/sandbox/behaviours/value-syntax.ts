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
export type ValueSyntaxName = keyof typeof VALUE_SYNTAX;

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

import type { Runtime } from '../../runtime/runtime.ts';
import type { BankInstruction } from '../bank/bank.ts';

/** One event in the life of a callback. Holds no name, account or body. */
export interface CallbackLine {
  readonly partner: string;
  readonly reference: string;
  /** The instruction's status that the callback tells of. */
  readonly status: BankInstruction['status'];
  /** Deliveries begun so far; 0 when none was. */
  readonly attempt: number;
  readonly atMs: number;
  readonly outcome: CallbackOutcome;
  /** The receiver's HTTP status; `null` when no answer came. */
  readonly httpStatus: number | null;
}

/**
 * `taken`: finished; `duplicated`: taken, and sent once more on purpose; `failed`: to be repeated;
 * `givenUp`: the schedule is exhausted; `lost`: a behaviour swallowed it; `dropped`: too many wait;
 * `withdrawn`: the partner, asked again for a repeat, had nothing to send.
 */
export type CallbackOutcome =
  'taken' | 'duplicated' | 'failed' | 'givenUp' | 'lost' | 'dropped' | 'withdrawn';

/** A bounded memory of callback events. */
export interface CallbackLog {
  add(line: Omit<CallbackLine, 'atMs'>): void;
  /** Oldest first; of one partner when named. */
  lines(partner?: string): readonly CallbackLine[];
}

/** How many lines are kept; the oldest half goes when the log is full. */
const LINES_MAX = 2_000;

/** Opens an empty log. Changes for which a partner sends no callback are not in it. */
export function createCallbackLog(runtime: Runtime): CallbackLog {
  let lines: CallbackLine[] = [];
  return {
    add(line) {
      if (lines.length === LINES_MAX) lines = lines.slice(LINES_MAX / 2);
      lines.push({ ...line, atMs: runtime.now() });
    },
    lines: (partner) => lines.filter((line) => partner === undefined || line.partner === partner),
  };
}

import type { Runtime } from '../../runtime/runtime.ts';
import type { DeliverCallback } from './callback-delivery.ts';
import { callbackFor, type Letter } from './callback-letter.ts';
import type { CallbackOutcome } from './callback-log.ts';
import type { TimerSet } from './timer-set.ts';

/** What the postman's round is made from. */
export interface CallbackRoundOptions {
  readonly runtime: Runtime;
  readonly timers: TimerSet;
  readonly deliver: DeliverCallback;
  readonly log: (line: string) => void;
  readonly concurrencyMax: number;
  /** Hears what became of each attempt; `httpStatus` is `null` when no answer came. */
  readonly note: (letter: Letter, outcome: CallbackOutcome, httpStatus: number | null) => void;
  /** Called when an attempt is over, whatever came of it. */
  readonly attempted: (letter: Letter) => void;
}

/** Carries letters, some at a time, until each is taken or given up. */
export interface CallbackRound {
  /** Takes a letter whose time has come; its repeats are the round's own business from then on. */
  push(letter: Letter): void;
  /** Deliveries begun and not yet answered. */
  underWay(): number;
  /** Drops what has not left; what comes back from now on is not repeated. */
  close(): void;
}

/** Between two copies of one callback: long enough for the first to be taken. */
const DUPLICATE_MS = 50;

/** Starts an idle round. The queue is bounded by its caller, who counts the letters. */
export function createCallbackRound(options: CallbackRoundOptions): CallbackRound {
  const { runtime, timers, deliver, log, concurrencyMax, note, attempted } = options;
  const ready: Letter[] = [];
  let underWay = 0;
  let closed = false;

  const settle = (letter: Letter, wasTaken: boolean, httpStatus: number | null): void => {
    const { outcome, againMs } = afterAttempt(letter, wasTaken, closed);
    note(letter, outcome, httpStatus);
    if (againMs !== null) timers.after(againMs, () => push(letter));
  };

  /** One attempt. Never rejects: partners and receivers may throw, the postman may not. */
  const carry = async (letter: Letter): Promise<void> => {
    const { partner } = letter;
    letter.attempt += 1;
    try {
      const callback = callbackFor(letter, runtime);
      if (callback === null) {
        note(letter, 'withdrawn', null);
        return;
      }
      const { status, body } = await deliver(callback);
      settle(letter, partner.callbackTaken(status, body), status);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'no error object';
      log(`sandbox ${partner.name}: callback not delivered: ${reason}`);
      settle(letter, false, null);
    }
  };

  const pump = (): void => {
    while (underWay < concurrencyMax) {
      const letter = ready.shift();
      if (letter === undefined) return;
      underWay += 1;
      void carry(letter).finally(() => {
        underWay -= 1;
        attempted(letter);
        pump();
      });
    }
  };

  const push = (letter: Letter): void => {
    ready.push(letter);
    pump();
  };

  return {
    push,
    underWay: () => underWay,
    close() {
      closed = true;
      ready.length = 0;
    },
  };
}

/** What an attempt came to, and after how long the next one follows; `null` when none does. */
function afterAttempt(
  letter: Letter,
  wasTaken: boolean,
  isLast: boolean,
): { readonly outcome: CallbackOutcome; readonly againMs: number | null } {
  if (wasTaken) {
    if (isLast || letter.duplicatesLeft === 0) return { outcome: 'taken', againMs: null };
    letter.duplicatesLeft -= 1;
    return { outcome: 'duplicated', againMs: DUPLICATE_MS };
  }
  const againMs = letter.partner.callbackRetryMs[letter.attempt - 1];
  return isLast || againMs === undefined
    ? { outcome: 'givenUp', againMs: null }
    : { outcome: 'failed', againMs };
}

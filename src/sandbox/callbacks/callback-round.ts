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

  const afterTaken = (letter: Letter, httpStatus: number): void => {
    if (closed || letter.duplicatesLeft === 0) {
      note(letter, 'taken', httpStatus);
      return;
    }
    letter.duplicatesLeft -= 1;
    note(letter, 'duplicated', httpStatus);
    timers.after(DUPLICATE_MS, () => push(letter));
  };

  const afterFailure = (letter: Letter, httpStatus: number | null): void => {
    const waitMs = letter.partner.callbackRetryMs[letter.attempt - 1];
    if (closed || waitMs === undefined) {
      note(letter, 'givenUp', httpStatus);
      return;
    }
    note(letter, 'failed', httpStatus);
    timers.after(waitMs, () => push(letter));
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
      if (partner.callbackTaken(status, body)) afterTaken(letter, status);
      else afterFailure(letter, status);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'no error object';
      log(`sandbox ${partner.name}: callback not delivered: ${reason}`);
      afterFailure(letter, null);
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

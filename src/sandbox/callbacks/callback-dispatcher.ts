import type { Runtime } from '../../runtime/runtime.ts';
import type { BankInstruction } from '../bank/bank.ts';
import type { BehaviourName } from '../behaviours/behaviour.ts';
import { readNumber } from '../behaviours/value-syntax.ts';
import type { DeliverCallback } from './callback-delivery.ts';
import { type Letter, writeLetter } from './callback-letter.ts';
import { type CallbackLine, type CallbackOutcome, createCallbackLog } from './callback-log.ts';
import { createCallbackRound } from './callback-round.ts';
import type { SandboxPartner } from '../partners/sandbox-partner.ts';
import { createTimerSet, type TimerSet } from './timer-set.ts';

/** What a dispatcher is made from. */
export interface CallbackDispatcherOptions {
  readonly partners: readonly SandboxPartner[];
  readonly runtime: Runtime;
  /** Must settle in the end: a delivery that never does keeps its place for ever. */
  readonly deliver: DeliverCallback;
  readonly log: (line: string) => void;
  /** Callbacks being delivered at one moment, over all partners; 8 when absent. */
  readonly concurrencyMax?: number;
  /** Callbacks known and not finished, waiting for a repeat included; 20000 when absent. */
  readonly pendingMax?: number;
}

/** The sandbox's postman: carries each partner's callbacks until they are taken or given up. */
export interface CallbackDispatcher {
  /** What happened lately, oldest first; of one partner when named. */
  lines(partner?: string): readonly CallbackLine[];
  /** Callbacks not yet taken, given up or lost. */
  pending(): number;
  /** Forgets everything that waits and delivers no more. What has left is not recalled. */
  close(): void;
}

const CONCURRENCY_MAX = 8;
const PENDING_MAX = 20_000;
const LATE_MS = 5_000;
const REORDER_MS = 3_000;

/** Outcomes after which a callback may still be delivered again. */
const UNFINISHED: ReadonlySet<CallbackOutcome> = new Set(['failed', 'duplicated']);

/**
 * Listens to every partner's bank and delivers what `partner.callback` builds for a change.
 *
 * A delivery that fails, or whose answer `callbackTaken` declines, is repeated by the partner's
 * own schedule and then given up. When too many callbacks wait, new ones are dropped and logged:
 * a gateway may not rely on callbacks, so the sandbox does not promise them.
 */
export function createCallbackDispatcher(options: CallbackDispatcherOptions): CallbackDispatcher {
  const { partners, runtime, deliver, log } = options;
  const { concurrencyMax = CONCURRENCY_MAX, pendingMax = PENDING_MAX } = options;
  const history = createCallbackLog(runtime);
  const timers = createTimerSet(runtime);
  let letters = 0;
  let pendingCount = 0;
  let closed = false;

  const note = (letter: Letter, outcome: CallbackOutcome, httpStatus: number | null): void => {
    const { partner, instruction, attempt } = letter;
    const { reference, status } = instruction;
    if (!UNFINISHED.has(outcome)) pendingCount -= 1;
    history.add({ partner: partner.name, reference, status, attempt, outcome, httpStatus });
  };

  const attempted = (letter: Letter): void => holds.releaseBefore(letter);
  const carrying = { runtime, timers, deliver, log, concurrencyMax, note, attempted };
  const round = createCallbackRound(carrying);
  const holds = createHolds(timers, (letter) => round.push(letter));

  const start = (letter: Letter): void => {
    const plan = planOf(letter, holds.has(letter.partner));
    letter.duplicatesLeft = plan.duplicates;
    if (plan.kind === 'lose') note(letter, 'lost', null);
    else if (plan.kind === 'hold') holds.hold(letter, plan.ms);
    else if (plan.ms === 0) round.push(letter);
    else timers.after(plan.ms, () => round.push(letter));
  };

  const open = (partner: SandboxPartner, instruction: BankInstruction): void => {
    const letter = attempt(partner, log, () =>
      writeLetter(partner, instruction, letters + 1, runtime),
    );
    if (letter === null) return;
    letters += 1;
    pendingCount += 1;
    if (pendingCount <= pendingMax) {
      start(letter);
      return;
    }
    log(`sandbox ${partner.name}: too many callbacks wait, one was dropped`);
    note(letter, 'dropped', null);
  };

  for (const partner of partners) {
    partner.bank.onChange((instruction) => {
      // Not in this turn: the partner may still be writing down the order that was just taken.
      if (!closed) timers.after(0, () => open(partner, instruction));
    });
  }

  return {
    lines: (partner) => history.lines(partner),
    pending: () => pendingCount,
    close() {
      closed = true;
      timers.clear();
      holds.clear();
      round.close();
      pendingCount = round.underWay();
    },
  };
}

/** Letters held back until a later one of the same partner has gone out; one per partner. */
interface Holds {
  has(partner: SandboxPartner): boolean;
  hold(letter: Letter, holdMs: number): void;
  /** Lets go what was held before the given letter was written. */
  releaseBefore(letter: Letter): void;
  clear(): void;
}

function createHolds(timers: TimerSet, push: (letter: Letter) => void): Holds {
  const heldByPartner = new Map<string, Letter>();
  const release = (letter: Letter): void => {
    if (heldByPartner.get(letter.partner.name) !== letter) return;
    heldByPartner.delete(letter.partner.name);
    push(letter);
  };
  return {
    has: (partner) => heldByPartner.has(partner.name),
    hold(letter, holdMs) {
      heldByPartner.set(letter.partner.name, letter);
      timers.after(holdMs, () => release(letter));
    },
    releaseBefore({ partner, number }) {
      const held = heldByPartner.get(partner.name);
      if (held !== undefined && held.number < number) release(held);
    },
    clear: () => heldByPartner.clear(),
  };
}

/** How a letter starts on its way: never, behind a later one, or after so many ms (0: at once). */
interface LetterPlan {
  readonly kind: 'lose' | 'hold' | 'send';
  readonly ms: number;
  readonly duplicates: number;
}

/** Draws the behaviours of a callback's way to the gateway. */
function planOf({ partner, instruction }: Letter, oneIsHeld: boolean): LetterPlan {
  const strike = (name: BehaviourName) =>
    partner.bank.behaviours.strikes(name, instruction.reference, '');
  if (strike('callbackLost') !== null) return { kind: 'lose', ms: 0, duplicates: 0 };
  const duplicate = strike('callbackDuplicate');
  const duplicates = duplicate === null ? 0 : readNumber(duplicate.value, 1);
  // Two change places: the one that finds another waiting goes ahead of it.
  const reorder = oneIsHeld ? null : strike('callbackReorder');
  if (reorder !== null) {
    return { kind: 'hold', ms: readNumber(reorder.value, REORDER_MS), duplicates };
  }
  const late = strike('callbackLate');
  return { kind: 'send', ms: late === null ? 0 : readNumber(late.value, LATE_MS), duplicates };
}

/** Runs a partner's own code; a partner that throws has no callback to send. */
function attempt<T>(
  partner: SandboxPartner,
  log: (line: string) => void,
  build: () => T | null,
): T | null {
  try {
    return build();
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'no error object';
    log(`sandbox ${partner.name}: callback not built: ${reason}`);
    return null;
  }
}

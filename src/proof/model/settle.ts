import { mayYetSay, opensRecord, profileOf, recordOf } from './bank.ts';
import type { Bounds } from './bounds.ts';
import {
  at,
  AT,
  CALL,
  callOf,
  lineAt,
  lineOf,
  ON_WIRE,
  ORPHAN,
  payoutOf,
  questionBit,
  RECORD,
  REPLY,
  replyOf,
} from './layout.ts';
import type { AttemptRow } from './row.ts';
import { evidence, resendReady } from './questions.ts';
import type { Stage } from './stage.ts';
import { FAILED_COPIES, FAILED_QUESTIONS, SOURCE, WORD } from './words.ts';

/** One attempt in a state, and what the payout would still listen to. */
interface Scene {
  readonly state: Uint8Array;
  readonly attempt: AttemptRow;
  readonly sends: number;
  /** All that its bank may yet say of it. */
  readonly said: readonly number[];
  readonly mayBeSent: boolean;
  readonly mayArrive: boolean;
  /** True when a copy on its way can still open a record. */
  readonly mayOpen: boolean;
  isDeaf(word: number, source: number, epoch: number, quiet?: number): boolean;
}

/**
 * Takes out of a state what nobody will ever listen to: answers to which the payout is deaf, copies
 * that a bank can only answer from its record to nobody, records of dead attempts that nobody will
 * ask about.
 *
 * Each rule replaces a state by one that it can reach by steps that change nothing else, and that
 * can do everything else it could do. So every broken promise and every way to an end of the one
 * is one of the other. `merging.test.ts` compares searches with and without it.
 */
export function createSettle({ table, bounds }: Stage): (state: Uint8Array) => void {
  if (bounds.merging !== 'deafness') return () => undefined;
  return (state) => {
    const payoutId = payoutOf(state);
    for (const attempt of table.row(payoutId).attempts) {
      const { no, slot } = attempt;
      const mayBeSent = !table.isDeaf(payoutId, resendReady(no));
      const mayArrive = mayBeSent || isOnWire(state, slot, bounds.sends);
      const scene: Scene = {
        state,
        attempt,
        sends: bounds.sends,
        said: mayYetSay(state, slot, mayArrive, bounds),
        mayBeSent,
        mayArrive,
        mayOpen: mayOpen(state, slot, bounds),
        isDeaf: (word, source, epoch, quiet = 0) =>
          table.isDeaf(payoutId, evidence(no, epoch, word, source, quiet)),
      };
      endCalls(scene);
      dropCopies(scene);
      forgetQuestions(scene);
      forgetCancel(scene);
      closeFile(scene);
    }
  };
}

/** Now, or once what the bank has in hand is refused and its key is free again. */
function mayOpen(state: Uint8Array, slot: number, bounds: Bounds): boolean {
  if (opensRecord(state, slot, bounds)) return true;
  return profileOf(bounds, slot) === 'frees' && recordOf(state, slot) === RECORD.accepted;
}

function isOnWire(state: Uint8Array, slot: number, sends: number): boolean {
  for (let epoch = 1; epoch <= sends; epoch++) {
    if ((at(state, lineAt(slot, epoch)) & ON_WIRE) !== 0) return true;
  }
  return false;
}

/** A call that can bring nothing new any more is over: let its time-out have come. */
function endCalls({ state, attempt, sends, said, isDeaf }: Scene): void {
  for (let epoch = 1; epoch <= sends; epoch++) {
    const place = lineAt(attempt.slot, epoch);
    const line = at(state, place);
    if (callOf(line) === CALL.none) continue;
    const onWire = line & ON_WIRE;
    const isDeafTo = (word: number) => isDeaf(word, SOURCE.response, epoch);
    const waits = callOf(line) === CALL.waiting;
    if (waits && !isDeafTo(WORD.lost)) continue;
    if (waits && onWire !== 0 && !isDeaf(WORD.neverSent, SOURCE.socket, epoch)) continue;
    if (repliesOf(replyOf(line), onWire, said).every(isDeafTo)) {
      state[place] = lineOf(onWire, CALL.none, REPLY.none);
    }
  }
}

/** What the call may yet hear from the bank. */
function repliesOf(reply: number, onWire: number, said: readonly number[]): readonly number[] {
  switch (reply) {
    case REPLY.busy:
      return [WORD.busy];
    case REPLY.duplicate:
      return [WORD.duplicate];
    case REPLY.recorded:
      return said;
    default:
      return onWire === 0 ? [] : [...said, ...FAILED_COPIES];
  }
}

/** A copy that its bank recognises, and answers to nobody, might as well be lost. */
function dropCopies({ state, attempt, sends, mayOpen }: Scene): void {
  const { no, slot } = attempt;
  if (mayOpen || at(state, AT.closed + no - 1) === 1) return;
  for (let epoch = 1; epoch <= sends; epoch++) {
    if (at(state, lineAt(slot, epoch)) === ON_WIRE) state[lineAt(slot, epoch)] = 0;
  }
}

/** An inquiry whose every answer falls on deaf ears might as well be lost. */
function forgetQuestions({ state, attempt, sends, said, isDeaf }: Scene): void {
  const [asked, absent] = [AT.asked + attempt.no - 1, AT.absent + attempt.no - 1];
  for (let epoch = 1; epoch <= sends; epoch++) {
    for (const quiet of [0, 1]) {
      const bit = questionBit(epoch, quiet);
      if (((at(state, asked) | at(state, absent)) & bit) === 0) continue;
      const isDeafTo = (word: number) => isDeaf(word, SOURCE.inquiry, epoch, quiet);
      if (!isDeafTo(WORD.absent)) continue;
      state[absent] = at(state, absent) & ~bit;
      if (said.every(isDeafTo) && FAILED_QUESTIONS.every(isDeafTo)) {
        state[asked] = at(state, asked) & ~bit;
      }
    }
  }
}

/** A cancel request that can stop nothing, and whose answer nobody heeds, might as well be lost. */
function forgetCancel({ state, attempt, said, mayOpen, mayArrive, isDeaf }: Scene): void {
  const place = AT.cancel + attempt.no - 1;
  const epoch = at(state, place);
  if (epoch === 0) return;
  const record = recordOf(state, attempt.slot);
  if (record === RECORD.accepted || (mayOpen && mayArrive)) return;
  const isDeafTo = (word: number) => isDeaf(word, SOURCE.inquiry, epoch);
  const answers = [WORD.absent, ...FAILED_QUESTIONS, ...said];
  if (epoch === ORPHAN || answers.every(isDeafTo)) state[place] = 0;
}

/** A dead attempt of which nothing can be sent, asked or heard is history. */
function closeFile({ state, attempt, sends, said, mayBeSent, isDeaf }: Scene): void {
  const { no, slot, live } = attempt;
  if (live) return;
  state[AT.closed + no - 1] = 0;
  for (let epoch = 1; epoch <= sends; epoch++) if (at(state, lineAt(slot, epoch)) !== 0) return;
  const isAsked = at(state, AT.asked + no - 1) !== 0 || at(state, AT.cancel + no - 1) !== 0;
  const isHeard = said.some((word) => !isDeaf(word, SOURCE.webhook, 0));
  if (!mayBeSent && !isAsked && !isHeard) state[AT.records + slot] = RECORD.none;
}

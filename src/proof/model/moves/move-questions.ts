import { isUnknown, recordOf, sayingsOf, wordOf, write } from '../bank.ts';
import { at, AT, ORPHAN, questionBit, RECORD } from '../layout.ts';
import type { AttemptRow } from '../row.ts';
import { evidence } from '../questions.ts';
import type { Stage, Visit } from '../stage.ts';
import { about, STEP, step } from '../steps.ts';
import { FAILED_QUESTIONS, SOURCE, WORD } from '../words.ts';

/**
 * Inquiries and cancel requests under way, any number of them, answered in any order or never. A
 * "not found" stays on its way once it was said: it may arrive long after it was so.
 */
export function moveQuestions(stage: Stage, state: Uint8Array, visit: Visit): void {
  for (const attempt of stage.rowOf(state).attempts) {
    for (let epoch = 1; epoch <= stage.bounds.sends; epoch++) {
      moveInquiry(stage, state, attempt, epoch, 0, visit);
      moveInquiry(stage, state, attempt, epoch, 1, visit);
    }
    moveCancel(stage, state, attempt, visit);
  }
}

function moveInquiry(
  stage: Stage,
  state: Uint8Array,
  { no, slot }: AttemptRow,
  epoch: number,
  quiet: number,
  visit: Visit,
): void {
  const bit = questionBit(epoch, quiet);
  const tell = (word: number) =>
    stage.mention(state, evidence(no, epoch, word, SOURCE.inquiry, quiet), visit);
  const found = at(state, AT.absent + no - 1);
  if ((found & bit) !== 0) tell(WORD.absent);
  if ((at(state, AT.asked + no - 1) & bit) === 0) return;
  for (const word of FAILED_QUESTIONS) tell(word);
  if (!isUnknown(state, slot)) {
    for (const word of sayingsOf(recordOf(state, slot))) tell(word);
  } else if ((found & bit) === 0) {
    // A bank that forgot the key has forgotten the order too: its horizon is over.
    const next = stage.copyOf(state);
    next[AT.absent + no - 1] = found | bit;
    visit(next, step(STEP.bankFindsNothing, about(slot, 0)), null);
  }
}

function moveCancel(stage: Stage, state: Uint8Array, { no, slot }: AttemptRow, visit: Visit): void {
  const place = AT.cancel + no - 1;
  const epoch = at(state, place);
  if (epoch === 0) return;
  const lost = stage.copyOf(state);
  lost[place] = 0;
  visit(lost, step(STEP.lostCancel, about(slot, 0)), null);

  const next = stage.copyOf(state);
  next[place] = 0;
  if (recordOf(state, slot) === RECORD.accepted) write(next, slot, RECORD.cancelled);
  // Its answer is told as that of an inquiry without quiet time: `decide()` takes the two alike
  // (test/payouts/decide/cancel-evidence.test.ts).
  if (epoch !== ORPHAN) {
    next[AT.asked + no - 1] = at(state, AT.asked + no - 1) | questionBit(epoch, 0);
  }
  visit(next, step(STEP.bankReadsCancel, about(slot, wordOf(recordOf(next, slot)))), null);
}

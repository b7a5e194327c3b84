import { CHOICES, opensRecord, profileOf, recordOf, sayingsOf, write } from '../bank.ts';
import {
  at,
  CALL,
  callOf,
  lineOf,
  ON_WIRE,
  RECORD,
  REPLY,
  replyOf,
  setTwins,
  twinsLeft,
} from '../layout.ts';
import { evidence } from '../questions.ts';
import { eachLine, type Stage, type Visit } from '../stage.ts';
import { about, STEP, step } from '../steps.ts';
import { SOURCE, WORD } from '../words.ts';

/** One copy: it leaves or does not, is lost, arrives; its call times out or is answered. */
export function moveCopies(stage: Stage, state: Uint8Array, visit: Visit): void {
  eachLine(state, (place, slot, epoch, no) => {
    const line = at(state, place);
    const [onWire, call, reply] = [line & ON_WIRE, callOf(line), replyOf(line)];
    const tell = (left: number, word: number, source: number) => {
      const next = stage.copyOf(state);
      next[place] = left;
      stage.tell(next, evidence(no, epoch, word, source, 0), visit);
    };
    const mayNeverHaveLeft = onWire !== 0 && reply === REPLY.none;
    if (call === CALL.waiting && mayNeverHaveLeft) tell(0, WORD.neverSent, SOURCE.socket);
    if (call === CALL.waiting) tell(listening(onWire, reply), WORD.lost, SOURCE.response);
    for (const word of wordsOf(state, slot, reply)) tell(onWire, word, SOURCE.response);
    if (onWire === 0) return;
    const next = stage.copyOf(state);
    next[place] = call === CALL.late ? 0 : lineOf(0, call, reply);
    visit(next, step(STEP.lostCopy, about(slot, 0)), null);
    arrive(stage, state, place, slot, visit);
  });
}

/** After a timeout one listens on, as long as anything can still come. */
function listening(onWire: number, reply: number): number {
  return onWire === 0 && reply === REPLY.none ? 0 : lineOf(onWire, CALL.late, reply);
}

/** A reply about the record may be late, so it may say what was so before. */
function wordsOf(state: Uint8Array, slot: number, reply: number): readonly number[] {
  switch (reply) {
    case REPLY.busy:
      return [WORD.busy];
    case REPLY.duplicate:
      return [WORD.duplicate];
    case REPLY.recorded:
      return sayingsOf(recordOf(state, slot));
    default:
      return [];
  }
}

/** The bank reads a copy. A new key is its free choice; a known one is answered, not obeyed. */
function arrive(stage: Stage, state: Uint8Array, place: number, slot: number, visit: Visit): void {
  const { bounds } = stage;
  const call = callOf(at(state, place));
  const heard = replyOf(at(state, place));
  const forgetful = profileOf(bounds, slot) === 'forgets';
  const answer = (next: Uint8Array, reply: number, kind: number, word: number) => {
    // The line carries the answer to the first of two deliveries.
    const kept = heard === REPLY.none ? reply : heard;
    next[place] = call === CALL.none ? 0 : lineOf(0, call, kept);
    visit(next, step(kind, about(slot, word)), null);
    if (forgetful || twinsLeft(next) === 0) return;
    setTwins(next, twinsLeft(next) - 1);
    next[place] = at(next, place) | ON_WIRE;
    visit(next, step(kind, about(slot, word)), null);
  };
  answer(stage.copyOf(state), REPLY.busy, STEP.bankDecides, WORD.busy);
  if (!opensRecord(state, slot, bounds)) {
    answer(stage.copyOf(state), REPLY.recorded, STEP.bankKnows, WORD.accepted);
    answer(stage.copyOf(state), REPLY.duplicate, STEP.bankKnows, WORD.duplicate);
    return;
  }
  for (const record of bounds.holds ? [...CHOICES, RECORD.blocked] : CHOICES) {
    const next = stage.copyOf(state);
    write(next, slot, record);
    answer(next, REPLY.recorded, STEP.bankDecides, sayingsOf(record)[0] ?? WORD.lost);
  }
}

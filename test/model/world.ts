import { BLOCKS, CHOICES, opensRecord, recordOf, SAYS, write } from './bank.ts';
import type { Bounds } from './bounds.ts';
import {
  AT,
  attemptNoOf,
  CALL,
  callOf,
  CLOSED,
  DRAINED,
  EPOCHS_ROOM,
  lineAt,
  lineOf,
  ON_WIRE,
  RECORD,
  RECORD_FORGOTTEN,
  replyOf,
  SLOTS,
  STATE_BYTES,
} from './layout.ts';
import type { Outcome, PayoutTable, Row } from './payout-table.ts';
import type { Product } from './product.ts';
import { evidence, FACT, resendReady, resolved } from './questions.ts';
import { about, STEP, step } from './steps.ts';
import { SOURCE, WORD } from './words.ts';

/** Takes a state that one step leads to. The bytes are reused: copy what must last. */
export type Visit = (next: Uint8Array, stepCode: number, flaw: string | null) => void;

/** Everything that may happen next, and what must never be. */
export interface World {
  readonly first: Uint8Array;
  successors(state: Uint8Array, visit: Visit): void;
  /** Which promise the state breaks, or `null`. */
  flaw(state: Uint8Array): string | null;
  /** True for final states, and for conflict, which people end. */
  isEnd(state: Uint8Array): boolean;
}

const SHELL_FACTS = [
  FACT.tick,
  FACT.cancelRequested,
  FACT.judgedFree,
  FACT.judgedHeld,
  FACT.released,
  FACT.refusedOnReview,
  FACT.routedA,
  FACT.routedB,
  FACT.unroutableNow,
  FACT.unroutableEver,
  FACT.recovered,
] as const;

const FAILED_QUESTIONS = [WORD.lost, WORD.neverSent, WORD.busy, WORD.duplicate] as const;

/** The world around one payout: wires, banks, clocks, people, crashes. */
export function createWorld(table: PayoutTable, bounds: Bounds, product: Product): World {
  const first = new Uint8Array(STATE_BYTES);
  setPayout(first, table.born);
  first[AT.crashes] = bounds.crashes;
  first[AT.returns] = bounds.returns;
  first[AT.lies] = bounds.lies;
  const unsentId = table.ask(table.born, FACT.judgedFree, 0).next;
  const next = new Uint8Array(STATE_BYTES);

  const rowOf = (state: Uint8Array) => table.row(payoutOf(state));

  function successors(state: Uint8Array, visit: Visit): void {
    const row = rowOf(state);
    tellShellFacts(state, row, visit);
    for (const attempt of row.attempts) moveAttempt(state, row, attempt, visit);
    for (let slot = 0; slot < SLOTS; slot++) {
      for (let epoch = 1; epoch <= bounds.sends; epoch++) moveLine(state, slot, epoch, visit);
      moveBank(state, row, slot, visit);
    }
    moveInquiry(state, visit);
    moveCancel(state, visit);
    moveCallbacks(state, row, visit);
    if (at(state, AT.crashes) > 0) {
      next.set(state);
      crash(next);
      visit(next, step(STEP.crash, 0), null);
    }
    if (bounds.deadline && at(state, AT.deadline) === 0) {
      next.set(state);
      next[AT.deadline] = 1;
      visit(next, step(STEP.deadline, 0), null);
    }
  }

  /** Facts without a message: the shell may tell any of them at any moment, even uncalled for. */
  function tellShellFacts(state: Uint8Array, row: Row, visit: Visit): void {
    for (const code of SHELL_FACTS) {
      if (!mayTell(state, row, code)) continue;
      next.set(state);
      tell(next, code, visit);
      if (code === FACT.routedA || code === FACT.routedB) breakShell(state, row, code, visit);
    }
    for (const { no, epoch, slot } of row.attempts) {
      if (epoch < bounds.sends) {
        next.set(state);
        tell(next, resendReady(no), visit);
      }
      if (bounds.operators && row.state === 'IN_DOUBT') speakAsOperators(state, no, slot, visit);
    }
  }

  function mayTell(state: Uint8Array, row: Row, code: number): boolean {
    switch (code) {
      case FACT.cancelRequested:
        return bounds.cancel;
      case FACT.judgedHeld:
        return bounds.holds;
      case FACT.routedA:
        return canRoute(row, 'A');
      case FACT.routedB:
        return canRoute(row, 'B');
      case FACT.unroutableEver:
        return !canRoute(row, 'A') && !canRoute(row, 'B');
      case FACT.recovered:
        return row.attempts.every(({ no, underWay }) => !underWay || !isCalling(state, no));
      default:
        return true;
    }
  }

  function canRoute({ payout }: Row, partner: string): boolean {
    const room = payout.attempts.length < bounds.attempts;
    return room && !payout.excludedPartners.includes(partner);
  }

  /** What rules R4 and R12 forbid the shell; only a mutation does it. */
  function breakShell(state: Uint8Array, row: Row, code: number, visit: Visit): void {
    if (product.shell === 'sendsBeforeWriting' && at(state, AT.crashes) > 0) {
      const outcome = table.ask(payoutOf(state), code, clockOf(state, row));
      const sent = table.row(outcome.next).attempts.at(-1);
      if (outcome.effects.length === 0 || sent === undefined) return;
      next.set(state);
      crash(next);
      next[lineAt(sent.slot, 1)] = ON_WIRE;
      visit(next, step(STEP.sentUnwritten, about(sent.slot, 0)), null);
    }
    if (product.shell === 'twoWriters' && row.attempts.length === 1) {
      const outcome = table.askStale(payoutOf(state), unsentId, code);
      next.set(state);
      perform(next, outcome);
      visit(next, step(STEP.staleWriter, code), null);
    }
  }

  /** The first operator says anything; the second only what its evidence shows. */
  function speakAsOperators(state: Uint8Array, no: number, slot: number, visit: Visit): void {
    for (const executed of [true, false]) {
      next.set(state);
      tell(next, resolved(no, 0, executed), visit);
      const record = recordOf(state, slot);
      const paid = record === RECORD.paid || record === RECORD.returned;
      const never = !paid && record !== RECORD.accepted && !isMoving(state, no);
      if (executed ? !paid : !never) continue;
      next.set(state);
      tell(next, resolved(no, 1, executed), visit);
    }
  }

  /** Time, as far as it means something to an attempt: its drain time, its key window. */
  function moveAttempt(
    state: Uint8Array,
    { attempts }: Row,
    { no, slot, live }: Row['attempts'][number],
    visit: Visit,
  ): void {
    if (!live || attempts.length === 0 || isMoving(state, no)) return;
    const place = AT.attempts + no - 1;
    const flags = at(state, place);
    if ((flags & DRAINED) === 0) {
      next.set(state);
      next[place] = flags | DRAINED;
      visit(next, step(STEP.drain, about(slot, 0)), null);
    }
    if ((flags & CLOSED) === 0) {
      next.set(state);
      next[place] = flags | CLOSED;
      if (bounds.deadline) next[AT.deadline] = 1;
      visit(next, step(STEP.window, about(slot, 0)), null);
    }
  }

  /** One copy: it leaves, is lost, arrives; its call times out or is answered. */
  function moveLine(state: Uint8Array, slot: number, epoch: number, visit: Visit): void {
    const place = lineAt(slot, epoch);
    const line = at(state, place);
    if (line === 0) return;
    const [call, reply] = [callOf(line), replyOf(line)];
    const no = attemptNoOf(slot);
    if (call === CALL.dialling) {
      next.set(state);
      next[place] = lineOf(1, CALL.waiting, 0);
      visit(next, step(STEP.leaves, about(slot, 0)), null);
      next.set(state);
      next[place] = 0;
      tell(next, evidence(no, epoch, WORD.neverSent, SOURCE.socket, 0), visit);
    }
    if (call === CALL.waiting) {
      next.set(state);
      next[place] = settled(line & ON_WIRE, CALL.late, reply);
      tell(next, evidence(no, epoch, WORD.lost, SOURCE.response, 0), visit);
    }
    if (reply !== 0) {
      next.set(state);
      next[place] = line & ON_WIRE;
      clearDrained(next, no);
      tell(next, evidence(no, epoch, reply, SOURCE.response, 0), visit);
    }
    if ((line & ON_WIRE) === 0) return;
    next.set(state);
    next[place] = settled(0, call, reply);
    visit(next, step(STEP.lostCopy, about(slot, 0)), null);
    arrive(state, slot, place, visit);
  }

  /** The bank reads a copy. A new key is its free choice; a known one is answered, not obeyed. */
  function arrive(state: Uint8Array, slot: number, place: number, visit: Visit): void {
    const call = callOf(at(state, place));
    const answer = (word: number, kind: number) => {
      next[place] = settled(0, call, call === CALL.none ? 0 : word);
      visit(next, step(kind, about(slot, word)), null);
    };
    next.set(state);
    answer(WORD.busy, STEP.bankDecides);
    const forgetful = bounds.partners[slot % 2 === 0 ? 0 : 1] === 'forgets';
    if (forgetful || opensRecord(state, slot)) {
      for (const { record, word } of bounds.holds ? [...CHOICES, BLOCKS] : CHOICES) {
        next.set(state);
        write(next, slot, record);
        answer(word, STEP.bankDecides);
      }
      return;
    }
    for (const word of [SAYS[recordOf(state, slot)] ?? WORD.lost, WORD.duplicate]) {
      next.set(state);
      answer(word, STEP.bankKnows);
    }
  }

  /** What the bank does by itself with what it recorded. */
  function moveBank(state: Uint8Array, row: Row, slot: number, visit: Visit): void {
    const record = recordOf(state, slot);
    if (record === RECORD.none) return;
    const place = AT.records + slot;
    const forgotten = at(state, place) & RECORD_FORGOTTEN;
    const become = (to: number, kind: number) => {
      next.set(state);
      write(next, slot, to);
      next[place] = at(next, place) | forgotten;
      if (to === RECORD.returned) next[AT.returns] = at(next, AT.returns) - 1;
      visit(next, step(kind, about(slot, SAYS[to] ?? 0)), null);
    };
    if (record === RECORD.accepted) {
      become(RECORD.paid, STEP.bankSettles);
      become(RECORD.rejected, STEP.bankSettles);
    }
    if (record === RECORD.paid && at(state, AT.returns) > 0) {
      become(RECORD.returned, STEP.bankReturns);
    }
    const closed = at(state, AT.attempts + attemptNoOf(slot) - 1) & CLOSED;
    const mine = row.attempts.some((attempt) => attempt.slot === slot && attempt.live);
    if (closed !== 0 && forgotten === 0 && mine) {
      next.set(state);
      next[place] = record | RECORD_FORGOTTEN;
      visit(next, step(STEP.bankForgets, about(slot, 0)), null);
    }
  }

  function moveInquiry(state: Uint8Array, visit: Visit): void {
    const stage = at(state, AT.inquiry);
    if (stage === 0) return;
    const slot = at(state, AT.inquirySlot);
    const ask = (word: number) => {
      next.set(state);
      next.fill(0, AT.inquiry, AT.inquiryQuiet + 1);
      const [epoch, quiet] = [at(state, AT.inquiryEpoch), at(state, AT.inquiryQuiet)];
      tell(next, evidence(attemptNoOf(slot), epoch, word, SOURCE.inquiry, quiet), visit);
    };
    if (stage > 1) {
      ask(stage - 2);
      return;
    }
    for (const word of FAILED_QUESTIONS) ask(word);
    // A bank that forgot the key has forgotten the order too: its horizon is over.
    const word = opensRecord(state, slot) ? WORD.absent : (SAYS[recordOf(state, slot)] ?? 0);
    next.set(state);
    next[AT.inquiry] = word + 2;
    visit(next, step(STEP.bankAnswersInquiry, about(slot, word)), null);
  }

  function moveCancel(state: Uint8Array, visit: Visit): void {
    const stage = at(state, AT.cancel);
    if (stage === 0) return;
    const slot = at(state, AT.cancelSlot);
    next.set(state);
    next.fill(0, AT.cancel, AT.cancelOrphan + 1);
    if (stage > 1) {
      const epoch = at(state, AT.cancelEpoch);
      tell(next, evidence(attemptNoOf(slot), epoch, stage - 2, SOURCE.inquiry, 0), visit);
      return;
    }
    visit(next, step(STEP.lostCancel, about(slot, 0)), null);
    const orphan = at(state, AT.cancelOrphan) === 1;
    const stopped = recordOf(state, slot) === RECORD.accepted;
    next.set(state);
    if (stopped) next[AT.records + slot] = RECORD.cancelled;
    const word = opensRecord(next, slot) ? WORD.absent : (SAYS[recordOf(next, slot)] ?? 0);
    if (orphan) next.fill(0, AT.cancel, AT.cancelOrphan + 1);
    else next[AT.cancel] = word + 2;
    visit(next, step(STEP.bankAnswersCancel, about(slot, word)), null);
  }

  /** Callbacks may come at any time, twice, late, or with what was true before. */
  function moveCallbacks(state: Uint8Array, row: Row, visit: Visit): void {
    for (let index = 0; index < bounds.callbacks; index++) {
      const said = at(state, AT.callbacks + index);
      if (said === 0) continue;
      const [slot, word] = [(said - 1) >> 4, (said - 1) % 16];
      next.set(state);
      next[AT.callbacks + index] = 0;
      visit(next, step(STEP.lostCallback, about(slot, word)), null);
      next.set(state);
      next[AT.callbacks + index] = 0;
      const no = attemptNoOf(slot);
      const epoch = row.attempts.find((attempt) => attempt.no === no)?.epoch ?? 1;
      tell(next, evidence(no, epoch, word, SOURCE.webhook, 0), visit);
    }
    const room = roomForCallback(state);
    if (room < 0) return;
    for (let slot = 0; slot < SLOTS; slot++) callBack(state, slot, room, visit);
  }

  function callBack(state: Uint8Array, slot: number, room: number, visit: Visit): void {
    const record = recordOf(state, slot);
    if (record === RECORD.none) return;
    const say = (word: number, kind: number) => {
      next.set(state);
      next[AT.callbacks + room] = 1 + about(slot, word);
      if (kind === STEP.lie) {
        next[AT.lied] = 1;
        next[AT.lies] = at(state, AT.lies) - 1;
      }
      visit(next, step(kind, about(slot, word)), null);
    };
    say(SAYS[record] ?? 0, STEP.callback);
    if (record !== RECORD.accepted) say(WORD.accepted, STEP.callback);
    if (record === RECORD.returned) say(WORD.executed, STEP.callback);
    const tempting = record === RECORD.accepted || record === RECORD.paid;
    if (at(state, AT.lies) > 0 && tempting) say(WORD.rejected, STEP.lie);
  }

  function roomForCallback(state: Uint8Array): number {
    for (let index = 0; index < bounds.callbacks; index++) {
      if (at(state, AT.callbacks + index) === 0) return index;
    }
    return -1;
  }

  /** Tells the gateway a fact: its decision becomes durable, and only then has effects. */
  function tell(state: Uint8Array, code: number, visit: Visit): void {
    const payoutId = payoutOf(state);
    const outcome = table.ask(payoutId, code, clockOf(state, table.row(payoutId)));
    perform(state, outcome);
    visit(state, step(STEP.fact, code), outcome.flaw);
  }

  function perform(state: Uint8Array, outcome: Outcome): void {
    setPayout(state, outcome.next);
    for (const { kind, attemptNo, epoch } of outcome.effects) {
      const { attempts } = table.row(outcome.next);
      const slot = attempts.findLast(({ no }) => no === attemptNo)?.slot;
      if (slot === undefined || epoch > EPOCHS_ROOM) continue;
      if (kind === 'submit') {
        const place = lineAt(slot, epoch);
        state[place] = lineOf(at(state, place) & ON_WIRE, CALL.dialling, 0);
        clearDrained(state, attemptNo);
      }
      if (kind === 'inquire' && at(state, AT.inquiry) === 0) {
        const quiet = at(state, AT.attempts + attemptNo - 1) & DRAINED;
        state.set([1, slot, epoch, quiet], AT.inquiry);
      }
      if (kind === 'cancel' && at(state, AT.cancel) === 0) {
        state.set([1, slot, epoch, 0], AT.cancel);
      }
    }
  }

  function flaw(state: Uint8Array): string | null {
    const row = rowOf(state);
    const executed = at(state, AT.executed);
    const honest = at(state, AT.lied) === 0;
    if (honest && executed > 1) return 'DOUBLE PAY (I1)';
    if (row.flaw !== null || !honest) return row.flaw;
    switch (row.state) {
      case 'FAILED':
      case 'CANCELLED':
        return executed > 0 ? `REPORTED ${row.state} BUT MONEY MOVED (I2)` : null;
      case 'PAID':
      case 'RETURNED':
        return executed === 0 ? 'FALSE SUCCESS (I3)' : null;
      case 'CONFLICT':
        return 'CONFLICT ALTHOUGH EVERY BANK WAS HONEST';
      case 'RECEIVED':
      case 'HELD':
      case 'QUEUED':
      case 'DISPATCHING':
      case 'IN_DOUBT':
      case 'PROCESSING':
        return null;
    }
  }

  return {
    first,
    successors,
    flaw,
    isEnd: (state) => rowOf(state).final || rowOf(state).state === 'CONFLICT',
  };
}

function at(state: Uint8Array, place: number): number {
  return state[place] ?? 0;
}

function payoutOf(state: Uint8Array): number {
  return at(state, AT.payout) | (at(state, AT.payout + 1) << 8);
}

function setPayout(state: Uint8Array, payoutId: number): void {
  if (payoutId >= 65_536) throw new Error('more abstract payouts than the layout has room for');
  state[AT.payout] = payoutId & 255;
  state[AT.payout + 1] = payoutId >> 8;
}

/** Index into CLOCKS_MS: whether the deadline and the live attempt's key window are over. */
function clockOf(state: Uint8Array, row: Row): number {
  for (const { no, live } of row.attempts) {
    if (live && (at(state, AT.attempts + no - 1) & CLOSED) !== 0) return 2;
  }
  return at(state, AT.deadline);
}

/** The process is gone with all it waited for; what is on the wire stays there. */
function crash(state: Uint8Array): void {
  state[AT.crashes] = at(state, AT.crashes) - 1;
  for (let place = AT.lines; place < STATE_BYTES; place++)
    state[place] = at(state, place) & ON_WIRE;
  state.fill(0, AT.inquiry, AT.inquiryQuiet + 1);
  if (at(state, AT.cancel) > 1) state.fill(0, AT.cancel, AT.cancelOrphan + 1);
  else if (at(state, AT.cancel) === 1) state[AT.cancelOrphan] = 1;
  // The next process counts the drain time from its own start.
  for (const place of [AT.attempts, AT.attempts + 1]) state[place] = at(state, place) & CLOSED;
}

function clearDrained(state: Uint8Array, attemptNo: number): void {
  const place = AT.attempts + attemptNo - 1;
  state[place] = at(state, place) & CLOSED;
}

/** A late listener that nothing can answer any more is nobody. */
function settled(onWire: number, call: number, reply: number): number {
  const idle = call === CALL.late && onWire === 0 && reply === 0;
  return lineOf(onWire, idle ? CALL.none : call, reply);
}

/** True while a call of the attempt waits for its answer. */
function isCalling(state: Uint8Array, attemptNo: number): boolean {
  return anyLine(state, attemptNo, (line) => {
    const call = callOf(line);
    return call === CALL.waiting || call === CALL.dialling;
  });
}

/** True while a copy is on its way or about to be: no drain time elapses, no window closes. */
function isMoving(state: Uint8Array, attemptNo: number): boolean {
  return anyLine(state, attemptNo, (line) => (line & ON_WIRE) !== 0) || isCalling(state, attemptNo);
}

function anyLine(state: Uint8Array, attemptNo: number, holds: (line: number) => boolean): boolean {
  const start = lineAt((attemptNo - 1) * 2, 1);
  for (let place = start; place < start + 2 * EPOCHS_ROOM; place++) {
    if (holds(at(state, place))) return true;
  }
  return false;
}

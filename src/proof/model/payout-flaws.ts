import type { Effect } from '../../payouts/model/effects.ts';
import {
  type Attempt,
  isConflictVerdict,
  isFinal,
  type Payout,
  type PayoutState,
} from '../../payouts/model/payout.ts';
import { meaningOf } from '../../payouts/model/money-moved.ts';
import type { PayoutEvent } from '../../payouts/model/payout-event.ts';
import { dutyFlaw } from './duties.ts';
import { rowFlaw } from './rows.ts';
import type { Step } from './step.ts';

/** What is wrong with a payout by itself: I2, I5, I7, R1, and an obligation let go too early. */
export function payoutFlaw(payout: Payout): string | null {
  const { state, attempts, nextAction } = payout;
  if (meaningOf(payout).moneyMoved !== 'no' && !payout.holdsObligation) {
    return `${state} WITHOUT ITS OBLIGATION`;
  }
  if (!isFinal(state) && nextAction === null) return `${state} WITHOUT A NEXT ACTION (I5)`;
  if (attempts.some((attempt) => attempt.state === 'DEAD' && attempt.proof === null)) {
    return 'AN ATTEMPT DECLARED DEAD WITHOUT PROOF (I7)';
  }
  const live = attempts.filter((attempt) => attempt.state !== 'DEAD').length;
  const mayPay = attempts.filter(({ state: it }) => it !== 'DEAD' && it !== 'RETURNED').length;
  if ((state === 'FAILED' || state === 'CANCELLED') && live > 0) {
    return `${state} WHILE AN ATTEMPT IS ALIVE (I2)`;
  }
  const areWeighed = state === 'CONFLICT' || payout.settlement !== undefined;
  if (mayPay > 1 && !areWeighed) return 'TWO ATTEMPTS ALIVE (R1)';
  return null;
}

/** What is wrong with one step: the first of {@link CHECKS} that finds something. */
export function stepFlaw(step: Step): string | null {
  for (const check of CHECKS) {
    const flaw = check(step);
    if (flaw !== null) return flaw;
  }
  return null;
}

const CHECKS = [
  identityFlaw,
  finalFlaw,
  toldFlaw,
  writtenFirstFlaw,
  witnessFlaw,
  dueFlaw,
  conflictFlaw,
  rowFlaw,
  dutyFlaw,
] as const;

/** I4, I10: whatever happens, it stays the payout that the key was answered with. */
function identityFlaw({ before, after }: Step): string | null {
  const same =
    before.id === after.id && before.caller === after.caller && before.request === after.request;
  if (!same) return 'THE PAYOUT BECAME ANOTHER (I10)';
  const kept = before.attempts.every((attempt, index) => isSame(attempt, after.attempts[index]));
  return kept ? null : 'AN ATTEMPT BECAME ANOTHER (R5)';
}

function isSame(before: Attempt, after: Attempt | undefined): boolean {
  return (
    after !== undefined &&
    before.no === after.no &&
    before.partner === after.partner &&
    before.endpoint === after.endpoint &&
    before.partnerKey === after.partnerKey &&
    before.contentDigest === after.contentDigest &&
    before.terms === after.terms &&
    before.epoch <= after.epoch
  );
}

const AFTER_FINAL: ReadonlyMap<PayoutState, readonly PayoutState[]> = new Map([
  ['PAID', ['PAID', 'RETURNED', 'CONFLICT']],
  ['RETURNED', ['RETURNED', 'CONFLICT']],
  ['FAILED', ['FAILED', 'CONFLICT']],
  ['CANCELLED', ['CANCELLED', 'CONFLICT']],
  ['CONFLICT', ['CONFLICT', 'PAID', 'RETURNED', 'FAILED']],
]);

const FINALITIES = [null, 'executed', 'credited', 'reconciled'] as const;

/** I8, and row 12: a final state is left only by rows 13 and 17, and only becomes more final. */
function finalFlaw({ before, after }: Step): string | null {
  const allowed = AFTER_FINAL.get(before.state);
  if (allowed !== undefined && !allowed.includes(after.state)) {
    return `STATUS WENT BACK FROM ${before.state} TO ${after.state} (I8)`;
  }
  const isUnsaid = before.state === 'CONFLICT' && after.state === 'FAILED';
  if (!isUnsaid && FINALITIES.indexOf(after.finality) < FINALITIES.indexOf(before.finality)) {
    return 'AN EXECUTION BECAME LESS FINAL (ROW 12)';
  }
  return null;
}

/** I9: the notice of a change of state is stored with the change. */
function toldFlaw({ before, after, effects }: Step): string | null {
  const moved = before.state !== after.state || before.finality !== after.finality;
  const told = effects.some((effect) => effect.kind === 'notify' && effect.state === after.state);
  if (!moved || told || after.state === 'DISPATCHING') return null;
  return `${after.state} WITHOUT TELLING THE CALLER (I9)`;
}

/** I6: what touches a partner was written before, and a copy by this very decision (W3, W4). */
function writtenFirstFlaw({ after, effects, events }: Step): string | null {
  for (const effect of effects) {
    if (effect.kind !== 'submit' && effect.kind !== 'inquire' && effect.kind !== 'cancel') continue;
    const attempt = after.attempts.find(({ no }) => no === effect.attemptNo);
    const isWritten =
      attempt !== undefined &&
      (effect.kind === 'submit'
        ? effect.epoch === attempt.epoch && events.some((event) => startsCopy(event, effect))
        : effect.epoch <= attempt.epoch);
    if (!isWritten) return `A PARTNER IS TOUCHED (${effect.kind}) BEFORE IT IS WRITTEN (I6)`;
    if (effect.kind === 'submit' && attempt.state === 'DEAD') return 'A DEAD ATTEMPT IS SENT (R1)';
  }
  return null;
}

function startsCopy(event: PayoutEvent, effect: Effect & { kind: 'submit' }): boolean {
  return event.kind === 'attemptStarted'
    ? event.attempt.no === effect.attemptNo && event.attempt.epoch === effect.epoch
    : event.kind === 'resendStarted' &&
        event.attemptNo === effect.attemptNo &&
        event.epoch === effect.epoch;
}

/** I7: an attempt dies, or is said to have paid, only by a word that is stored with it. */
function witnessFlaw({ before, after, events }: Step): string | null {
  for (const attempt of after.attempts) {
    const known = before.attempts.find(({ no }) => no === attempt.no)?.state;
    const isVerdict = attempt.state === 'DEAD' || attempt.state === 'EXECUTED';
    if (!isVerdict || known === attempt.state) continue;
    const witnessed = events.some(
      (event) =>
        (event.kind === 'evidence' && event.attemptNo === attempt.no && event.counted) ||
        (event.kind === 'resolved' &&
          (event.proposal.attemptNo === attempt.no || isConflictVerdict(event.proposal.verdict))),
    );
    if (!witnessed) return `${attempt.state} WITHOUT EVIDENCE ON RECORD (I7)`;
  }
  return null;
}

/** I5: what is scheduled has a time that comes, in whole milliseconds as the journal keeps them. */
function dueFlaw({ after: { nextAction } }: Step): string | null {
  if (nextAction === null || Number.isSafeInteger(nextAction.atMs)) return null;
  return 'THE NEXT ACTION NEVER COMES (I5)';
}

/** Row 17: money that moved after a proof of death is never passed over. */
function conflictFlaw({ before, fact, after }: Step): string | null {
  if (fact.kind !== 'evidence') return null;
  const attempt = before.attempts.find(({ no }) => no === fact.attemptNo);
  const moneyMoved = fact.verdict.kind === 'executed' || fact.verdict.kind === 'returned';
  if (attempt?.state !== 'DEAD' || !moneyMoved || after.state === 'CONFLICT') return null;
  return 'PAYMENT OF A DEAD ATTEMPT IGNORED (ROW 17)';
}

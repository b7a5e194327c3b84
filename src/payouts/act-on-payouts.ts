import type { Journal } from '../journal/port.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { notAccepted } from './accept/not-accepted.ts';
import { obligationStanding } from './accept/obligation.ts';
import type { Engine } from './engine/engine.ts';
import type { Fact } from './model/facts.ts';
import { CONFLICT_VERDICTS, type Payout } from './model/payout.ts';
import { isCreator } from './decide/on-intake.ts';
import { findPayout } from './read-payouts.ts';
import type { ActionOutcome, PayoutService, Review } from './service.ts';
import { showPayout } from './views/show-payout.ts';

/** Whom an action is told to. */
export interface ActParts {
  readonly journal: Journal;
  readonly engine: Pick<Engine, 'load' | 'tell'>;
  readonly runtime: Runtime;
}

type Actions = Pick<PayoutService, 'cancel' | 'review' | 'resolve'>;

/** The part of the service in which people act on a payout: each action is a fact like any other. */
export function actOnPayouts(parts: ActParts): Actions {
  const { engine, runtime } = parts;
  const service: Actions = {
    async cancel(scope, payoutId) {
      if ((await findPayout(engine, scope, payoutId)) === null) return { kind: 'notFound' };
      const fact = { kind: 'cancelRequested', by: scope.by } as const;
      return await act(engine, payoutId, fact, (current) =>
        current.cancelRequested === null
          ? `a payout that is ${current.state} cannot be cancelled`
          : 'the cancellation was already requested; its outcome depends on the partner',
      );
    },

    async review(payoutId, review) {
      const refused =
        review.decision === 'release' ? await obligationInTheWay(parts, payoutId) : null;
      if (refused !== null) return refused;
      return await act(engine, payoutId, { kind: 'reviewed', ...review }, (payout) =>
        unreviewable(payout, review),
      );
    },

    async resolve(payoutId, { by, attemptNo, verdict, evidence }) {
      const named = attemptNo ?? (await lastPaid(engine, payoutId));
      const proposal = { by, attemptNo: named, verdict, evidence, atMs: runtime.now() };
      return await act(engine, payoutId, { kind: 'resolved', proposal }, unresolvable);
    },
  };
  // A journal that fails, in whatever of it, is an answer.
  return {
    cancel: (scope, payoutId) => service.cancel(scope, payoutId).catch(notAccepted),
    review: (payoutId, review) => service.review(payoutId, review).catch(notAccepted),
    resolve: (payoutId, word) => service.resolve(payoutId, word).catch(notAccepted),
  };
}

/** The attempt that a word on a conflict is about when it names none. */
async function lastPaid(engine: ActParts['engine'], payoutId: string): Promise<number> {
  const attempts = (await engine.load(payoutId))?.attempts ?? [];
  const paid = attempts.findLast(({ state }) => state === 'EXECUTED' || state === 'RETURNED');
  return (paid ?? attempts.at(-1))?.no ?? 1;
}

function unreviewable(payout: Payout, { by, decision }: Review): string {
  if (payout.state !== 'HELD') return `only a HELD payout is reviewed; this one is ${payout.state}`;
  if (decision === 'release' && isCreator(payout, by)) {
    return `${by} asked for this payout: another person has to release it`;
  }
  return 'wasPaid is said of what a partner may have paid before a restore and cannot be asked for by our key';
}

function unresolvable({ state, proposal }: Payout): string {
  if (
    proposal !== null &&
    state !== 'CONFLICT' &&
    state !== 'HELD' &&
    proposal.askedAgain !== true
  ) {
    return (
      'the partner is being asked once more: a second word counts only after it has answered, ' +
      'and only if that leaves the first one standing; say it again then'
    );
  }
  return state === 'CONFLICT'
    ? `a payout in conflict is resolved as a whole: ${CONFLICT_VERDICTS.join(', ')}`
    : `executed or neverExecuted is said of the attempt that an IN_DOUBT or PROCESSING payout waits for, the others of a CONFLICT; it is ${state}`;
}

/** Refuses to release a payout whose obligation another one may pay, or paid. */
async function obligationInTheWay(
  { engine, journal }: ActParts,
  payoutId: string,
): Promise<ActionOutcome | null> {
  const payout = await engine.load(payoutId);
  if (payout?.state !== 'HELD') return null;
  const { caller, request } = payout;
  const standing = await obligationStanding(journal, caller, request, payoutId);
  return standing.kind === 'taken' ? obligationTaken(payout, standing.payoutId) : null;
}

function obligationTaken(payout: Payout, takenBy: string): ActionOutcome {
  const detail = `${takenBy} holds the obligation; cancel or finish it first`;
  return { kind: 'refused', detail, payout: showPayout(payout) };
}

/** Tells a fact on somebody's word; `refusal` explains a fact that meant nothing. */
async function act(
  engine: ActParts['engine'],
  payoutId: string,
  fact: Fact,
  refusal: (payout: Payout) => string,
): Promise<ActionOutcome> {
  const told = await engine.tell(payoutId, fact);
  if (told.kind === 'missing') return { kind: 'notFound' };
  if (told.kind === 'obligationTaken') {
    const payout = await engine.load(payoutId);
    return payout === null ? { kind: 'notFound' } : obligationTaken(payout, told.payoutId);
  }
  const payout = showPayout(told.payout);
  if (told.changed) return { kind: 'done', payout };
  return { kind: 'refused', detail: refusal(told.payout), payout };
}

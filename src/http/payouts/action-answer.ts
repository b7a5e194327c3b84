import type { ActionOutcome } from '../../payouts/service.ts';
import { Problem, retryAfter } from '../problems/problem.ts';
import type { ProblemCode } from '../problems/problem-codes.ts';
import { type Answer, json } from '../serve/answer.ts';

/** How {@link actionAnswer} can refuse. */
export const ACTION_PROBLEMS = [
  'not_found',
  'action_refused',
  'not_accepted',
] as const satisfies readonly ProblemCode[];

/**
 * Answers an action on a payout with the payout as it is now, by `doneStatus`.
 *
 * Throws a `Problem`: 404, 409 with the payout and what may be known about its money, 503 when
 * the request could not be written down.
 */
export function actionAnswer(outcome: ActionOutcome, doneStatus: 200 | 202): Answer {
  switch (outcome.kind) {
    case 'done':
      return json(doneStatus, outcome.payout);
    case 'notFound':
      throw noSuchPayout();
    case 'refused':
      throw new Problem('action_refused', {
        detail: outcome.detail,
        payout: outcome.payout,
        payoutId: outcome.payout.id,
        moneyMoved: outcome.payout.moneyMoved,
      });
    case 'notAccepted':
      throw new Problem('not_accepted', {
        detail: outcome.detail,
        failure: outcome.failure,
        headers: retryAfter(outcome.retryAfterMs),
      });
  }
}

/** The same words for an unknown payout and for somebody else's: neither exists for this key. */
export function noSuchPayout(): Problem {
  return new Problem('not_found', { detail: 'No payout with this id was found for this API key.' });
}

import { liveAttempt, type Payout } from '../model/payout.ts';

/**
 * The call that ends a payout's wait for people, method and path; `null` while nobody has to act.
 * Doubt has one once the partner alone will not end it.
 */
export function callToEnd(payout: Payout): string | null {
  const action = actionOf(payout);
  return action === null ? null : `POST /v1/payouts/${payout.id}/${action}`;
}

function actionOf(payout: Payout): 'review' | 'resolve' | null {
  switch (payout.state) {
    case 'HELD':
      return 'review';
    case 'CONFLICT':
      return 'resolve';
    case 'IN_DOUBT':
    case 'PROCESSING':
      return payout.escalated || liveAttempt(payout)?.terms.inquiry === false ? 'resolve' : null;
    case 'RECEIVED':
    case 'QUEUED':
    case 'DISPATCHING':
    case 'PAID':
    case 'RETURNED':
    case 'FAILED':
    case 'CANCELLED':
      return null;
  }
}

import { liveAttempt, type Payout } from '../model/payout.ts';
import {
  ANSWER_WATCH_MS,
  inquiryDelayMs,
  parkDelayMs,
  REVIEW_REMINDER_MS,
  ROUTE_PAUSE_MS_MAX,
} from '../model/schedule.ts';
import { KNOWN_HOUR, OPENS_AT_MS_MAX } from './on-route.ts';

/**
 * How far from now, in milliseconds, the payout's next action may lie at most by its own schedule.
 * What lies further off was set by a clock that ran ahead, or put off at a partner's wish.
 */
export function longestStepMs(payout: Payout): number {
  switch (payout.nextAction?.what) {
    case 'inquire':
      return inquiryStepMs(payout);
    case 'route':
    case 'cancel':
      return payout.failure !== null && KNOWN_HOUR.has(payout.failure.code)
        ? OPENS_AT_MS_MAX
        : Math.max(ROUTE_PAUSE_MS_MAX, parkDelayMs(payout.attempts.length, payout.id));
    case 'await_answer':
      return ANSWER_WATCH_MS;
    case 'review':
    case undefined:
      return REVIEW_REMINDER_MS;
  }
}

function inquiryStepMs(payout: Payout): number {
  const attempt = liveAttempt(payout);
  if (attempt === null) return 0;
  const { inquiries, partnerKey, terms } = attempt;
  return inquiryDelayMs(inquiries, terms.inquiryNotBeforeMs, partnerKey);
}

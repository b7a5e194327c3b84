import type { Verdict } from '../../contract/verdict.ts';
import type { Attempt, NextAction } from '../model/payout.ts';
import { INQUIRY_PAUSE_MS_MAX, inquiryDelayMs } from '../model/schedule.ts';

/** When the partner is asked again about the attempt (docs/MONEY.md#the-inquiry-schedule). */
export function nextInquiry(attempt: Attempt, nowMs: number): NextAction {
  const { inquiries, partnerKey, terms } = attempt;
  const delayMs = inquiryDelayMs(inquiries, terms.inquiryNotBeforeMs, partnerKey);
  return { what: 'inquire', atMs: nowMs + delayMs };
}

/**
 * The same inquiry, but no earlier than the partner wished when it answered without an answer. It
 * can only put the question off, and by the longest pause of the schedule at most.
 */
export function notBeforeWish(next: NextAction, verdict: Verdict, nowMs: number): NextAction {
  if (verdict.kind !== 'unknown' || verdict.retryAfterMs === undefined) return next;
  const atMs = nowMs + Math.min(verdict.retryAfterMs, INQUIRY_PAUSE_MS_MAX);
  return atMs > next.atMs ? { ...next, atMs } : next;
}

import type { Attempt, NextAction } from '../model/payout.ts';
import { inquiryDelayMs } from '../model/schedule.ts';

/** When the partner is asked again about the attempt (docs/MONEY.md#the-inquiry-schedule). */
export function nextInquiry(attempt: Attempt, nowMs: number): NextAction {
  const { inquiries, partnerKey, terms } = attempt;
  const delayMs = inquiryDelayMs(inquiries, terms.inquiryNotBeforeMs, partnerKey);
  return { what: 'inquire', atMs: nowMs + delayMs };
}
